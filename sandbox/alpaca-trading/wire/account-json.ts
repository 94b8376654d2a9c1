import type { Market } from '../../world/world.ts';
import { type Decimal, exact, text, ZERO } from '../decimal.ts';
import { type Account, accountNumberOf } from '../ledger/account.ts';
import { equityAt } from '../ledger/equity-history.ts';
import { accountValue, MULTIPLIER } from '../ledger/reservation.ts';
import { previousSession } from './previous-close.ts';

/** The account as Alpaca writes it, at simulated ms `at`. */
export function accountJson(account: Account, market: Market, at: number): Record<string, unknown> {
  const value = accountValue(account, market, at);
  const gross = value.longValue.minus(value.shortValue);
  const initial = gross.dividedBy(MULTIPLIER);
  const maintenance = value.longValue.times('0.3').minus(value.shortValue.times('0.3'));
  const free = account.cash.minus(value.reserved);
  const previous = previousSession(market, at);
  return {
    id: account.id,
    account_number: accountNumberOf(account),
    status: 'ACTIVE',
    crypto_status: 'INACTIVE',
    currency: 'USD',
    cash: text(account.cash),
    buying_power: cents(value.buyingPower),
    regt_buying_power: cents(value.buyingPower),
    daytrading_buying_power: '0',
    effective_buying_power: cents(value.buyingPower),
    non_marginable_buying_power: cents(free.isNegative() ? ZERO : free),
    options_buying_power: '0',
    options_approved_level: 0,
    options_trading_level: 0,
    equity: text(value.equity),
    portfolio_value: text(value.equity),
    last_equity: text(previous ? equityAt(account, market, previous.close) : exact(100_000)),
    long_market_value: text(value.longValue),
    short_market_value: text(value.shortValue),
    position_market_value: text(value.longValue.plus(value.shortValue)),
    initial_margin: cents(initial),
    maintenance_margin: cents(maintenance),
    last_maintenance_margin: '0',
    sma: cents(value.equity),
    multiplier: text(MULTIPLIER),
    accrued_fees: '0',
    pending_transfer_in: '0',
    pending_transfer_out: '0',
    pending_reg_taf_fees: '0',
    intraday_adjustments: '0',
    daytrade_count: 0,
    pattern_day_trader: false,
    shorting_enabled: true,
    account_blocked: false,
    trading_blocked: false,
    transfers_blocked: false,
    trade_suspended_by_user: account.suspended,
    balance_asof: previous?.date ?? account.openedAt.slice(0, 10),
    created_at: account.openedAt,
    admin_configurations: {},
    user_configurations: null,
  };
}

function cents(value: Decimal): string {
  return text(value.toDecimalPlaces(2));
}
