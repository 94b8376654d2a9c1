/** The folders whose imports are held to the table in `.dependency-cruiser.cjs`. */
export const SOURCE_FOLDERS: readonly string[] = [
  'domain',
  'workflows',
  'activities',
  'workers',
  'api',
  'db',
  'connectors',
  'resilience',
  'sandbox',
  'codec',
  'config',
  'telemetry',
  'launcher',
  'tests',
  'bench',
  'prove',
  'web',
];

/** How many modules dependency-cruiser says it judged; 0 when it does not say. */
export function modulesSeen(output: string): number {
  return Number(/(\d+) modules,/.exec(output)?.[1] ?? 0);
}
