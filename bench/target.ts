/** A figure and what it must keep to. */
export interface Target {
  readonly what: string;
  readonly value: number;
  readonly bound: 'at most' | 'at least';
  readonly limit: number;
  readonly met: boolean;
}
