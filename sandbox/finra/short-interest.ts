import { assetSeed } from '../world/asset-id.ts';
import { findCompany } from '../world/companies.ts';
import { addDays, newYorkTime } from '../world/new-york.ts';
import { hash, hashText, unit } from '../world/random.ts';
import type { Asset, Market } from '../world/world.ts';
import type { Settlement } from './settlement-dates.ts';

export interface ShortInterest {
  readonly symbolCode: string;
  readonly settlementDate: string;
  readonly issueName: string;
  readonly marketClassCode: string;
  readonly currentShortPositionQuantity: number;
  readonly previousShortPositionQuantity: number;
  readonly averageDailyVolumeQuantity: number;
  readonly daysToCoverQuantity: number;
  readonly changePreviousNumber: number;
  readonly changePercent: number;
  readonly revisionFlag: string | null;
  readonly stockSplitFlag: string | null;
}

export const shortInterestFields = [
  'symbolCode',
  'settlementDate',
  'issueName',
  'marketClassCode',
  'currentShortPositionQuantity',
  'previousShortPositionQuantity',
  'averageDailyVolumeQuantity',
  'daysToCoverQuantity',
  'changePreviousNumber',
  'changePercent',
  'revisionFlag',
  'stockSplitFlag',
] as const satisfies readonly (keyof ShortInterest)[];

const day = { amount: 1, unit: 'Day' } as const;
const twoDecimals = (value: number): number => Math.round(value * 100) / 100;

/** FINRA's form of the symbol: classes of shares without a separator. */
export function finraSymbol(symbol: string): string {
  return symbol.replace('.', '');
}

/** FINRA's code of the market that lists the asset. */
export function marketClass(asset: Asset): string {
  return asset.exchange === 'NASDAQ' ? 'NNM' : asset.exchange;
}

/** Shares sold short: a share of all shares that drifts in slow waves, with a little noise. */
function shortPosition(seed: number, shares: number, number: number): number {
  const base = 0.006 + 0.05 * unit(hash(seed, 141)) ** 3;
  const wave = Math.sin(number / 3 + (hash(seed, 142) % 7)) + Math.sin(number / 7.3 + (hash(seed, 143) % 7));
  return Math.round(shares * base * Math.exp(0.12 * wave + 0.16 * (unit(hash(seed, number, 144)) - 0.5)));
}

/** Mean volume of the sessions in the half month up to the settlement date; 0 when there were none. */
function averageVolume(market: Market, symbol: string, date: string): number {
  const [from, until] = [newYorkTime(addDays(date, -14), 0, 0), newYorkTime(addDays(date, 1), 0, 0)];
  const bars = market.bars(symbol, day, from, until, until);
  if (bars.length === 0) return 0;
  return Math.round(bars.reduce((sum, bar) => sum + bar.v, 0) / bars.length);
}

/** One symbol's row for one settlement date. */
export function shortInterestOf(market: Market, asset: Asset, settlement: Settlement): ShortInterest {
  const seed = assetSeed(asset.id);
  const shares = findCompany(asset.symbol)?.sharesOutstanding ?? 500_000_000;
  const current = shortPosition(seed, shares, settlement.number);
  const previous = shortPosition(seed, shares, settlement.number - 1);
  const volume = averageVolume(market, asset.symbol, settlement.date);
  return {
    symbolCode: finraSymbol(asset.symbol),
    settlementDate: settlement.date,
    issueName: asset.name,
    marketClassCode: marketClass(asset),
    currentShortPositionQuantity: current,
    previousShortPositionQuantity: previous,
    averageDailyVolumeQuantity: volume,
    // The service never reports less than a day, and 999.99 where nothing traded.
    daysToCoverQuantity: volume === 0 ? 999.99 : Math.max(1, twoDecimals(current / volume)),
    changePreviousNumber: current - previous,
    changePercent: twoDecimals(((current - previous) / previous) * 100),
    revisionFlag: null,
    stockSplitFlag: null,
  };
}

/** The service's rows come in no useful order; this one is fixed, and as useless. */
export function rowOrder(symbol: string, date: string): number {
  return hash(hashText(symbol), Date.parse(date) / 86_400_000, 145);
}
