/** Somebody at the API who keeps the cookies that it sets. */
export interface Visitor {
  /** The answer's body. @throws when the answer is no success */
  post(path: string, body: object): Promise<unknown>;
}

export function visitorOf(url: string): Visitor {
  const cookies = new Map<string, string>();
  return {
    async post(path, body) {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const response = await fetch(`${url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', cookie },
        body: JSON.stringify(body),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text}`);
      for (const line of response.headers.getSetCookie()) {
        const [pair = ''] = line.split(';');
        cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
      }
      const said: unknown = JSON.parse(text);
      return said;
    },
  };
}
