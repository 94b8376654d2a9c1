import type { FusedView } from '../fusion.ts';
import { fenced } from '../tools/fence.ts';

const HEADLINES_MAX = 3;
const FILINGS_MAX = 3;
const NEWS_CHARS_MAX = 800;
const FILINGS_CHARS_MAX = 300;

/** What others have written about a symbol, fenced as data; empty when there is nothing. */
export function symbolTexts({ symbol, news, filings }: FusedView): string {
  const headlines =
    news.status === 'ok'
      ? news.value
          .slice(0, HEADLINES_MAX)
          .map(({ createdAt, headline, source }) => `${createdAt} ${headline} (${source})`)
      : [];
  const reports =
    filings.status === 'ok'
      ? filings.value
          .slice(0, FILINGS_MAX)
          .map(
            ({ form, filedOn, items, accessionNumber }) => `${filedOn} ${form} ${items} ${accessionNumber}`,
          )
      : [];
  return [
    ...(headlines.length === 0 ? [] : [fenced(`news of ${symbol}`, headlines.join('\n'), NEWS_CHARS_MAX)]),
    ...(reports.length === 0 ? [] : [fenced(`filings of ${symbol}`, reports.join('\n'), FILINGS_CHARS_MAX)]),
  ].join('\n');
}
