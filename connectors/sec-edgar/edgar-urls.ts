import { baseUrlOf } from '../http/base-url.ts';

/** Base addresses without a trailing slash: submissions live on one host, the list of tickers on another. */
export interface EdgarUrls {
  readonly dataUrl: string;
  readonly filesUrl: string;
}

/** The SEC's own hosts, or both roles at the sandbox's `/edgar`. */
export function edgarUrls(sandboxUrl?: string): EdgarUrls {
  if (sandboxUrl === undefined) return { dataUrl: 'https://data.sec.gov', filesUrl: 'https://www.sec.gov' };
  const base = `${baseUrlOf(sandboxUrl)}/edgar`;
  return { dataUrl: base, filesUrl: base };
}
