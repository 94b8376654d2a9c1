import type { Sector } from './companies.ts';
import { numberAt } from './number-at.ts';
import { bell, createRandom, hash, hashText } from './random.ts';

/** A mood that lasts for weeks: how much prices move in a day, and where to. */
interface Regime {
  readonly name: 'calm' | 'rising' | 'falling' | 'turbulent';
  readonly volatility: number;
  readonly drift: number;
  /** Chance that a day is the last one of the regime. */
  readonly ending: number;
}

const regimes: readonly Regime[] = [
  { name: 'calm', volatility: 0.0055, drift: 0.0002, ending: 1 / 50 },
  { name: 'rising', volatility: 0.007, drift: 0.0016, ending: 1 / 35 },
  { name: 'falling', volatility: 0.011, drift: -0.0016, ending: 1 / 20 },
  { name: 'turbulent', volatility: 0.021, drift: 0, ending: 1 / 15 },
];

const sectorVolatility: Record<Sector, number> = {
  tech: 0.007,
  comm: 0.006,
  disc: 0.006,
  stap: 0.004,
  fin: 0.006,
  hlth: 0.005,
  ind: 0.005,
  ener: 0.01,
  mat: 0.007,
  util: 0.006,
  real: 0.006,
  index: 0,
  gold: 0,
  bond: 0,
};

/** Log returns shared by many symbols, by session number: overnight and within the session. */
export interface Factor {
  readonly overnight: Float64Array;
  readonly intraday: Float64Array;
}

export interface MarketFactors {
  readonly market: Factor;
  readonly sector: (sector: Sector) => Factor;
  /** How lively the day is against a usual one; scales what companies do on their own. */
  readonly liveliness: Float64Array;
}

const overnightShare = 0.45;
const intradayShare = Math.sqrt(1 - overnightShare ** 2);

function sectorFactor(seed: number, sector: Sector, liveliness: Float64Array): Factor {
  const random = createRandom(hash(seed, hashText(sector), 11));
  const volatility = sectorVolatility[sector];
  const overnight = new Float64Array(liveliness.length);
  const intraday = new Float64Array(liveliness.length);
  for (let day = 0; day < liveliness.length; day += 1) {
    const scale = volatility * numberAt(liveliness, day);
    overnight[day] = scale * overnightShare * bell(random);
    intraday[day] = scale * intradayShare * bell(random);
  }
  return { overnight, intraday };
}

/** The market's and the sectors' returns for `days` sessions from the first one on, fixed by `seed`. */
export function createMarketFactors(seed: number, days: number): MarketFactors {
  const random = createRandom(hash(seed, 7));
  const overnight = new Float64Array(days);
  const intraday = new Float64Array(days);
  const liveliness = new Float64Array(days);
  let regime = regimes[0];
  for (let day = 0; day < days; day += 1) {
    if (regime === undefined || random() < regime.ending) {
      regime = regimes[Math.floor(random() * regimes.length)];
    }
    if (regime === undefined) throw new Error('no regime drawn');
    overnight[day] = regime.volatility * overnightShare * bell(random) + regime.drift * 0.4;
    intraday[day] = regime.volatility * intradayShare * bell(random) + regime.drift * 0.6;
    liveliness[day] = 0.7 + 0.3 * (regime.volatility / 0.0055);
  }
  const sectors = new Map<Sector, Factor>();
  return {
    market: { overnight, intraday },
    sector: (sector) => {
      const known = sectors.get(sector);
      if (known !== undefined) return known;
      const made = sectorFactor(seed, sector, liveliness);
      sectors.set(sector, made);
      return made;
    },
    liveliness,
  };
}
