import { accountById } from '../../db/queries/accounts/broker-accounts.ts';
import { openCycle as openCycleRow } from '../../db/queries/cycles/cycles.ts';
import { strategyById } from '../../db/queries/cycles/strategies.ts';
import { marketDay } from '../../db/queries/market/market-days.ts';
import { openOrderQtyBySymbol } from '../../db/queries/orders/orders.ts';
import type { BrokerAccountRow, StrategyRow } from '../../db/schema.ts';
import { sessionState } from '../../domain/calendar/market-day.ts';
import { newYorkDate } from '../../domain/calendar/new-york-day.ts';
import type { AccountReading, CycleDefinition } from '../../domain/evidence.ts';
import type { MarketClock, Timestamp } from '../../domain/market.ts';
import { SourceOutage } from '../../domain/outage.ts';
import type { Refusal } from '../../domain/refusal.ts';
import { checkParameters } from '../../domain/strategies/check-parameters.ts';
import { definitionOf } from '../../domain/strategies/definition-of.ts';
import type { StrategyKind } from '../../domain/strategies/registry.ts';
import { takeInAccountState } from '../books/take-in-account-state.ts';
import type { CycleDeps } from '../deps.ts';
import { isWorthRetrying } from '../last-attempt.ts';

export interface OpenCycleInput {
  readonly cycleId: string;
  readonly strategyId: string;
  readonly asOf: string;
  readonly trigger: 'schedule' | 'api';
}

export type OpenedCycle =
  | {
      readonly kind: 'opened';
      readonly note: string;
      readonly userId: string;
      readonly accountId: string;
      readonly strategyKind: StrategyKind;
      readonly strategyInWords: string;
      readonly symbolsInWords: string;
      readonly brokerTime: string;
      readonly definition: string;
      readonly account: string;
    }
  | { readonly kind: 'refused'; readonly note: string; readonly refusal: Refusal };

/** A broker that could not be read so often refuses the cycle; the database is waited for. */
const BROKER_ATTEMPTS = 4;

/**
 * Opens the cycle's books: its row, the strategy as it stands, and the broker's account, positions and clock. Outside
 * a session by the broker's calendar nothing is read. A strategy or a moment that cannot be traded, and a cycle beside
 * one of the same strategy that still runs, is a refusal; a broker that cannot be read is an outage until the last
 * attempt, and a refusal then.
 */
export function openCycleActivity(deps: CycleDeps) {
  const { db, brokerOf, evidence, now, modelsMissing } = deps;
  return {
    async openCycle(input: OpenCycleInput): Promise<OpenedCycle> {
      const strategy = await strategyById(db, input.strategyId);
      if (strategy === undefined)
        return refused('STRATEGY_NOT_FOUND', 'There is no such strategy.', input.strategyId);
      const account = await accountById(db, strategy.accountId);
      if (account === undefined) throw new Error(`strategy ${strategy.id} names no account`);
      const { behind } = await openCycleRow(db, { ...cycleRow(input, strategy, account), startedAt: now() });
      if (behind !== null) {
        return refused('CYCLE_RUNNING', 'Another cycle of the strategy was still running.', behind);
      }

      const definition = definitionOrRefusal(strategy);
      if ('code' in definition) return { kind: 'refused', note: definition.message, refusal: definition };
      if (definition.strategy.kind === 'analyst' && modelsMissing !== undefined) {
        const message = `An analyst cannot run: ${modelsMissing}.`;
        return refused('LANGUAGE_MODELS_NOT_CONFIGURED', message, strategy.name);
      }

      try {
        // The sandbox has a clock of its own, and is asked first; the exchange's is ours.
        const known = account.mode === 'sandbox' ? await brokerOf(account).clock() : undefined;
        const closed = await outsideSession(db, known?.at ?? now().toISOString());
        if (closed !== undefined) return closed;
        const reading = await readAccount(deps, account, known);
        const { askedAt = reading.readAt } = reading;
        await takeInAccountState({ db, now }, account.id, {
          state: reading.account,
          brokerTime: reading.clock.at,
          askedAt: new Date(askedAt),
        });
        const openOrderQty = await openOrderQtyBySymbol(db, account.id);
        const { at, isOpen, nextOpen } = reading.clock;
        const about = { fetchedAt: reading.readAt, availableAt: at };
        const [definitionHash = '', accountHash = ''] = await evidence.put(input.cycleId, [
          {
            ...about,
            kind: 'definition',
            source: 'alphaflow',
            request: `strategy ${strategy.id}`,
            value: definition,
          },
          {
            ...about,
            kind: 'account',
            source: 'alpaca',
            request: 'account, positions, clock',
            value: { ...reading, openOrderQty },
          },
        ]);
        if (!isOpen) return refused('MARKET_CLOSED', `The market is closed until ${nextOpen}.`, at);
        return {
          kind: 'opened',
          note: `equity ${reading.account.equity} dollars, ${reading.positions.length} positions, broker time ${at}`,
          brokerTime: at,
          userId: strategy.userId,
          accountId: account.id,
          strategyKind: strategy.kind,
          strategyInWords: `${strategy.name} (${strategy.kind})`,
          symbolsInWords: inWords(strategy.universe),
          definition: definitionHash,
          account: accountHash,
        };
      } catch (error) {
        if (!(error instanceof SourceOutage) || isWorthRetrying(error, BROKER_ATTEMPTS)) throw error;
        return refused('BROKER_UNAVAILABLE', `The broker could not be read: ${error.message}`, error.kind);
      }
    },
  };
}

/**
 * The refusal of a cycle that no session would let trade, by the calendar that is kept, before anything else is asked;
 * undefined within a session, and where the calendar has not the day: then the broker's clock decides.
 */
async function outsideSession(db: CycleDeps['db'], at: Timestamp): Promise<OpenedCycle | undefined> {
  const state = sessionState(await marketDay(db, newYorkDate(at)), at);
  return state.kind === 'closed' ? refused('MARKET_CLOSED', state.reason, at) : undefined;
}

/**
 * Cycles of one account that start together share one look at it. It is so young because risk judges the cycle's orders
 * by it.
 */
const ACCOUNT_AGE_MS_MAX = 1_000;

async function readAccount(
  { accountLook, brokerOf, now }: CycleDeps,
  row: BrokerAccountRow,
  known: MarketClock | undefined,
): Promise<Omit<AccountReading, 'openOrderQty'>> {
  const broker = brokerOf(row);
  const [{ state, askedAt }, positions, clock] = await Promise.all([
    accountLook(row, ACCOUNT_AGE_MS_MAX),
    broker.positions(),
    known ?? broker.clock(),
  ]);
  return { account: state, positions, clock, askedAt, readAt: now().toISOString() };
}

function cycleRow(input: OpenCycleInput, strategy: StrategyRow, account: BrokerAccountRow) {
  return {
    id: input.cycleId,
    strategyId: strategy.id,
    userId: strategy.userId,
    accountId: account.id,
    asOf: input.asOf,
    trigger: input.trigger,
  };
}

function definitionOrRefusal(strategy: StrategyRow): CycleDefinition | Refusal {
  const { name, kind, parameters, universe, archivedAt } = strategy;
  const fact = { strategy: name };
  if (archivedAt !== null)
    return { code: 'STRATEGY_ARCHIVED', message: 'The strategy is archived.', facts: fact };
  if (universe.length === 0)
    return { code: 'EMPTY_UNIVERSE', message: 'The strategy has no symbols.', facts: fact };
  const definition = definitionOf(kind, parameters);
  if (definition === undefined) {
    return { code: 'STRATEGY_PARAMETERS', message: `The parameters are not those of ${kind}.`, facts: fact };
  }
  return checkParameters(definition) ?? { name, strategy: definition, universe };
}

function refused(code: string, message: string, fact: string): OpenedCycle {
  return { kind: 'refused', note: message, refusal: { code, message, facts: { fact } } };
}

function inWords(symbols: readonly string[]): string {
  const shown = symbols.slice(0, 5).join(', ');
  return symbols.length <= 5 ? shown : `${shown} and ${symbols.length - 5} more`;
}
