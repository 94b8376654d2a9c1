import { shown } from '../risk/amount.ts';

/** A field that does not fit the rest of the order, what it says, and what the broker demands in its place. */
export interface FormFault {
  readonly field: string;
  readonly value: string;
  readonly demand: string;
}

export function formFault(field: string, value: unknown, demand: string): FormFault {
  return { field, value: shown(value), demand };
}
