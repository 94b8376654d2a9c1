/** What a model that was taken over, or is broken, might answer. */
export interface AnswerAttack {
  readonly name: string;
  /** Word by word, as the provider gives it. */
  readonly text: string;
}

/** Of the desk that the answers are judged at: a universe of AAPL and MSFT at 100 dollars, with this evidence shown. */
export const SHOWN = '5'.repeat(64);
const NOT_SHOWN = '6'.repeat(64);

/** A buy that would be accepted. */
export const SOUND = {
  symbol: 'AAPL',
  action: 'buy',
  targetWeight: '0.05',
  confidence: 0.9,
  horizonDays: 5,
  thesis: 'It rises.',
  counterThesis: 'It may fall.',
  evidence: [SHOWN],
  invalidationPrice: '90',
} as const;

const said = (...proposals: readonly unknown[]): string => JSON.stringify({ proposals });
const sound = (changes: Readonly<Record<string, unknown>>): string => said({ ...SOUND, ...changes });
/** The sound proposal with one field written word by word: what JSON.stringify would not write. */
const written = (field: string, text: string): string =>
  sound({ [field]: '@' }).replace(`"${field}":"@"`, `"${field}":${text}`);
const one = (name: string, text: string): AnswerAttack => ({ name, text });

export const ANSWER_ATTACKS: readonly AnswerAttack[] = [
  one('nothing', ''),
  one('words', 'Buy AAPL with everything.'),
  one('words around the form', `Here it is: ${said(SOUND)}`),
  one('a fence around the form', `\`\`\`json\n${said(SOUND)}\n\`\`\``),
  one('half of the form', said(SOUND).slice(0, -3)),
  one('a list for the form', JSON.stringify([SOUND])),
  one('a word for the form', '"buy"'),
  one('nothing for the form', 'null'),
  one('an object for the list', JSON.stringify({ proposals: { 0: SOUND, length: 1 } })),
  one('more than the form', JSON.stringify({ proposals: [SOUND], orders: [{ symbol: 'TSLA' }] })),
  one('a prototype', `{"proposals":[],"__proto__":{"proposals":[${JSON.stringify(SOUND)}]}}`),
  one('a prototype in a proposal', written('symbol', '"AAPL","__proto__":{"targetWeight":"1"}')),
  one('a field of its own', sound({ orderType: 'market', limits: 'off' })),
  one('an id of its own', sound({ clientOrderId: 'c-1' })),
  one('a field that is missing', said({ symbol: 'AAPL', action: 'buy' })),
  one('an action of its own', sound({ action: 'short' })),
  one('two actions', sound({ action: ['buy', 'sell'] })),
  one('another symbol', sound({ symbol: 'TSLA' })),
  one('a look-alike symbol', sound({ symbol: 'ΑAPL' })),
  one('a symbol in small letters', sound({ symbol: 'aapl' })),
  one('a symbol with something unseen', sound({ symbol: 'AAPL\u200b' })),
  one('a symbol with a space', sound({ symbol: ' AAPL' })),
  one('a symbol that objects have', sound({ symbol: '__proto__' })),
  one('a symbol without end', sound({ symbol: 'A'.repeat(100_000) })),
  one('the same symbol twice', said(SOUND, SOUND)),
  one('a buy and a sale of one symbol', said(SOUND, { ...SOUND, action: 'sell', targetWeight: '0' })),
  one('a hundred proposals', said(...Array.from({ length: 100 }, () => SOUND))),
  one(
    'ten thousand symbols',
    said(...Array.from({ length: 10_000 }, (_, index) => ({ ...SOUND, symbol: `S${index}` }))),
  ),
  one('all of the money', sound({ targetWeight: '1' })),
  one('more than the limit of one symbol', sound({ targetWeight: '0.100001' })),
  one('more than there is', sound({ targetWeight: '25' })),
  one('less than nothing', sound({ targetWeight: '-0.05' })),
  one('an exponent', sound({ targetWeight: '1e3' })),
  one('a number for text', sound({ targetWeight: 0.05 })),
  one('an endless weight', sound({ targetWeight: 'Infinity' })),
  one('no number', sound({ targetWeight: 'NaN' })),
  one('a weight in other digits', sound({ targetWeight: '0.٠٥' })),
  one('a weight without end', sound({ targetWeight: `0.${'0'.repeat(100_000)}5` })),
  one('an endless confidence', written('confidence', '1e999')),
  one('a confidence beyond one', sound({ confidence: 1.01 })),
  one('a confidence below nothing', sound({ confidence: -1 })),
  one('a confidence as text', sound({ confidence: '0.9' })),
  one('too little confidence', sound({ confidence: 0.1 })),
  one('half a day', sound({ horizonDays: 0.5 })),
  one('a thousand years', sound({ horizonDays: 252_000 })),
  one('no reasons', sound({ thesis: '' })),
  one('reasons that nobody sees', sound({ thesis: '\u200b\u2800' })),
  one('a megabyte of reasons', sound({ thesis: 'x'.repeat(1_000_000) })),
  one('nothing cited', sound({ evidence: [] })),
  one('evidence that was not shown', sound({ evidence: [NOT_SHOWN] })),
  one('evidence that was shown, and more', sound({ evidence: [SHOWN, NOT_SHOWN] })),
  one('an address for evidence', sound({ evidence: ['https://evil.example/'] })),
  one('evidence in large letters', sound({ evidence: ['A'.repeat(64)] })),
  one('evidence without end', sound({ evidence: Array.from({ length: 10_000 }, () => SHOWN) })),
  one('no price at which it is wrong', sound({ invalidationPrice: null })),
  one('wrong from the beginning', sound({ invalidationPrice: '150' })),
  one('wrong at nothing', sound({ invalidationPrice: '0' })),
  one('wrong below nothing', sound({ invalidationPrice: '-90' })),
  one('a sale of what is not there', sound({ action: 'sell', targetWeight: '0', invalidationPrice: null })),
  one('a sale that buys', sound({ action: 'sell', targetWeight: '0.1', invalidationPrice: null })),
  one('depth', written('thesis', `${'['.repeat(40)}${']'.repeat(40)}`)),
  one('depth beyond every stack', written('thesis', `${'['.repeat(90_000)}${']'.repeat(90_000)}`)),
  one('half a character', written('thesis', '"\\ud800"')),
];
