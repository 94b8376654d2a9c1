import { type HtmlTag, htmlTags } from './html-tags.ts';

/** Parts that no reader sees, with everything in them. */
const UNSEEN_PARTS: ReadonlySet<string> = new Set([
  'script',
  'style',
  'head',
  'template',
  'noscript',
  'svg',
  'ix:header',
]);
const UNSEEN_STYLE =
  /display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])|opacity\s*:\s*0(?![.\d])/i;
const HIDDEN = /(?:^|\s)hidden(?:\s|=|$)/i;
/** Tags without an end. */
const VOID: ReadonlySet<string> = new Set(['br', 'hr', 'img', 'input', 'meta', 'link', 'col', 'wbr']);
const BLOCK = /^(p|div|tr|table|li|ul|ol|h[1-6]|br|hr|section|article|title|pre|blockquote)$/;
const CELL = /^t[dh]$/;
const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  ndash: '–',
  mdash: '—',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  bull: '•',
  sect: '§',
  reg: '®',
  trade: '™',
  copy: '©',
  euro: '€',
};

/**
 * What a person would read of a page: its text in the order of the source, a line for each block and a bar between
 * cells. What the page itself hides (`display: none`, `hidden`, size 0, scripts) is left out, so that a model reads no
 * more than a person does. One pass, in time proportional to the page, whatever is malformed in it.
 */
export function htmlToText(html: string): string {
  const parts: string[] = [];
  let from = 0;
  /** The hidden element that we are in, and how many of its name are open in it. */
  let unseen: { readonly name: string; depth: number } | undefined;
  for (const tag of htmlTags(html)) {
    if (unseen === undefined) parts.push(decoded(html.slice(from, tag.start)));
    from = tag.end;
    const { name, kind } = tag;
    if (unseen !== undefined) {
      if (name === unseen.name) unseen.depth += kind === 'open' ? 1 : kind === 'close' ? -1 : 0;
      if (unseen.depth === 0) unseen = undefined;
    } else if (kind === 'open' && !VOID.has(name) && isUnseen(tag)) unseen = { name, depth: 1 };
    else if (BLOCK.test(name)) parts.push('\n');
    else if (CELL.test(name) && kind === 'close') parts.push(' | ');
  }
  if (unseen === undefined) parts.push(decoded(html.slice(from)));
  return parts
    .join('')
    .replaceAll(/[^\S\n]+/g, ' ')
    .split('\n')
    .map(withoutLastBars)
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
}

function withoutLastBars(line: string): string {
  let end = line.length;
  while (end > 0 && (line[end - 1] === ' ' || line[end - 1] === '|')) end -= 1;
  return line.slice(line.startsWith(' ') ? 1 : 0, end);
}

function isUnseen({ name, attributes }: HtmlTag): boolean {
  return UNSEEN_PARTS.has(name) || UNSEEN_STYLE.test(attributes) || HIDDEN.test(unquoted(attributes));
}

/** Attributes without their values: a word in a value is no attribute. */
function unquoted(attributes: string): string {
  return attributes.replaceAll(/"[^"]*"|'[^']*'/g, '');
}

function decoded(text: string): string {
  return text.replaceAll(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w{2,10}));/gi, (whole, decimal, hex, name) => {
    if (typeof name === 'string') return Object.hasOwn(NAMED, name) ? (NAMED[name] ?? whole) : whole;
    const code = typeof decimal === 'string' ? Number(decimal) : Number.parseInt(String(hex), 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : '';
  });
}
