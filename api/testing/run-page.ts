import { setTimeout as delay } from 'node:timers/promises';
import { createContext, runInContext } from 'node:vm';
import type { Browser } from './browser.ts';

/** What a page's script may touch of an element. */
interface PageElement {
  value: string;
  textContent: string;
  hidden: boolean;
  disabled: boolean;
  readonly focus: () => void;
  readonly select: () => void;
  readonly addEventListener: (type: string, listener: (event: object) => Promise<void> | void) => void;
}

/** A page whose script runs: what a person sees of it and does with it. */
export interface RunningPage {
  readonly element: (id: string) => PageElement;
  /** Which element has the focus. */
  readonly focused: () => string | undefined;
  /** Submits a form, or clicks; over when what the script does then is over. */
  readonly act: (type: 'submit' | 'click', id: string) => Promise<void>;
  /** Where the script has sent the browser. */
  readonly wentTo: () => string | undefined;
}

/**
 * Opens a page in `browser` and runs its script on elements made of the page's ids: no engine of a browser, but the
 * page's own script, and the API's own answers. `isSecure`: by https, or on loopback.
 */
export async function runPage(
  browser: Browser,
  path: string,
  { isSecure = true } = {},
): Promise<RunningPage> {
  const page = await (await browser.call('GET', path)).text();
  const listeners = new Map<string, (event: object) => Promise<void> | void>();
  let focused: string | undefined;
  let wentTo: string | undefined;
  const elements = new Map(
    [...page.matchAll(/<[a-z]+ ([^>]*)>/g)].flatMap(([, attributes = '']) => {
      const id = /\bid="([^"]+)"/.exec(attributes)?.[1];
      if (id === undefined) return [];
      const element: PageElement = {
        value: '',
        textContent: '',
        hidden: / hidden\b/.test(attributes),
        disabled: / disabled\b/.test(attributes),
        focus: () => {
          focused = id;
        },
        select: () => {
          focused = id;
        },
        addEventListener: (type, listener) => void listeners.set(`${type} ${id}`, listener),
      };
      return [[id, element] as const];
    }),
  );
  const send = async (
    to: string,
    init: { readonly headers?: Record<string, string>; readonly body?: string },
  ) =>
    await browser.call('POST', to, {
      headers: { 'sec-fetch-site': 'same-origin', ...init.headers },
      ...(init.body === undefined ? {} : { rawBody: init.body }),
    });
  const script = /<script>([\s\S]*)<\/script>/.exec(page)?.[1] ?? '';
  const location = { origin: 'https://alphaflow.example', replace: (to: string) => void (wentTo = to) };
  const globals = {
    document: { getElementById: (id: string) => elements.get(id) ?? null },
    window: { isSecureContext: isSecure },
    addEventListener: () => undefined,
    setTimeout: () => undefined,
    fetch: send,
    location,
  };
  runInContext(script, createContext(globals));
  const element = (id: string): PageElement => {
    const found = elements.get(id);
    if (found === undefined) throw new Error(`the page has no ${id}`);
    return found;
  };
  return {
    element,
    focused: () => focused,
    wentTo: () => wentTo,
    act: async (type, id) => {
      await listeners.get(`${type} ${id}`)?.({ preventDefault: () => undefined });
      await delay(0);
    },
  };
}
