import { assetSeed } from '../world/asset-id.ts';
import { createBoundedCache } from '../world/bounded-cache.ts';
import { findCompany } from '../world/companies.ts';
import { type Earnings, earningsOf } from '../world/earnings.ts';
import { dayMs, hourMs, newYorkDate, newYorkTime } from '../world/new-york.ts';
import { hash } from '../world/random.ts';
import type { Asset } from '../world/world.ts';

export interface Article {
  readonly id: number;
  readonly at: number;
  readonly headline: string;
  readonly summary: string;
  readonly author: string;
  readonly symbols: readonly string[];
}

const firstDay = Date.UTC(2015, 0, 1);
const articlesPerDay = 4096;
/** One symbol in this many has an article of no great weight on a given day. */
const rarity = 6;
const heldResults = 4000;

const authors = ['Dana Whitfield', 'Marcus Oyelaran', 'Ines Calloway', 'Theo Brandt', 'Priya Raman'] as const;

const subjects: readonly ((name: string) => readonly [string, string])[] = [
  (name) => [
    `Analyst Raises Price Target on ${name}`,
    `A brokerage lifted its twelve-month target for ${name}, citing firmer demand.`,
  ],
  (name) => [
    `Analyst Lowers Price Target on ${name}`,
    `A brokerage cut its twelve-month target for ${name}, citing slower orders.`,
  ],
  (name) => [`${name} Names New Operations Chief`, `${name} announced a change in its leadership team.`],
  (name) => [`${name} Expands Share Repurchase Plan`, `The board of ${name} authorised further buybacks.`],
  (name) => [`${name} Presents at Industry Conference`, `${name} repeated its outlook before investors.`],
  (name) => [`What to Watch in ${name} This Week`, `Traders look at volume and guidance at ${name}.`],
];

/** The name as a headline has it: without the kind of share. */
function shortName(asset: Asset): string {
  return asset.name.replace(/,? (Class [A-C] )?(Common|Capital|Ordinary) (Stock|Shares).*$/, '');
}

function pick<T>(choices: readonly T[], draw: number): T {
  const choice = choices[draw % choices.length];
  if (choice === undefined) throw new RangeError('nothing to pick from');
  return choice;
}

const isFund = (asset: Asset): boolean => findCompany(asset.symbol)?.kind === 'fund';

function resultsArticle(asset: Asset, id: number, earnings: Earnings): Article {
  const verdict = earnings.surprise > 0.15 ? 'Beats' : earnings.surprise < -0.15 ? 'Misses' : 'Meets';
  const name = shortName(asset);
  return {
    id,
    at: earnings.announcedAt + 30_000,
    headline: `${name} ${verdict} Q${earnings.quarter} Estimates`,
    summary: `${name} reported results for the quarter ended ${earnings.periodEnd}.`,
    author: pick(authors, id),
    symbols: [asset.symbol],
  };
}

function smallArticle(asset: Asset, id: number, draw: number, midnight: number): Article {
  const name = shortName(asset);
  const [headline, summary] = isFund(asset)
    ? [`Flows Into ${name} Draw Attention`, `Investors moved money in and out of ${name}.`]
    : pick(subjects, draw >>> 20)(name);
  const at = midnight + 6 * hourMs + (draw % (14 * 3600)) * 1000;
  return { id, at, headline, summary, author: pick(authors, draw >>> 8), symbols: [asset.symbol] };
}

/** The number of a New York date since the first day of the world's news. */
export function newsDay(at: number): number {
  return Math.round((Date.parse(newYorkDate(at)) - firstDay) / dayMs);
}

/** The quarter that ended last before `date`: results come 18 to 45 days after it. */
function lastQuarter(date: string): { year: number; quarter: number } {
  const [year, quarter] = [Number(date.slice(0, 4)), Math.floor((Number(date.slice(5, 7)) - 1) / 3)];
  return quarter === 0 ? { year: year - 1, quarter: 4 } : { year, quarter };
}

/** Gives all articles of a New York day, oldest first; `wanted` leaves out the other symbols. */
export type NewsDesk = (dayNumber: number, wanted: ReadonlySet<string> | undefined) => readonly Article[];

/** News about `assets`: results when they are announced, and small talk on other days. */
export function createNewsDesk(assets: readonly Asset[]): NewsDesk {
  const results = createBoundedCache<string, Earnings>(heldResults);
  const seeds = assets.map((asset) => assetSeed(asset.id));
  return (dayNumber, wanted) => {
    const date = new Date(firstDay + dayNumber * dayMs).toISOString().slice(0, 10);
    const midnight = newYorkTime(date, 0, 0);
    const { year, quarter } = lastQuarter(date);
    const found: Article[] = [];
    for (const [place, asset] of assets.entries()) {
      const seed = seeds[place];
      if (seed === undefined || (wanted !== undefined && !wanted.has(asset.symbol))) continue;
      const id = dayNumber * articlesPerDay + place * 2;
      if (hash(seed, dayNumber, 101) % rarity === 0) {
        found.push(smallArticle(asset, id + 1, hash(seed, dayNumber, 102), midnight));
      }
      if (isFund(asset)) continue;
      const key = `${place}:${year}:${quarter}`;
      const earnings = results.get(key, () => earningsOf(seed, year, quarter));
      const since = earnings.announcedAt - midnight;
      if (since >= 0 && since < dayMs) found.push(resultsArticle(asset, id, earnings));
    }
    return found.sort((a, b) => a.at - b.at || a.id - b.id);
  };
}
