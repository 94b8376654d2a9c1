import type { Filing } from '../domain/market.ts';
import type { ReferenceDeps } from './deps.ts';
import { noteOnSources, readSource } from './read-source.ts';
import type { CycleContext, ReferenceDataRefs } from './source-ref.ts';

const FORMS = ['10-K', '10-Q', '8-K'];
const FILINGS_PER_SYMBOL = 5;
const CURRENCIES = ['EUR', 'GBP', 'JPY'];

export interface FetchedReferenceData {
  readonly note: string;
  readonly sources: ReferenceDataRefs;
}

/**
 * Filings, short interest and exchange rates as known at the broker's time: slow public sources that a cycle would
 * like to have and can do without. What cannot be read after the last attempt is missing, with its reason.
 */
export function fetchReferenceDataActivity({ evidence, filings, fx, shortInterest, now }: ReferenceDeps) {
  return {
    async fetchReferenceData(input: CycleContext): Promise<FetchedReferenceData> {
      const { cycleId, brokerTime: asOf } = input;
      const { universe } = await evidence.read('definition', input.definition);
      const place = { cycleId, evidence, now };

      const filingsOf = async (
        symbol: string,
      ): Promise<readonly (readonly [string, readonly Filing[]])[]> => {
        const found = await filings.recentFilings(symbol, { forms: FORMS, limit: FILINGS_PER_SYMBOL, asOf });
        return found === undefined ? [] : [[symbol, found]];
      };

      const [filed, shorted, rated] = await Promise.all([
        readSource(place, {
          source: 'sec-edgar',
          request: `the newest ${FILINGS_PER_SYMBOL} of ${FORMS.join(', ')} a symbol`,
          read: async () => ({
            kind: 'filings',
            value: {
              found: Object.fromEntries((await Promise.all(universe.map(filingsOf))).flat()),
              unread: [],
            },
          }),
        }),
        readSource(place, {
          source: 'finra',
          request: 'consolidated short interest',
          read: async () => ({
            kind: 'shortInterest',
            value: Object.fromEntries(await shortInterest.shortInterest(universe, asOf)),
          }),
        }),
        readSource(place, {
          source: 'frankfurter',
          request: `USD in ${CURRENCIES.join(', ')}`,
          read: async () => ({ kind: 'fx', value: await fx.rates('USD', CURRENCIES, asOf) }),
        }),
      ]);
      return {
        note: noteOnSources([filed, shorted, rated]),
        sources: {
          filings: filed,
          fundamentals: notConnected('sec-edgar figures'),
          shortInterest: shorted,
          shortVolume: notConnected('finra daily'),
          fx: rated,
        },
      };
    },
  };
}

function notConnected(source: string) {
  return {
    status: 'missing',
    source,
    code: 'NOT_CONNECTED',
    reason: 'This source is not connected.',
  } as const;
}
