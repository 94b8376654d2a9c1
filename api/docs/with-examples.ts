import { composeExample } from './compose-example.ts';

/** The named schemas, each with a whole example of it where one can be made. */
export function withExamples<Schema extends object>(
  schemas: Readonly<Record<string, Schema>>,
): Record<string, Schema> {
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => {
      const made = composeExample(schema, schemas);
      return [name, 'example' in made ? { ...schema, example: made.example } : schema];
    }),
  );
}
