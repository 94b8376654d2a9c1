import { BadRequest } from './bad-request.ts';

/** The last item given: the next page starts behind it. */
export interface PagePosition {
  readonly symbol: string;
  readonly t: number;
}

export function writePageToken({ symbol, t }: PagePosition): string {
  return Buffer.from(`${symbol}|${t}`).toString('base64url');
}

export function readPageToken(token: string | undefined): PagePosition | undefined {
  if (token === undefined || token === '') return undefined;
  const match = /^([^|]+)\|(\d+)$/.exec(Buffer.from(token, 'base64url').toString());
  if (match?.[1] === undefined) throw new BadRequest('invalid page_token');
  return { symbol: match[1], t: Number(match[2]) };
}
