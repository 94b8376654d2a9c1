import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createLogger } from '../../telemetry/log.ts';
import { createNoteUse } from './note-use.ts';

const logger = createLogger({ name: 'test', level: 'silent' });

test('a use is noted without anybody waiting, once at a time, and again after a failure', async () => {
  const noteUse = createNoteUse(logger);
  const noted: string[] = [];
  const held = Promise.withResolvers<void>();
  const write = async (id: string) => {
    noted.push(id);
    await held.promise;
  };
  noteUse('a', write);
  noteUse('a', write);
  noteUse('b', write);
  expect(noted).toEqual(['a', 'b']);
  held.reject(new Error('the database is away'));
  await setImmediate();
  noteUse('a', write);
  expect(noted).toEqual(['a', 'b', 'a']);
  await setImmediate();
});
