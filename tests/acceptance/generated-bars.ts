import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const DAYS = 150;
const HOURS = [14, 15, 16, 17, 18, 19, 20];
const FIRST_DAY = Date.parse('2024-01-02T00:00:00Z');

/** Writes hourly bars of four made-up symbols, `SYMBOL.csv` each: slow waves of different length, the same every time. */
export async function writeBars(folder: string): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true });
  const symbols = ['ALFA', 'BETA', 'GAMA', 'DELT'];
  await Promise.all(symbols.map((symbol, place) => writeFile(join(folder, `${symbol}.csv`), csv(place))));
  return symbols;
}

function csv(place: number): string {
  const lines = weekdays().flatMap((day) => HOURS.map((hour) => line(day + hour * HOUR_MS, place)));
  return `t,o,h,l,c,v\n${lines.join('\n')}\n`;
}

function line(t: number, place: number): string {
  const [open, close] = [priceAt(t, place), priceAt(t + HOUR_MS, place)];
  const [high, low] = [Math.max(open, close) * 1.001, Math.min(open, close) * 0.999];
  const prices = [open, high, low, close].map((price) => price.toFixed(4));
  return [new Date(t).toISOString().replace('.000Z', 'Z'), ...prices, 1_000_000].join(',');
}

function priceAt(t: number, place: number): number {
  const days = (t - FIRST_DAY) / DAY_MS;
  return 50 * (place + 1) * (1 + 0.1 * Math.sin(days / (5 + 2 * place)));
}

function weekdays(): readonly number[] {
  return Array.from({ length: DAYS }, (_, day) => FIRST_DAY + day * DAY_MS).filter(
    (day) => new Date(day).getUTCDay() % 6 !== 0,
  );
}
