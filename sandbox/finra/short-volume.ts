import { assetSeed } from '../world/asset-id.ts';
import { hash, unit } from '../world/random.ts';
import type { Market, Session } from '../world/world.ts';
import { finraSymbol } from './short-interest.ts';

const day = { amount: 1, unit: 'Day' } as const;

/** The daily short sale volume file of one session: off-exchange trades, and a last line that counts the rows. */
export function shortVolumeFile(market: Market, session: Session): string {
  const stamp = session.date.replaceAll('-', '');
  const rows: string[] = [];
  for (const asset of [...market.assets()].sort((a, b) => (a.symbol < b.symbol ? -1 : 1))) {
    const bar = market.bars(asset.symbol, day, session.open, session.close, session.close)[0];
    if (bar === undefined) continue;
    const seed = assetSeed(asset.id);
    const total = Math.round(bar.v * (0.38 + 0.14 * unit(hash(seed, bar.t / 1000, 151))));
    const short = Math.round(total * (0.35 + 0.3 * unit(hash(seed, bar.t / 1000, 152))));
    const exempt = Math.round(short * 0.004 * unit(hash(seed, bar.t / 1000, 153)));
    const code = asset.exchange === 'NASDAQ' ? 'Q' : 'N';
    rows.push(`${stamp}|${finraSymbol(asset.symbol)}|${short}|${exempt}|${total}|${code}`);
  }
  return [
    'Date|Symbol|ShortVolume|ShortExemptVolume|TotalVolume|Market',
    ...rows,
    String(rows.length),
    '',
  ].join('\r\n');
}
