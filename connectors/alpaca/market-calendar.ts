import { trading } from '@alpacahq/alpaca-trade-api';
import type { MarketCalendar } from '../../domain/ports/market-calendar.ts';
import { parseAnswer } from '../http/parse-answer.ts';
import { calendarAnswer } from './market-answer.ts';
import { assertModeAgrees, fetchOnly, type ModeFacts } from './mode-guard.ts';
import { type AlpacaCall, readAlpaca } from './read-alpaca.ts';

const TIMEOUT_MS = 10_000;
const ASKED = { source: 'alpaca', request: 'GET /v2/calendar' };

/** Alpaca's calendar of sessions. @throws BrokerModeMismatch when mode, hosts and keys do not belong together. */
export function createAlpacaCalendar(options: ModeFacts): MarketCalendar {
  assertModeAgrees(options);
  const { endpoints, credentials } = options;
  const calendar = new trading.CalendarApi(
    new trading.Configuration({
      basePath: endpoints.tradingUrl,
      keyId: credentials.keyId,
      secret: credentials.secretKey,
      timeoutMs: TIMEOUT_MS,
      fetchApi: fetchOnly(endpoints.tradingUrl),
    }),
  );
  return {
    async sessions(firstDate, lastDate, signal) {
      const span = { start: new Date(firstDate), end: new Date(lastDate) };
      const call: AlpacaCall = async (init) => await calendar.legacyCalendarRaw(span, init);
      return parseAnswer(calendarAnswer, await readAlpaca(ASKED, call, signal), ASKED);
    },
  };
}
