const ELLIPSIS = '…';
/** What a terminal would obey: control sequences, strings of commands, other escapes (ECMA-48). */
const TERMINALS = new RegExp(
  [
    String.raw`(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]`,
    String.raw`(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)?`,
    String.raw`\u001b[ -/]*[0-~]?`,
  ].join('|'),
  'g',
);
const LINE_ENDS = /\r\n?|[\v\f\u0085\u2028\u2029]/g;
/**
 * What nobody sees, or what turns the direction of what follows: controls, marks of direction, zero width, soft hyphen,
 * fillers, tags, noncharacters. Joiners and variation selectors stay: scripts and signs are written with them.
 */
const UNSEEN =
  /(?!\n|\p{Join_Control}|\p{Variation_Selector})[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u2800]/gu;
/** More marks on one letter than any script needs. */
const STACKED_MARKS = /(\p{M}{4})\p{M}+/gu;

/**
 * Text of somebody else's (a user's, a source's, a model's) as a person may be shown it, and as Postgres can keep it:
 * well-formed, without what a terminal would obey and what nobody sees, lines ended by `\n`, at most `max` characters.
 */
export function shownText(text: string, max: number): string {
  const plain = text
    .slice(0, max * 4)
    .toWellFormed()
    .replaceAll(TERMINALS, '')
    .replaceAll(LINE_ENDS, '\n')
    .replaceAll('\t', ' ')
    .replaceAll(UNSEEN, '')
    .replaceAll(STACKED_MARKS, '$1')
    .trim();
  if (plain.length <= max) return plain;
  return `${plain
    .slice(0, max - 1)
    .toWellFormed()
    .replace(/\ufffd$/, '')}${ELLIPSIS}`;
}

/** The same on one line. */
export function shownLine(text: string, max: number): string {
  return shownText(text.replaceAll(/\s+/g, ' '), max).replaceAll(/\s+/g, ' ');
}

/** True where a person sees all that is there: nothing would be taken away. */
export function isAllSeen(text: string): boolean {
  return text.isWellFormed() && text.search(UNSEEN) === -1 && text.search(STACKED_MARKS) === -1;
}

/** What Markdown reads as more than a sign. A dot, dash or bracket of ours is rarely in its way. */
const MARKS = /[\\`*_[\]<>|~#]/g;

/**
 * One line of somebody else's text inside Markdown of ours: it shows as it is written, makes no heading, link, image or
 * HTML, and no address in it can be followed.
 */
export function markdownLine(text: string, max: number): string {
  return shownLine(text, max)
    .replaceAll(/&(?=#?\w+;)/g, '&amp;')
    .replaceAll(MARKS, String.raw`\$&`)
    .replaceAll('://', ': //');
}
