import { newYorkDate } from '../../world/new-york.ts';
import type { Calendar } from '../../world/world.ts';
import { malformedRequest, type Refusal } from '../refusal.ts';
import { readStamp, stampMs } from '../stamp.ts';

const DAY_MS = 86_400_000;
const STEP_MS = { '1Min': 60_000, '5Min': 300_000, '15Min': 900_000, '1H': 3_600_000, '1D': DAY_MS } as const;
const UNIT_DAYS = { D: 1, W: 7, M: 30, A: 365 } as const;
type HistoryTimeframe = keyof typeof STEP_MS;

interface HistoryWindow {
  readonly from: number;
  readonly to: number;
  readonly timeframe: HistoryTimeframe;
}

/** Reads period, timeframe, start and end; at most two of period, start and end go together. */
export function readHistoryWindow(
  query: Readonly<Record<string, string>>,
  now: number,
): HistoryWindow | Refusal {
  const { period, start, end } = query;
  if (period && start && end) return malformedRequest('only two of start, end and period can be specified');
  const parts = /^(\d{1,3})([DWMA])$/.exec(period ?? '1M');
  const unit = parts?.[2];
  if (!parts || (unit !== 'D' && unit !== 'W' && unit !== 'M' && unit !== 'A')) {
    return malformedRequest(`invalid period: ${period}`);
  }
  const length = Number(parts[1]) * UNIT_DAYS[unit] * DAY_MS;
  const startMs = readTime(start);
  const endMs = readTime(end);
  if (startMs === 'invalid') return malformedRequest(`invalid start: ${start}`);
  if (endMs === 'invalid') return malformedRequest(`invalid end: ${end}`);
  const to = endMs ?? (startMs !== undefined && period ? startMs + length : now);
  const from = startMs ?? to - length;
  const days = (to - from) / DAY_MS;
  const fitting = days < 7 ? '1Min' : days < 30 ? '15Min' : '1D';
  const asked = query['timeframe'] ?? fitting;
  if (!isTimeframe(asked)) return malformedRequest(`invalid timeframe: ${asked}`);
  if (asked !== '1D' && days > 31) return malformedRequest('timeframe must be 1D for more than 30 days');
  return { from, to: Math.min(to, now), timeframe: asked };
}

/** The windows inside sessions that have begun, oldest first. */
export function windowStarts(
  { from, to, timeframe }: HistoryWindow,
  calendar: Calendar,
  now: number,
): readonly { readonly start: number; readonly end: number }[] {
  const windows: { start: number; end: number }[] = [];
  for (const session of calendar.sessions(newYorkDate(from), newYorkDate(to))) {
    if (session.open > now) break;
    if (timeframe === '1D') {
      windows.push({ start: session.open, end: session.close });
      continue;
    }
    const step = STEP_MS[timeframe];
    for (let start = session.open; start < session.close && start <= to; start += step) {
      if (start >= from) windows.push({ start, end: Math.min(start + step, session.close) });
    }
  }
  return windows;
}

function readTime(value: string | undefined): number | undefined | 'invalid' {
  if (value === undefined) return undefined;
  const at = readStamp(value);
  return at === undefined ? 'invalid' : stampMs(at);
}

function isTimeframe(value: string): value is HistoryTimeframe {
  return value in STEP_MS;
}
