import type { ApiUnderTest, Call } from './api-under-test.ts';

/** Somebody who keeps the cookies that the API sets, as browsers and `curl --cookie-jar` do. */
export interface Browser {
  readonly cookies: ReadonlyMap<string, string>;
  readonly call: (method: string, path: string, call?: Call) => Promise<Response>;
}

export function browserOf(api: ApiUnderTest, address?: string): Browser {
  const cookies = new Map<string, string>();
  return {
    cookies,
    async call(method, path, call = {}) {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const headers = { ...(cookie === '' ? {} : { cookie }), ...call.headers };
      const from = address === undefined ? {} : { address };
      const response = await api.call(method, path, { ...from, ...call, headers });
      for (const line of response.headers.getSetCookie()) keep(cookies, line);
      return response;
    },
  };
}

function keep(cookies: Map<string, string>, line: string): void {
  const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
  const name = pair.slice(0, pair.indexOf('='));
  const value = pair.slice(pair.indexOf('=') + 1);
  if (value === '' || attributes.some((one) => one.toLowerCase() === 'max-age=0')) cookies.delete(name);
  else cookies.set(name, value);
}
