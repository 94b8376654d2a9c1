import type { trading } from '@alpacahq/alpaca-trade-api';
import { z } from 'zod';
import type { Timestamp } from '../../domain/market.ts';
import type { Execution } from '../../domain/order.ts';
import { SourceOutage } from '../../domain/outage.ts';
import { parseAnswer } from '../http/parse-answer.ts';
import { fillActivityAnswer } from './execution-answer.ts';
import { readAlpaca } from './read-alpaca.ts';

/** The most that Alpaca gives in one answer. */
const PAGE_SIZE = 100;

/**
 * Alpaca's `after` is exclusive and compares the time an activity was recorded, which is never before the execution.
 * Asking from a little earlier and dropping what is too early keeps the execution at the boundary.
 */
const MARGIN_MS = 1_000;

/**
 * Executions at or after `after`, oldest first, all pages, each once. An execution that Alpaca records late can
 * appear behind the newest one read: ask again from before the last reading.
 * @throws SourceOutage
 */
export async function listExecutions(
  api: trading.AccountActivitiesApi,
  query: { readonly after: Timestamp },
  signal?: AbortSignal,
): Promise<readonly Execution[]> {
  const asked = { source: 'alpaca', request: 'GET /v2/account/activities/FILL' };
  const seen = new Map<string, Execution>();
  let pageToken: string | undefined;
  for (;;) {
    const page: trading.GetAccountActivitiesByActivityTypeRequest = {
      activityType: 'FILL',
      after: new Date(Date.parse(query.after) - MARGIN_MS),
      direction: 'asc',
      pageSize: PAGE_SIZE,
      ...(pageToken === undefined ? {} : { pageToken }),
    };
    const body = await readAlpaca(
      asked,
      async (init) => await api.getAccountActivitiesByActivityTypeRaw(page, init),
      signal,
    );
    const rows = parseAnswer(z.array(fillActivityAnswer), body, asked);
    const known = seen.size;
    for (const { execution } of rows) seen.set(execution.executionId, execution);
    pageToken = rows.at(-1)?.pageToken;
    if (rows.length < PAGE_SIZE) break;
    if (seen.size === known) {
      throw new SourceOutage({
        ...asked,
        kind: 'malformed',
        reason: `the page after ${pageToken} brings nothing new`,
      });
    }
  }
  return [...seen.values()]
    .filter((execution) => execution.at >= query.after)
    .sort((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at)));
}
