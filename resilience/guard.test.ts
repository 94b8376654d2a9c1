import { describe, expect, test } from 'vitest';
import { type OutageKind, SourceOutage } from '../domain/outage.ts';
import { createLogger } from '../telemetry/log.ts';
import { eventually } from '../tests/support/eventually.ts';
import { createGuard } from './guard.ts';
import type { GuardTerms } from './guard-terms.ts';

const TERMS: GuardTerms = {
  source: 'a-source',
  timeoutMs: 40,
  atOnceMax: 2,
  waitingMax: 1,
  failuresMax: 2,
  openMs: { first: 60, afterTimeout: 60, max: 240 },
  harmless: ['refused'],
};
const logger = createLogger({ name: 'unit', level: 'silent' });
const guarded = (terms: Partial<GuardTerms> = {}) => createGuard({ ...TERMS, ...terms }, logger);

function failing(kind: OutageKind, retryAfterMs?: number) {
  const facts = { source: 'a-source', request: 'GET /', kind, reason: kind };
  return async (): Promise<string> => {
    throw new SourceOutage(retryAfterMs === undefined ? facts : { ...facts, retryAfterMs });
  };
}
const answering = async () => 'here';
const hanging = () => new Promise<string>(() => {});

describe('the guard of a source', () => {
  test('a source that never answers costs one time-out, then nothing until the breaker tries again', async () => {
    const guard = guarded();
    await expect(guard.run('GET /', hanging)).rejects.toMatchObject({ kind: 'timeout', request: 'GET /' });
    let sent = 0;
    const left = guard.run('GET /next', async () => {
      sent += 1;
      return 'here';
    });
    await expect(left).rejects.toMatchObject({
      source: 'a-source',
      request: 'GET /next',
      kind: 'breaker-open',
    });
    await expect(left).rejects.toThrow(/left alone for \d+ ms more, after: .*no answer within 40 ms/);
    expect(sent).toBe(0);
    expect(guard.figures()).toMatchObject({ breaker: 'open', opened: 1, calls: 2 });
    expect(guard.figures().outages).toEqual({ timeout: 1, 'breaker-open': 1 });
    const answer = await eventually('the breaker tries again', () =>
      guard.run('GET /', answering).catch(() => undefined),
    );
    expect(answer).toBe('here');
    expect(guard.figures()).toMatchObject({ breaker: 'closed', opened: 1, closed: 1 });
  });

  test('quick failures open it when they come in a row; an answer between starts the count anew', async () => {
    const guard = guarded();
    const fail = () => guard.run('GET /', failing('server-error')).catch(({ kind }: SourceOutage) => kind);
    expect(await fail()).toBe('server-error');
    await guard.run('GET /', answering);
    expect([await fail(), await fail(), await fail()]).toEqual([
      'server-error',
      'server-error',
      'breaker-open',
    ]);
  });

  test('each trial that fails doubles the opening, up to its most', async () => {
    const guard = guarded({ openMs: { first: 20, afterTimeout: 20, max: 50 } });
    const asked = performance.now();
    await guard.run('GET /', hanging).catch(() => {});
    const failures = [asked + TERMS.timeoutMs];
    const trial = async () => {
      failures.push(performance.now());
      return await failing('network')();
    };
    await eventually('four trials', async () => {
      await guard.run('GET /', trial).catch(() => {});
      return failures.length > 4 ? true : undefined;
    });
    // A trial comes no sooner after the last failure than the opening between them allows; a busy machine makes it later.
    const pauses = failures.slice(1).map((at, place) => at - (failures[place] ?? 0));
    expect(pauses.map((ms, place) => ms > ([18, 38, 48, 48][place] ?? 0))).toEqual([true, true, true, true]);
  });

  test('a source that names the time to come back is left alone for as long', async () => {
    const guard = guarded();
    await guard.run('GET /', failing('rate-limited', 7_000)).catch(() => {});
    const again = guard.run('GET /', answering);
    await expect(again).rejects.toMatchObject({ kind: 'breaker-open' });
    await expect(again).rejects.toThrow(/left alone for \d{4} ms more/);
  });

  test('a refused request says nothing of the source’s health', async () => {
    const guard = guarded();
    for (let times = 0; times < 5; times += 1) {
      await expect(guard.run('GET /', failing('refused'))).rejects.toMatchObject({ kind: 'refused' });
    }
    expect(guard.figures()).toMatchObject({ breaker: 'closed', opened: 0 });
  });

  test('so many calls at once, so many wait, the next is turned away', async () => {
    const guard = guarded({ timeoutMs: 5_000 });
    const gate = Promise.withResolvers<string>();
    const calls = [1, 2, 3].map(() => guard.run('GET /', () => gate.promise));
    await expect(guard.run('GET /', answering)).rejects.toMatchObject({ kind: 'busy' });
    expect(guard.figures()).toMatchObject({ underWay: 2, waiting: 1 });
    gate.resolve('done');
    expect(await Promise.all(calls)).toEqual(['done', 'done', 'done']);
    expect(guard.figures()).toMatchObject({ underWay: 0, waiting: 0, breaker: 'closed' });
  });

  test('who waits for a place when the breaker opens is not sent', async () => {
    const guard = guarded();
    let sent = 0;
    const first = [1, 2].map(() => guard.run('GET /', hanging));
    const queued = guard.run('GET /', async () => {
      sent += 1;
      return 'here';
    });
    const outcomes = await Promise.allSettled([...first, queued]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    await expect(queued).rejects.toMatchObject({ kind: 'breaker-open' });
    expect(sent).toBe(0);
  });

  test('a trial that is given up does not close the breaker', async () => {
    const guard = guarded({
      timeoutMs: 1_000,
      openMs: { first: 30, afterTimeout: 30, max: 60 },
      failuresMax: 1,
    });
    await guard.run('GET /', failing('network')).catch(() => {});
    const controller = new AbortController();
    const trial = async (): Promise<unknown> => {
      const outcome = guard.run('GET /', hanging, controller.signal);
      if (guard.figures().breaker !== 'half-open') return outcome.catch(() => undefined);
      controller.abort(new Error('stopped'));
      return outcome.catch((error: unknown) => error);
    };
    expect(await eventually('the trial', trial)).toEqual(new Error('stopped'));
    expect(guard.figures().breaker).toBe('open');
  });
});
