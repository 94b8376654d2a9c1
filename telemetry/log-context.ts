import { AsyncLocalStorage } from 'node:async_hooks';

/** Ids that every line written within a request or an activity carries. */
export type LogFields = Record<string, string | number>;

const fields = new AsyncLocalStorage<LogFields>();

/** Runs with these ids on every line of the log, beside those of around it. */
export function withLogFields<T>(more: LogFields, run: () => T): T {
  return fields.run({ ...fields.getStore(), ...more }, run);
}

/** Adds an id that became known on the way to the lines from here on; outside a request or an activity it is nothing. */
export function addLogFields(more: LogFields): void {
  const store = fields.getStore();
  if (store !== undefined) Object.assign(store, more);
}

export function currentLogFields(): Readonly<LogFields> {
  return fields.getStore() ?? {};
}
