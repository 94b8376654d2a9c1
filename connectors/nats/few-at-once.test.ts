import { expect, test } from 'vitest';
import { fewAtOnce } from './few-at-once.ts';

test('lets so many go on at a time, the others in their order, and passes over what fails', async () => {
  const inTurn = fewAtOnce(2);
  const begun: number[] = [];
  const ends = Array.from({ length: 5 }, () => Promise.withResolvers<number>());
  const works = ends.map(({ promise }, index) =>
    inTurn(() => {
      begun.push(index);
      return promise;
    }),
  );
  expect(begun).toEqual([0, 1]);
  ends[1]?.reject(new Error('no'));
  await expect(works[1]).rejects.toThrow('no');
  expect(begun).toEqual([0, 1, 2]);
  for (const [index, { resolve }] of ends.entries()) resolve(index);
  expect(await Promise.all([works[0], works[2], works[3], works[4]])).toEqual([0, 2, 3, 4]);
  expect(begun).toEqual([0, 1, 2, 3, 4]);
  const again: number[] = [];
  const late = [5, 6, 7].map((one) =>
    inTurn(() => {
      again.push(one);
      return Promise.resolve();
    }),
  );
  expect(again).toEqual([5, 6]);
  await Promise.all(late);
});
