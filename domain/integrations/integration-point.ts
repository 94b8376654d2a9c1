/** The parts that can die by themselves: our processes, our servers, and the outside systems as the sandbox's faults name them. */
export const PARTS = [
  'postgres',
  'temporal',
  'worker',
  'api',
  'nats',
  'alpaca-trading',
  'alpaca-data',
  'trade-updates',
  'market-stream',
  'edgar',
  'frankfurter',
  'finra',
  'openai',
  'anthropic',
] as const;
export type Part = (typeof PARTS)[number];

export const CATEGORIES = [
  'Database',
  'Alpaca',
  'External',
  'AI',
  'Auth',
  'Jobs',
  'Real time',
  'Between parts',
  'Across',
  'End to end',
  'Failure',
] as const;
export type Category = (typeof CATEGORIES)[number];

/** One place where two parts meet, and how it is known that they do. */
export interface IntegrationPoint {
  /** `database.connection`: stays for ever, in results, events and alerts. */
  readonly id: string;
  readonly category: Category;
  readonly name: string;
  /** What the probe does, by the real path. */
  readonly probe: string;
  /** What it leaves behind. */
  readonly writes: 'nothing' | 'rolled back' | 'own rows' | 'an order in the sandbox';
  /** With any one of these dead the point fails; with any other it does not. */
  readonly needs: readonly Part[];
  /** What it is held to: milliseconds for one probe, and the share of probes that pass. */
  readonly level: { readonly withinMs: number; readonly availability: number };
  /** What happens to the rest while it fails. */
  readonly onFailure: string;
  /** The test that shows it. */
  readonly shownBy: string;
  /** Why there is nothing to probe yet. Such a point is never counted as passed. */
  readonly notBuilt?: string;
  /** Leaves rows or costs requests: the schedule probes it once an hour, a person whenever they ask. */
  readonly isDear?: true;
}
