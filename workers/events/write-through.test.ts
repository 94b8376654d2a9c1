import { expect, test } from 'vitest';
import { writeThrough } from './write-through.ts';

const done = async () => {};
const refused = (reason: string) => () => Promise.reject(new Error(reason));

test('writes are started in their order, before the first has ended', async () => {
  const started: number[] = [];
  let open = () => {};
  const first = new Promise<void>((resolve) => {
    open = resolve;
  });
  const writes = [0, 1, 2].map((index) => async () => {
    started.push(index);
    await first;
  });
  const written = writeThrough(writes);
  expect(started).toEqual([0, 1, 2]);
  open();
  expect(await written).toEqual({ count: 3 });
});

test('those before the first that is not in the stream count, and its failure is told', async () => {
  const failure = new Error('gone');
  expect(await writeThrough([done, done, () => Promise.reject(failure), refused('moved')])).toEqual({
    count: 2,
    failure,
  });
  expect(await writeThrough([refused('gone')])).toMatchObject({ count: 0 });
  expect(await writeThrough([])).toEqual({ count: 0 });
});

test('one whose answer was lost is in the stream when a later one is', async () => {
  expect(await writeThrough([done, refused('no answer'), done])).toEqual({ count: 3 });
});
