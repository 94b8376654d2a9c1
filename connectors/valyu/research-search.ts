import { z } from 'zod';
import { SourceOutage } from '../../domain/outage.ts';
import type { ResearchFinding, ResearchSearch } from '../../domain/ports/research.ts';
import { calendarDay, decimalText } from '../http/answer-fields.ts';
import { baseUrlOf } from '../http/base-url.ts';
import { type Asked, parseAnswer } from '../http/parse-answer.ts';
import { requestText } from '../http/request-text.ts';

const searchAnswer = z.object({
  success: z.boolean(),
  error: z.string().nullish(),
  tx_id: z.string().nullish(),
  results: z.array(
    z.object({
      title: z.string(),
      url: z.string(),
      content: z.union([z.string(), z.looseObject({}), z.array(z.unknown())]),
      source: z.string(),
      publication_date: z.string().nullish(),
    }),
  ),
  total_deduction_dollars: decimalText,
});
type Found = z.output<typeof searchAnswer>['results'][number];

const MAX_BYTES = 8 * 1024 * 1024;
/** The dearest a thousand findings may be, dollars: the least that Valyu takes. */
const PRICE_PER_THOUSAND_USD = 20;

/** Valyu's public service. */
export const VALYU_URL = 'https://api.valyu.ai/v1';

/**
 * Research search by Valyu's documented REST interface. Its own npm client is not used: it has no time-out and no
 * abort, and gives every failure as an answer without results.
 */
export function createValyu(options: {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly timeoutMs?: number;
}): ResearchSearch {
  const url = `${baseUrlOf(options.baseUrl)}/search`;
  const { apiKey, timeoutMs = 30_000 } = options;
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json',
    'x-api-key': apiKey,
  };
  const asked: Asked = { source: 'valyu', request: 'POST /v1/search' };
  return {
    async search({ question, findingsMax, asOf }, signal) {
      const body = JSON.stringify({
        query: question,
        search_type: 'all',
        max_num_results: findingsMax,
        max_price: PRICE_PER_THOUSAND_USD,
        end_date: asOf.slice(0, 10),
        is_tool_call: true,
      });
      const request = { url, method: 'POST', headers, body, timeoutMs, maxBytes: MAX_BYTES } as const;
      const answer = await requestText(asked, request, signal);
      const { success, error, tx_id, results, total_deduction_dollars } = parseAnswer(
        searchAnswer,
        answer.body,
        asked,
      );
      if (!success || typeof tx_id !== 'string') {
        const reason = error ?? 'it says that it failed, and not why';
        throw new SourceOutage({ ...asked, kind: 'refused', reason: reason.slice(0, 200) });
      }
      return { transactionId: tx_id, findings: results.map(findingOf), costUsd: total_deduction_dollars };
    },
  };
}

function findingOf({ title, url, content, source, publication_date: published }: Found): ResearchFinding {
  const day = calendarDay.safeParse(published?.slice(0, 10));
  return {
    title,
    url,
    source,
    content: typeof content === 'string' ? content : JSON.stringify(content),
    ...(day.success ? { publishedOn: day.data } : {}),
  };
}
