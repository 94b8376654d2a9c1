import { z } from 'zod';
import { hashPassword, isPassword } from '../api/identity/password-hash.ts';
import { setLogin } from '../db/queries/identity/logins.ts';
import { ownerIds, userById } from '../db/queries/identity/users.ts';
import { visitorOf } from './api-visitor.ts';
import { type Crowd, watchCrowds } from './event-loop.ts';
import { median } from './median.ts';
import { type Stack, startStack } from './stack.ts';

const PASSWORD = 'seven grey herons';
const WARM_UPS = 2;
const AT_ONCE = 10;
/** What is measured, and the bare computation that it stands beside. */
const PAIRS = [
  ['signUp', 'hash'],
  ['login', 'verify'],
] as const;

const newInvitation = z.object({ token: z.string() });
const newUser = z.object({ email: z.string() });

export interface AuthBench {
  readonly rounds: number;
  /** Medians: through the API, and the bare computation of bcrypt at the same cost in the same run. */
  readonly signUp: { readonly medianMs: number; readonly bareMs: number; readonly ratio: number };
  readonly login: { readonly medianMs: number; readonly bareMs: number; readonly ratio: number };
  readonly crowd: Crowd & {
    readonly atOnce: number;
    readonly pauseShare: number;
    readonly threadShare: number;
  };
}

/**
 * Making a user and logging in through the API, each beside the bare hash that it cannot do without, one after the
 * other and in turns; then the API's event loop while ten log in at once.
 */
export async function benchAuth(options: {
  readonly rounds: number;
  readonly nodeArgs: readonly string[];
  readonly tell: (line: string) => void;
}): Promise<AuthBench> {
  const { rounds, nodeArgs, tell } = options;
  if (rounds < AT_ONCE) throw new Error(`${AT_ONCE} users are needed: ask for as many rounds`);
  const stack = await startStack({ nodeArgs });
  try {
    const api = await stack.startApi();
    const { url } = api;
    const owner = await signedInOwner(stack, url);
    const passwordHash = await hashPassword(PASSWORD);
    const emails: string[] = [];
    const steps = {
      signUp: async () => {
        const body = { email: `user-${crypto.randomUUID()}@example.test`, role: 'viewer' };
        const { token: invitation } = newInvitation.parse(await owner.post('/v1/invitations', body));
        const asked = { invitation, displayName: 'Somebody', password: PASSWORD };
        return await timed(async () => {
          emails.push(newUser.parse(await visitorOf(url).post('/v1/auth/sign-up', asked)).email);
        });
      },
      hash: async () =>
        await timed(async () => {
          await hashPassword(PASSWORD);
        }),
      login: async () => await timed(async () => await logIn(url, emails.at(-1) ?? '')),
      verify: async () =>
        await timed(async () => {
          await isPassword({ password: PASSWORD, hash: passwordHash });
        }),
    };
    const seen: Readonly<Record<keyof typeof steps, number>>[] = [];
    for (let round = -WARM_UPS; round < rounds; round += 1) {
      const one = { signUp: 0, hash: 0, login: 0, verify: 0 };
      for (const [whole, bare] of PAIRS) {
        for (const name of round % 2 === 0 ? [whole, bare] : [bare, whole]) one[name] = await steps[name]();
      }
      if (round < 0) continue;
      seen.push(one);
      tell(`round ${round + 1}: ${Object.entries(one).map(told).join(', ')}`);
    }
    const of = (name: keyof typeof steps) => median(seen.map((one) => one[name]));
    const crowd = await watchCrowds(api, async () => {
      await Promise.all(emails.slice(-AT_ONCE).map(async (email) => await logIn(url, email)));
    });
    tell(JSON.stringify(crowd));
    const besides = (name: 'signUp' | 'login', bare: 'hash' | 'verify') => ({
      medianMs: of(name),
      bareMs: of(bare),
      ratio: median(seen.map((one) => one[name] / one[bare])),
    });
    return {
      rounds,
      signUp: besides('signUp', 'hash'),
      login: besides('login', 'verify'),
      crowd: {
        atOnce: AT_ONCE,
        ...crowd,
        pauseShare: crowd.longestPauseMs / of('hash'),
        threadShare: crowd.threadMs / AT_ONCE / of('hash'),
      },
    };
  } finally {
    await stack.stop();
  }
}

async function signedInOwner({ db }: Stack, url: string) {
  const user = await userById(db, (await ownerIds(db))[0] ?? '');
  if (user === undefined) throw new Error('the stack has no owner');
  await setLogin(db, { userId: user.id, passwordHash: await hashPassword(PASSWORD) });
  return await logIn(url, user.email);
}

async function logIn(url: string, email: string) {
  const visitor = visitorOf(url);
  await visitor.post('/v1/auth/login', { email, password: PASSWORD });
  return visitor;
}

const told = ([name, ms]: readonly [string, number]) => `${name} ${ms.toFixed(0)} ms`;

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}
