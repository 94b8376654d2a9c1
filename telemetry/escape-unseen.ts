/** What a terminal obeys or nobody sees, as far as JSON leaves it as it is: eight-bit controls, marks of direction, zero width, tags. */
const UNSEEN =
  /[\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]|[\u{e0000}-\u{e007f}]/gu;

/** A line of JSON with these written as `\\uXXXX`: the same JSON, and a log that can be looked at. */
export function escapeUnseen(line: string): string {
  return line.replaceAll(UNSEEN, (char) =>
    Array.from({ length: char.length }, (_, index) => escapeUnit(char.charCodeAt(index))).join(''),
  );
}

function escapeUnit(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`;
}
