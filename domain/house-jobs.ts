/** What is done over and over for the whole house: the id of its schedule, and what it does, for a person. */
export const HOUSE_JOBS = {
  reconciliation: 'Broker against ledger, every account',
  'company-documents': 'Filings and figures that somebody asks for, at the SEC’s pace',
  'evidence-retention': 'Evidence whose time is over',
  'event-retention': 'Events that were carried long ago',
  'session-cleanup': 'Sessions, codes and counts of limits that are over',
  'memory-outcomes': 'What became of proposals after 1, 5 and 20 days',
  'market-calendar': 'The broker’s calendar, half days and holidays included',
  'performance-report': 'How each strategy did, day by day',
  alerts: 'Alerts of every user',
  integrations: 'Every integration point, by its real path',
} as const;

export type HouseJob = keyof typeof HOUSE_JOBS;

export function isHouseJob(id: string): id is HouseJob {
  return Object.hasOwn(HOUSE_JOBS, id);
}
