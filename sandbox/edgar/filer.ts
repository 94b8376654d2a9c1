import { assetSeed } from '../world/asset-id.ts';
import { findCompany } from '../world/companies.ts';
import { hashText } from '../world/random.ts';
import type { Asset } from '../world/world.ts';

/** A company or fund that files with the SEC. */
export interface Filer {
  readonly cik: number;
  /** EDGAR's form of the symbol: classes of shares after a dash. */
  readonly ticker: string;
  readonly title: string;
  readonly exchange: string;
  readonly kind: 'stock' | 'fund';
  readonly seed: number;
  /** Its acceptance times are New York wall-clock time although they end in `Z`, as with a fifth of all filers. */
  readonly hasNewYorkStamps: boolean;
  /** Dollars and shares from which its figures are made up. */
  readonly price: number;
  readonly sharesOutstanding: number;
}

/** Central index keys that many people know by heart. */
const wellKnown: ReadonlyMap<string, number> = new Map([
  ['AAPL', 320_193],
  ['MSFT', 789_019],
  ['SPY', 884_394],
]);

const exchangeNames: Readonly<Record<string, string>> = { NASDAQ: 'Nasdaq', NYSE: 'NYSE', ARCA: 'NYSE' };
const shareKind = /,? (Class [A-C] |Class P )?(Common|Capital|Ordinary) (Stock|Shares).*$/;

export function filerOf(asset: Asset): Filer {
  const company = findCompany(asset.symbol);
  const text = hashText(`filer ${asset.symbol}`);
  return {
    cik: wellKnown.get(asset.symbol) ?? 1_000_000 + (text % 900_000),
    ticker: asset.symbol.replace('.', '-'),
    title: asset.name.replace(shareKind, ''),
    exchange: exchangeNames[asset.exchange] ?? asset.exchange,
    kind: company?.kind ?? 'stock',
    seed: assetSeed(asset.id),
    hasNewYorkStamps: text % 5 === 0,
    price: company?.price ?? 100,
    sharesOutstanding: company?.sharesOutstanding ?? 500_000_000,
  };
}

/** Ten digits, as in EDGAR's file names. */
export function paddedCik(cik: number): string {
  return String(cik).padStart(10, '0');
}
