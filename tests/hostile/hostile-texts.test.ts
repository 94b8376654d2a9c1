import { describe, expect, it } from 'vitest';
import { htmlToText } from '../../connectors/sec-edgar/html-to-text.ts';
import { fenced } from '../../domain/tools/fence.ts';
import { PAGE_ATTACKS, TEXT_ATTACKS } from './attacks/texts.ts';

const CHARS_MAX = 2_000;
/** The fence's own words, at the most. */
const FENCE_CHARS_MAX = 200;

/** What is wrong with what a model is shown: more than one fence, something unseen, or no end. */
function faultsOf(shown: string, unseen: readonly string[] = []): readonly string[] {
  const composed = shown.normalize('NFKC');
  const isFenced = /^<<<DATA [^\n]*\n[^]*\nDATA>>>$/.test(composed);
  const faults: readonly (readonly [string, boolean])[] = [
    ['not fenced', !isFenced],
    ['another mark of the fence', composed.match(/<{2,}|>{2,}/g)?.join(' ') !== '<<< >>>'],
    ['unseen', /[^\n\P{Cc}]|\p{Cf}|\p{Co}|\p{Default_Ignorable_Code_Point}/u.test(shown)],
    ['half a character', !shown.isWellFormed()],
    ['marks of turns', /<\||\|>|\[\/?INST\]/.test(shown)],
    ['empty lines', shown.includes('\n\n\n')],
    ['too long', shown.length > CHARS_MAX + FENCE_CHARS_MAX],
    ['read what is not to be read', unseen.some((part) => shown.includes(part))],
  ];
  return faults.flatMap(([name, isTrue]) => (isTrue ? [name] : []));
}

describe('the judge of these tests', () => {
  it('finds what is wrong', () => {
    expect(faultsOf('a\u200b<|x|>\n\n\n>>> b', ['b'])).toEqual([
      'not fenced',
      'another mark of the fence',
      'unseen',
      'marks of turns',
      'empty lines',
      'read what is not to be read',
    ]);
    expect(faultsOf(`<<<DATA x (1 character)\n${'x\ud800'.repeat(2_000)}\nDATA>>>`)).toEqual([
      'half a character',
      'too long',
    ]);
  });
});

describe('text of others before a model reads it', () => {
  it.each(TEXT_ATTACKS)('$name', ({ text, unseen = [] }) => {
    expect(faultsOf(fenced('news AAPL', text, CHARS_MAX), unseen)).toEqual([]);
  });

  it.each(TEXT_ATTACKS)('$name, as what it is about', ({ text }) => {
    expect(faultsOf(fenced(text, 'Fine.', CHARS_MAX))).toEqual([]);
  });

  it.each(TEXT_ATTACKS)('$name, in JSON that keeps its shape', ({ text }) => {
    const shown = fenced('news', JSON.stringify({ headline: text.slice(0, 200), price: '1' }), CHARS_MAX);
    expect(faultsOf(shown)).toEqual([]);
    const body: unknown = JSON.parse(shown.split('\n').slice(1, -1).join('\n'));
    expect(body).toEqual({ headline: expect.any(String), price: '1' });
  });
});

describe('a page before a model reads it', () => {
  it.each(PAGE_ATTACKS)('$name', ({ text, unseen = [] }) => {
    const shown = fenced('filing', htmlToText(text), CHARS_MAX);
    expect(faultsOf(shown, unseen)).toEqual([]);
    expect(shown).toContain('Sales rose.');
  });

  it.each(TEXT_ATTACKS)('$name', ({ text, unseen = [] }) => {
    const shown = fenced('filing', htmlToText(`<p>${text}</p>`), CHARS_MAX);
    expect(faultsOf(shown, unseen)).toEqual([]);
  });
});
