/**
 * An address without a trailing slash, ready to append a path to.
 * @throws TypeError for anything but http and https.
 */
export function baseUrlOf(address: string): string {
  const url = new URL(address);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new TypeError(`not an http address: ${address}`);
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}
