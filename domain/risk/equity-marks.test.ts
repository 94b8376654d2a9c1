import { expect, it } from 'vitest';
import { equityMarks } from './equity-marks.ts';

const monday = { day: '2026-01-05', openingEquity: '100', highestEquity: '120' };

it.each([
  [
    'the first sight opens with the last close',
    undefined,
    { day: '2026-01-05', equity: '90', lastEquity: '100' },
    ['100', '100'],
  ],
  ['without a last close, with what is seen', undefined, { day: '2026-01-05', equity: '90' }, ['90', '90']],
  [
    'the same day keeps its opening',
    monday,
    { day: '2026-01-05', equity: '110', lastEquity: '99' },
    ['100', '120'],
  ],
  ['a new highest is kept', monday, { day: '2026-01-05', equity: '121' }, ['100', '121']],
  ['a new day opens', monday, { day: '2026-01-06', equity: '80', lastEquity: '90' }, ['90', '120']],
  [
    'an earlier day does not reopen',
    monday,
    { day: '2026-01-02', equity: '80', lastEquity: '70' },
    ['100', '120'],
  ],
] as const)('%s', (_name, known, seen, [openingEquity, highestEquity]) => {
  expect(equityMarks(known, seen)).toMatchObject({ openingEquity, highestEquity });
});
