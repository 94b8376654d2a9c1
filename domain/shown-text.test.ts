import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isAllSeen, markdownLine, shownLine, shownText } from './shown-text.ts';

describe('text of somebody else', () => {
  test.each([
    ['an order to a terminal', 'a\u001b[31;1mred\u001b[0m\u001b]0;title\u0007b', 'aredb'],
    ['a terminal’s eight-bit controls', 'a\u009b2Jb\u009d0;x\u009cc', 'abc'],
    ['an order that does not end', 'a\u001b]8;;https://evil', 'a'],
    ['a NUL, which Postgres does not keep', 'a\u0000b', 'ab'],
    ['a turn of direction', 'invoice\u202egnp.exe', 'invoicegnp.exe'],
    ['isolates and marks of direction', '\u2066a\u2069\u200eb\u061c', 'ab'],
    ['zero width and tags', 'pay\u200b\u{e0070}pal\ufeff', 'paypal'],
    ['half a character', 'a\ud800b', 'a\ufffdb'],
    ['a return over what was written', 'good\rbad', 'good\nbad'],
    ['marks in heaps', `z${'\u0351'.repeat(50)}`, `z${'\u0351'.repeat(4)}`],
  ])('is shown without %s', (_, text, shown) => {
    expect(shownText(text, 100)).toBe(shown);
  });

  test('keeps what people write: accents, other scripts, joined signs, a flag', () => {
    const text = 'Zürich 東京 עברית العربية 👩‍👩‍👧 ❤️ 10² €5';
    expect(shownText(text, 100)).toBe(text);
    expect(isAllSeen(text)).toBe(true);
    expect(isAllSeen('pay\u200bpal')).toBe(false);
  });

  test('has an end, and no half character at it', () => {
    expect(shownText('x'.repeat(50), 10)).toBe(`${'x'.repeat(9)}…`);
    expect(shownText('😀'.repeat(50), 10)).toBe(`${'😀'.repeat(4)}…`);
    expect(shownLine('a\n\n  b\u2028c', 10)).toBe('a b c');
  });

  test('in Markdown makes no link, image, heading, HTML or list', () => {
    expect(markdownLine('![x](http://evil)\n# h <img src=x onerror=1> **b** `c` &lt;', 200)).toBe(
      String.raw`!\[x\](http: //evil) \# h \<img src=x onerror=1\> \*\*b\*\* \`c\` &amp;lt;`,
    );
    expect(markdownLine('buy 48 AAPL, 3 of 3 sources (2.5 %)', 200)).toBe(
      'buy 48 AAPL, 3 of 3 sources (2.5 %)',
    );
  });

  test('comes out the same when it goes in again, well-formed, within its length, all of it seen', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 60 }),
        fc.integer({ min: 1, max: 40 }),
        (text, max) => {
          const once = shownText(text, max);
          expect(once.isWellFormed() && once.length <= max).toBe(true);
          expect(isAllSeen(once.replaceAll('\n', ''))).toBe(true);
          expect(shownText(once, max)).toBe(once);
        },
      ),
    );
  });
});
