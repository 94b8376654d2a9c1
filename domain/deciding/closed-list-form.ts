import type { OutputForm } from '../llm/model-request.ts';

/**
 * The form of an answer that is one list and nothing else: each item has every one of these properties and no others,
 * as the providers' strict modes demand.
 */
export function closedListForm(
  name: string,
  list: {
    readonly of: string;
    readonly maxItems: number;
    readonly properties: Readonly<Record<string, object>>;
  },
): OutputForm {
  const { of, maxItems, properties } = list;
  const items = {
    type: 'object',
    properties,
    required: Object.keys(properties),
    additionalProperties: false,
  };
  return {
    name,
    schema: {
      type: 'object',
      properties: { [of]: { type: 'array', maxItems, items } },
      required: [of],
      additionalProperties: false,
    },
  };
}
