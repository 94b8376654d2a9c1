import { z } from '@hono/zod-openapi';
import { ACCOUNT_MODES } from '../../domain/account-mode.ts';
import { TRADING_STATES } from '../../domain/risk/trading-state.ts';
import { mayBeLeftOut } from './left-out.ts';
import { pageOf } from './page.ts';
import { riskLimits } from './risk-limits.ts';
import { decimalText, shortText, timestamp, uuid } from './scalars.ts';
import { brokerKeyId, keySecret } from './stored-keys.ts';

const accountState = z.enum(['adopting', 'open']).openapi({
  example: 'open',
  description:
    '`adopting`: the broker’s books have not been taken in yet, and orders are refused; `GET /v1/stored-keys` says where it is its key that the broker does not take.',
});

export const accountSummary = z
  .strictObject({
    id: uuid,
    name: z.string().openapi({ example: 'Sandbox' }),
    mode: z.enum(ACCOUNT_MODES),
    state: accountState,
  })
  .openapi('AccountSummary');
export const accountPage = pageOf(accountSummary, 'AccountPage');

const accountName = shortText(100).openapi({ example: 'My paper account' });
const atTheBroker = { name: accountName, keyId: brokerKeyId, secret: keySecret };

export const openAccountBody = z
  .discriminatedUnion('mode', [
    z.strictObject({ mode: z.literal('sandbox'), name: accountName }),
    z.strictObject({ mode: z.literal('paper'), ...atTheBroker }),
    z.strictObject({ mode: z.literal('live'), ...atTheBroker }),
  ])
  .openapi('OpenAccount', { example: { mode: 'sandbox', name: 'My account' } });
export const renameAccountBody = z
  .strictObject({ name: accountName })
  .openapi('RenameAccount', { example: { name: 'Long term' } });

/** Which account a request means; needed only by users with more than one. */
export const accountQuery = z.strictObject({ accountId: mayBeLeftOut(uuid) });

export const account = z
  .strictObject({
    id: uuid,
    name: z.string().openapi({ example: 'Sandbox' }),
    mode: z.enum(ACCOUNT_MODES),
    state: accountState,
    tradingState: z.enum(TRADING_STATES),
    cash: decimalText.nullable().openapi({
      description: 'Dollars by the ledger; null until the broker’s books have been adopted.',
    }),
    positions: z.int().openapi({ description: 'Symbols held.', example: 3 }),
    limits: riskLimits,
    lastReconciledAt: timestamp.nullable(),
    drift: z.int().nullable().openapi({ description: 'Differences found by the latest reconciliation.' }),
    brokerEquity: decimalText.nullable().openapi({ description: 'At the latest reconciliation.' }),
    brokerCash: decimalText.nullable().openapi({ description: 'At the latest reconciliation.' }),
  })
  .openapi('Account', {
    example: {
      cash: '97687.5',
      lastReconciledAt: '2026-03-02T14:30:02.000Z',
      drift: 0,
      brokerEquity: '100012.5',
      brokerCash: '97687.5',
    },
  });

export const tradingState = z
  .strictObject({ accountId: uuid, tradingState: z.enum(TRADING_STATES) })
  .openapi('TradingState');

export const tradingStateSet = z
  .strictObject({
    ...tradingState.shape,
    haltWorkflow: z.string().nullable().openapi({
      description: 'The workflow that carries the halt out, or lifts it; null when there is none to tell.',
    }),
  })
  .openapi('TradingStateSet');

export const tradingStateBody = z
  .strictObject({ tradingState: z.enum(TRADING_STATES), accountId: mayBeLeftOut(uuid) })
  .openapi('SetTradingState', { example: { tradingState: 'reducing' } });
