import { ANSWER_EXAMPLES } from './answer-examples.ts';

/** The named schemas, each main answer with an example of it. */
export function withExamples<Schema extends object>(
  schemas: Readonly<Record<string, Schema>>,
): Record<string, Schema> {
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => {
      const example = ANSWER_EXAMPLES[name];
      return [name, example === undefined ? schema : { ...schema, example }];
    }),
  );
}
