import { createHmac } from 'node:crypto';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP } from 'node:net';
import { SourceOutage } from '../../domain/outage.ts';
import type { NoticeSender } from '../../domain/ports/notice-senders.ts';
import { networkFailure } from '../http/network-failure.ts';
import { outageForStatus } from '../http/outage-for-status.ts';
import { isOutsideAddress, lookupOutside } from './outside-address.ts';

const TIMEOUT_MS = 10_000;
const SOURCE = 'webhook';

/**
 * Posts notices as JSON to https addresses of the public internet, or to a host that is allowed by name. Redirects are
 * not followed. Each is signed: `AlphaFlow-Signature: t=<seconds since 1970>,v1=<HMAC-SHA256 of "<t>.<body>">` in hex,
 * by the channel's own secret.
 */
export function createWebhookSender(options: {
  /** `host` or `host:port` that may be http, and inside. */
  readonly allowedHosts: readonly string[];
  readonly secretOf: (channelId: string) => string;
  readonly now: () => Date;
}): NoticeSender {
  const { allowedHosts, secretOf, now } = options;
  return {
    async send(notice, { id, target }) {
      const url = new URL(target);
      const fault = webhookFault(target, allowedHosts);
      const asked = { source: SOURCE, request: `POST ${url.host}` };
      if (fault !== undefined) throw new SourceOutage({ ...asked, kind: 'refused', reason: fault });
      const body = JSON.stringify(notice);
      const headers = {
        'content-type': 'application/json',
        'content-length': String(Buffer.byteLength(body)),
        'user-agent': 'AlphaFlow',
        'alphaflow-notice': notice.id,
        'alphaflow-signature': signatureOf(body, secretOf(id), now()),
      };
      const isAllowed = isAllowedHost(url, allowedHosts);
      const status = await post(url, headers, body, !isAllowed).catch((error: unknown) => {
        const { kind, reason } = networkFailure(error);
        const heard = kind === 'timeout' ? 'timeout' : 'network';
        throw new SourceOutage({ ...asked, kind: heard, reason }, { cause: error });
      });
      if (status < 200 || status > 299) throw outageForStatus(asked, { status, message: '' });
    },
  };
}

/** What is wrong with a webhook's address; undefined for one that may be used. */
export function webhookFault(target: string, allowedHosts: readonly string[]): string | undefined {
  if (!URL.canParse(target)) return 'it is not a URL';
  const url = new URL(target);
  if (url.username !== '' || url.password !== '') return 'it must not hold a user or password';
  if (isAllowedHost(url, allowedHosts) && /^https?:$/.test(url.protocol)) return undefined;
  if (url.protocol !== 'https:') return 'it must be https';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0 && !isOutsideAddress(host)) return 'it is not an address of the public internet';
  return undefined;
}

/** The signature of a body at a moment. */
export function signatureOf(body: string, secret: string, at: Date): string {
  const seconds = Math.floor(at.getTime() / 1_000);
  const digest = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
  return `t=${seconds},v1=${digest}`;
}

function isAllowedHost(url: URL, allowedHosts: readonly string[]): boolean {
  return allowedHosts.includes(url.host) || allowedHosts.includes(url.hostname);
}

async function post(
  url: URL,
  headers: Readonly<Record<string, string>>,
  body: string,
  outsideOnly: boolean,
): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const request = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, {
    method: 'POST',
    headers: { ...headers },
    agent: false,
    signal: AbortSignal.timeout(TIMEOUT_MS),
    ...(outsideOnly ? { lookup: lookupOutside } : {}),
  });
  request.once('error', reject);
  request.once('response', (response) => {
    resolve(response.statusCode ?? 0);
    // What it says is of no interest, however long.
    response.destroy();
  });
  request.end(body);
  return await promise;
}
