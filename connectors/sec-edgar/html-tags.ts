/** One tag of a page, from `<` to behind its `>`. Comments and declarations are kind `other`. */
export interface HtmlTag {
  readonly kind: 'open' | 'close' | 'empty' | 'other';
  /** In small letters; empty for kind `other`. */
  readonly name: string;
  readonly attributes: string;
  readonly start: number;
  readonly end: number;
}

const NAME = /[A-Za-z][\w:.-]*/y;

/** The tags of a page in their order. A tag that never ends takes the rest of the page with it, as browsers have it. */
export function* htmlTags(html: string): Generator<HtmlTag> {
  let at = html.indexOf('<');
  while (at !== -1) {
    const tag = tagAt(html, at);
    if (tag !== undefined) yield tag;
    at = html.indexOf('<', tag?.end ?? at + 1);
  }
}

/** Undefined where the angle begins no tag. */
function tagAt(html: string, start: number): HtmlTag | undefined {
  const next = html[start + 1];
  if (next === '!' || next === '?') {
    const isComment = html.startsWith('<!--', start);
    const close = isComment ? html.indexOf('-->', start + 4) : html.indexOf('>', start);
    const end = close === -1 ? html.length : close + (isComment ? 3 : 1);
    return { kind: 'other', name: '', attributes: '', start, end };
  }
  const isClosing = next === '/';
  NAME.lastIndex = start + (isClosing ? 2 : 1);
  const name = NAME.exec(html)?.[0];
  if (name === undefined) return undefined;
  const from = NAME.lastIndex;
  const close = endOfTag(html, from);
  const attributes = html.slice(from, close);
  const kind = isClosing ? 'close' : attributes.endsWith('/') ? 'empty' : 'open';
  return { kind, name: name.toLowerCase(), attributes, start, end: Math.min(close + 1, html.length) };
}

/** Where the tag's `>` is: one in a quoted value is none, and a quote opens a value only behind `=`. */
function endOfTag(html: string, from: number): number {
  let isBehindEquals = false;
  for (let at = from; at < html.length; at += 1) {
    const char = html[at];
    if (char === '>') return at;
    if (isBehindEquals && (char === '"' || char === "'")) {
      const close = html.indexOf(char, at + 1);
      if (close === -1) return html.length;
      at = close;
    }
    isBehindEquals = char === '=' || (isBehindEquals && char === ' ');
  }
  return html.length;
}
