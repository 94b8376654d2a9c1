import type { JsonSchema } from '../llm/model-request.ts';
import type { Argument } from './argument.ts';

type Fields = Readonly<Record<string, Argument<unknown>>>;

/** The arguments of a tool once they are read. */
export type ArgumentsOf<F extends Fields> = {
  readonly [K in keyof F]: F[K] extends Argument<infer T> ? T : never;
};

/** What a tool takes: an object with these arguments and no others. */
export interface ToolForm<A> {
  readonly parameters: JsonSchema;
  /** What is wrong with what the model gave, in words that it can mend it by; undefined when it fits. */
  readonly fault: (given: Readonly<Record<string, unknown>>) => string | undefined;
  readonly fits: (given: Readonly<Record<string, unknown>>) => given is Readonly<Record<string, unknown>> & A;
}

export function toolForm<const F extends Fields>(fields: F): ToolForm<ArgumentsOf<F>> {
  const names = Object.keys(fields);
  const fault = (given: Readonly<Record<string, unknown>>): string | undefined => {
    const unknown = Object.keys(given).find((name) => !Object.hasOwn(fields, name));
    if (unknown !== undefined) return `there is no argument "${shown(unknown)}"`;
    for (const [name, argument] of Object.entries(fields)) {
      if (!Object.hasOwn(given, name)) {
        if (argument.isOptional) continue;
        return `"${name}" is missing`;
      }
      const wrong = argument.fault(given[name]);
      if (wrong !== undefined) return `"${name}" ${wrong}`;
    }
    return undefined;
  };
  return {
    parameters: {
      type: 'object',
      properties: Object.fromEntries(names.map((name) => [name, fields[name]?.schema])),
      required: names.filter((name) => fields[name]?.isOptional === false),
      additionalProperties: false,
    },
    fault,
    fits: (given): given is Readonly<Record<string, unknown>> & ArgumentsOf<F> => fault(given) === undefined,
  };
}

/** A name of the model's own, fit to be told back to it. */
function shown(name: string): string {
  return name.replaceAll(/[^\w.-]/g, '?').slice(0, 40);
}
