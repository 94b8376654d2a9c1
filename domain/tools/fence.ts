/** Marks that the model reads and no text in between can hold. */
const OPEN = '<<<DATA';
const CLOSE = 'DATA>>>';
const LABEL_CHARS_MAX = 80;
/** More marks on one letter than any script needs. */
const STACKED_MARKS = /(\p{M}{4})\p{M}+/gu;
const LINE_ENDS = /\r\n?|[\u0085\u2028\u2029]/g;
/** Controls, whatever a reader does not see (zero width, direction, tags, variation selectors, fillers), private use. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Cn}\p{Default_Ignorable_Code_Point}\u2800]/gu;
/** Angles in a row, spaced or not; their look-alikes, and what compatibility makes angles of. */
const ANGLES =
  /(?:[<>\u00ab\u00bb\u02c2\u02c3\u1438\u1433\u2039\u203a\u226a\u226b\u22d8\u22d9\u2329\u232a\u276c-\u2771\u27e8-\u27eb\u29fc\u29fd\u3008-\u300b\ufe3d-\ufe40\ufe64\ufe65\uff1c\uff1e] {0,2})+/g;
/** Angles beside a bar or a brace: how models mark turns among themselves. */
const TURN_MARKS =
  /[<\uff1c\ufe64] {0,2}[|\uff5c\u2502\u2223\u01c0]|[|\uff5c\u2502\u2223\u01c0] {0,2}[>\uff1e\ufe65]|\[\/?INST\]/gi;

/**
 * Text of somebody else's as a model may read it: without what a person would not see, ends of lines as `\n`, no long
 * stretches of nothing, and without a row of angles. JSON stays JSON of the same shape. What is left reads the same to a
 * person and to a model. Not normalised: compatibility forms change figures (`10²` into `102`).
 */
export function cleaned(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(LINE_ENDS, '\n')
    .replaceAll(/\t|\p{Zs}/gu, ' ')
    .replaceAll(UNSEEN, (char) => (char === '\n' ? char : ''))
    .replaceAll(STACKED_MARKS, '$1')
    .replaceAll(/ {3,}/g, '  ')
    .replaceAll(TURN_MARKS, '(mark)')
    .replaceAll(ANGLES, (row) => (/^[<>] *$/.test(row) ? row : "'"))
    .replaceAll(/ +\n/g, '\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
}

/**
 * Somebody else's text inside a fence that says what it is. The fence's marks cannot come from the text, and where the
 * text is longer than `maxChars` (counted after cleaning) the fence says how much of it is shown.
 */
export function fenced(label: string, text: string, maxChars: number): string {
  const whole = cleaned(text);
  const shown =
    whole.length <= maxChars
      ? whole
      : whole
          .slice(0, maxChars)
          .toWellFormed()
          .replace(/\ufffd$/, '');
  const name = cleaned(label)
    .replaceAll(/[^\w .:,-]/g, '?')
    .slice(0, LABEL_CHARS_MAX);
  const size =
    shown.length === whole.length
      ? `${whole.length} characters`
      : `the first ${shown.length} of ${whole.length} characters, the rest is left out`;
  return `${OPEN} ${name} (${size})\n${shown}\n${CLOSE}`;
}
