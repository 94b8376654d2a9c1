import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { alertRules, dashboardExpressions, metricNames } from '../../docs/operations/metric-names.ts';
import { eventually } from '../support/eventually.ts';
import { type OtlpReceiver, type ReceivedSpan, startOtlpReceiver } from '../support/otlp-receiver.ts';
import { type BootedStack, bootStack } from '../support/stack.ts';
import { pidOf } from './processes.ts';
import { type Trader, traderOn } from './trader.ts';

const REQUEST_ID = 'request-of-this-test';
let receiver: OtlpReceiver;
let stack: BootedStack;
let trader: Trader;
let clientOrderId: string;

beforeAll(async () => {
  receiver = await startOtlpReceiver();
  stack = await bootStack({
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_BSP_SCHEDULE_DELAY: '200' },
  });
  trader = await traderOn(stack, ['KO', 'PEP']);
  await trader.run();
  const body = { symbol: 'SPY', side: 'buy', type: 'market', qty: '1', timeInForce: 'day' };
  const answer = await stack.api('/v1/orders', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'idempotency-key': 'traced',
      'x-request-id': REQUEST_ID,
    },
    body: JSON.stringify(body),
  });
  ({ clientOrderId } = z.looseObject({ clientOrderId: z.string() }).parse(await answer.json()));
});

afterAll(async () => {
  await stack.stop();
  await receiver.close();
});

test('one trace goes from POST /v1/orders through the workflow and its activity to SQL and to the broker’s request', async () => {
  const wanted = [
    ['alphaflow-api', /^POST \/v1\/orders$/],
    ['alphaflow-api', /^SQL /],
    ['alphaflow-api', /^UpdateWithStartWorkflow:/],
    ['alphaflow-worker', /^RunWorkflow:order$/],
    ['alphaflow-worker', /^StartActivity:placeOrder$/],
    ['alphaflow-worker', /^RunActivity:placeOrder$/],
    ['alphaflow-worker', /^SQL /],
    ['alphaflow-worker', /^POST \/v2\/orders$/],
  ] as const;
  const [trace, ...others] = await eventually(
    'the whole trace has arrived',
    () => {
      const traces = tracesOf(receiver.spans, 'POST /v1/orders');
      const isWhole = (spans: readonly ReceivedSpan[]) =>
        wanted.every(([service, name]) =>
          spans.some((one) => one.service === service && name.test(one.name)),
        );
      return traces.some(isWhole) ? traces : undefined;
    },
    30_000,
  );
  expect(others).toEqual([]);
  if (trace === undefined) throw new Error('there is no trace');
  const byId = new Map(trace.map((one) => [one.spanId, one]));
  const above = (one: ReceivedSpan | undefined): readonly string[] =>
    one === undefined ? [] : [...above(byId.get(one.parentSpanId)), one.name];
  const broker = trace.find(({ name }) => name === 'POST /v2/orders');
  expect(above(broker)).toEqual([
    'POST /v1/orders',
    expect.stringMatching(/^UpdateWithStartWorkflow:/),
    expect.stringMatching(/^(RunWorkflow:order|HandleUpdate:|StartActivity:)/),
    ...above(broker).slice(3, -2),
    'RunActivity:placeOrder',
    'POST /v2/orders',
  ]);
});

test('the lines of API, workflow and activities carry the ids of request, order and cycle', async () => {
  const lines = await eventually(
    'the workflow and its activity have written their lines',
    () => {
      const written = ['api', 'worker'].flatMap((name) => logOf(name));
      const about = (line: Line) => line.clientOrderId === clientOrderId;
      const isThere = (name: string, msg: string) =>
        written.some((line) => line.name === name && line.msg === msg && about(line));
      return isThere('api', 'request') &&
        isThere('worker', 'activity done') &&
        isThere('worker', 'workflow done')
        ? written
        : undefined;
    },
    30_000,
  );
  const ofOrder = lines.filter((line) => line.clientOrderId === clientOrderId && line.msg !== undefined);
  const lost = ofOrder.filter(
    ({ requestId, msg }) => /done|request/.test(msg ?? '') && requestId !== REQUEST_ID,
  );
  expect(lost).toEqual([]);
  expect(
    lines.some(
      ({ name, cycleId, msg }) => name === 'worker' && cycleId !== undefined && msg === 'workflow done',
    ),
  ).toBe(true);
});

test('every metric of the dashboard and of the alert rules is on a live /metrics', async () => {
  const ofApi = await (await fetch(`${stack.stackJson().addresses.api ?? ''}/metrics`)).text();
  const environment = readFileSync(`/proc/${pidOf(stack, 'worker')}/environ`, 'utf8').split('\0');
  const port = environment.find((one) => one.startsWith('METRICS_PORT='))?.slice('METRICS_PORT='.length);
  const ofWorker = await (await fetch(`http://127.0.0.1:${port ?? ''}/metrics`)).text();
  const live = new Set([...`${ofApi}\n${ofWorker}`.matchAll(/^([a-z0-9_]+)[{ ]/gm)].map(([, name]) => name));
  const used = new Set(
    [...dashboardExpressions(), ...alertRules().map(({ expr }) => expr)].flatMap((one) => metricNames(one)),
  );
  used.delete('up');
  expect([...used].filter((name) => !live.has(name))).toEqual([]);
  expect(used.size).toBeGreaterThan(15);
});

/** The spans of each trace in which a span of this name is. */
function tracesOf(spans: readonly ReceivedSpan[], name: string): readonly (readonly ReceivedSpan[])[] {
  const ids = new Set(spans.filter((one) => one.name === name).map(({ traceId }) => traceId));
  return [...ids].map((id) => spans.filter(({ traceId }) => traceId === id));
}

const lineSchema = z.looseObject({
  name: z.string().optional(),
  msg: z.string().optional(),
  requestId: z.string().optional(),
  clientOrderId: z.string().optional(),
  cycleId: z.string().optional(),
});
type Line = z.infer<typeof lineSchema>;

function logOf(name: string): readonly Line[] {
  const text = readFileSync(join(stack.home, 'logs', `${name}.log`), 'utf8');
  return text
    .split('\n')
    .filter((line) => line.startsWith('{') && line.endsWith('}'))
    .map((line) => lineSchema.parse(JSON.parse(line)));
}
