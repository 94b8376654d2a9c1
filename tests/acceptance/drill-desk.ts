import { z } from 'zod';
import { alertPage } from '../../api/contract/alerts.ts';
import { eventually } from '../support/eventually.ts';
import type { BootedStack } from '../support/stack.ts';
import type { Outage } from './part-away.ts';

const WITHIN_MS = 60_000;
const answerSchema = z.looseObject({
  code: z.string().optional(),
  status: z.union([z.string(), z.number()]).optional(),
  clientOrderId: z.string().optional(),
  refusal: z.looseObject({ code: z.string() }).nullish(),
});
const partsSchema = z.object({ parts: z.record(z.string(), z.looseObject({ state: z.string() })) });

/** A person at the API of a stack in which parts die, who asks again as the answers tell them to. */
export type DrillDesk = ReturnType<typeof openDrillDesk>;

export function openDrillDesk(stack: BootedStack) {
  let keys = 0;
  return { place, placed, filled, statusOf, partState, alertOf, gauge };

  async function place(
    key: string,
    body: object = { symbol: 'PEP', side: 'buy', type: 'market', qty: '1', timeInForce: 'day' },
    url?: string,
  ) {
    const headers = {
      'content-type': 'application/json',
      'idempotency-key': key.replaceAll(' ', '-'),
      authorization: `Bearer ${stack.credentials().apiKey}`,
    };
    const answer = await fetch(`${url ?? stack.stackJson().addresses.api ?? ''}/v1/orders`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    return { http: answer.status, ...answerSchema.parse(await answer.json()) };
  }

  /** The same key until the broker has accepted the order; then until it is filled. Gives its id. */
  async function placed(key: string): Promise<string> {
    const id = await eventually(
      `${key}: accepted`,
      async () => {
        const { http, clientOrderId } = await place(key);
        return http === 201 ? clientOrderId : undefined;
      },
      WITHIN_MS,
    );
    await eventually(
      `${key}: filled`,
      async () => ((await statusOf(id)) === 'filled' ? true : undefined),
      WITHIN_MS,
    );
    return id;
  }

  async function filled(key: string): Promise<string> {
    keys += 1;
    return placed(`${key} ${keys}`);
  }

  async function statusOf(clientOrderId: string): Promise<string | number | undefined> {
    const answer = await stack.api(`/v1/orders/${clientOrderId}`);
    return answerSchema.parse(await answer.json()).status;
  }

  async function partState(part: string): Promise<string | undefined> {
    const answer = await stack.api('/readyz');
    return partsSchema.parse(await answer.json()).parts[part]?.state;
  }

  async function alertOf(kind: string): Promise<void> {
    await eventually(
      `an alert of kind ${kind}`,
      async () => {
        const answer = await stack.api('/v1/alerts?state=open');
        const { items } = alertPage.parse(await answer.json());
        return items.find((alert) => alert.kind === kind);
      },
      WITHIN_MS,
    );
  }

  async function gauge(name: string): Promise<number> {
    const text = await (await stack.api('/metrics')).text();
    const found = new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1];
    if (found === undefined) throw new Error(`/metrics has no ${name}`);
    return Number(found);
  }
}

/** What came of a drill, for whoever reads the run. */
export function tell(drill: string, seen: string, { startedAt, backAt }: Outage): void {
  const seconds = (from: number, to: number) => `${((to - from) / 1_000).toFixed(1)} s`;
  process.stdout.write(
    `  ${drill}: a person sees ${seen}; away for ${seconds(startedAt, backAt)}, all in order again after ${seconds(startedAt, Date.now())}\n`,
  );
}
