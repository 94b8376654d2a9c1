import { haltAccount, setTradingState } from '../../db/queries/accounts/trading-halts.ts';
import { inTransaction } from '../../db/queries/in-transaction.ts';
import { haltWorkflowId, TASK_QUEUES, tradingStateChangedSignal } from '../../workflows/messages.ts';
import { eventually } from '../support/eventually.ts';
import type { RecordingDesk } from './recording-desk.ts';
import { expected, type Scenario } from './scenario.ts';

const SWEPT_WITHIN_MS = 30_000;
const REST = {
  symbol: 'AAPL',
  side: 'buy',
  type: 'limit',
  limitPrice: '10',
  qty: '1',
  timeInForce: 'day',
} as const;

/** What the house does by schedule, or for somebody who asks: started as it is everywhere else, without its messages. */
function run(
  name: string,
  workflowType: string,
  options: {
    readonly taskQueue?: string;
    readonly args?: (desk: RecordingDesk) => readonly unknown[];
    readonly tells?: string;
  } = {},
): Scenario {
  return {
    name,
    async run(desk) {
      const { taskQueue = TASK_QUEUES.cycle, args, tells } = options;
      const workflowId = `${name}:recorded`;
      const place = { workflowId, taskQueue, args: [...(args?.(desk) ?? [])] };
      await desk.stack.client.workflow.execute(workflowType, place);
      return { workflowId, ...(tells === undefined ? {} : { tells }) };
    },
  };
}

const ofAccount = ({ account }: RecordingDesk) => [{ accountId: account.id }];

export const houseScenarios: readonly Scenario[] = [
  run('answer-on-queues', 'answerOnQueues', { taskQueue: TASK_QUEUES.orders, tells: 'research' }),
  run('company-documents', 'companyDocuments', { tells: 'filings' }),
  run('event-retention', 'eventRetention', { tells: 'events' }),
  run('evidence-retention', 'evidenceRetention'),
  run('market-calendar', 'marketCalendar', { tells: 'days' }),
  run('performance-report', 'performanceReport'),
  run('look-at-symbol', 'lookAtSymbol', {
    args: ({ account }) => [{ accountId: account.id, symbol: 'AAPL' }],
    tells: '"kind":"seen"',
  }),
  run('send-notice', 'sendNotice', { args: () => [{ noticeId: '0' }], tells: 'sent' }),
  run('try-channel', 'tryChannel', {
    args: () => [
      {
        channel: { id: '00000000-0000-0000-0000-000000000000', kind: 'telegram', target: '0' },
        notice: {
          id: 'recorded',
          what: 'test',
          severity: 'info',
          title: 't',
          message: 'm',
          facts: {},
          at: '2026-01-06T15:00:00.000Z',
        },
      },
    ],
    tells: '"delivered":false',
  }),
  {
    name: 'cancel-order',
    async run(desk) {
      const { workflowId: order, answer } = await desk.place('canceled alone', REST);
      expected('accepted', answer.status);
      const workflowId = 'cancel-order:recorded';
      const args = [{ clientOrderId: answer.clientOrderId }];
      const place = { workflowId, taskQueue: TASK_QUEUES.orders, args };
      await desk.stack.client.workflow.execute('cancelOrder', place);
      expected('canceled', (await desk.ended(order)).status);
      return { workflowId };
    },
  },
  run('cancel-orders', 'cancelOrders', { taskQueue: TASK_QUEUES.orders, args: ofAccount }),
  {
    name: 'halt-trading',
    async run({ stack }) {
      const { db, client } = stack;
      const { id: accountId, userId } = await stack.openAccount('halted');
      await inTransaction(db, (tx) => haltAccount(tx, accountId, 'to be recorded'));
      const workflowId = haltWorkflowId(accountId);
      const place = { workflowId, taskQueue: TASK_QUEUES.orders, args: [{ accountId }] };
      const halt = await client.workflow.start('haltTrading', place);
      await eventually(
        'the account is halted at the broker',
        async () => ((await halt.describe()).historyLength > 12 ? true : undefined),
        SWEPT_WITHIN_MS,
      );
      const active = { userId, accountId, from: 'halted', to: 'active', setBy: 'the owner' } as const;
      await inTransaction(db, (tx) => setTradingState(tx, active));
      await halt.signal(tradingStateChangedSignal);
      await halt.result();
      return { workflowId, tells: 'lifted' };
    },
  },
];
