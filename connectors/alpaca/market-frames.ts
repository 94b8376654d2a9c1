import type { streaming } from '@alpacahq/alpaca-trade-api';
import type { Bar, MarketTrade, Quote } from '../../domain/market.ts';
import { decimalFromNumber } from '../../domain/money.ts';

/** The SDK has made numbers of the frame's values: msgpack carries doubles, whose shortest text is what was sent. */

/** @throws RangeError for a value that is no number: money never becomes NaN. */
export function tradeOfFrame(frame: streaming.StreamTrade): MarketTrade {
  return {
    at: timeOf(frame.timestamp),
    price: decimalFromNumber(frame.price),
    size: decimalFromNumber(frame.size),
    id: frame.idRaw ?? String(frame.id),
    exchange: frame.exchange,
    conditions: frame.conditions,
  };
}

export function quoteOfFrame(frame: streaming.StreamQuote): Quote {
  return {
    bid: decimalFromNumber(frame.bidPrice),
    ask: decimalFromNumber(frame.askPrice),
    bidSize: decimalFromNumber(frame.bidSize),
    askSize: decimalFromNumber(frame.askSize),
    at: timeOf(frame.timestamp),
  };
}

export function barOfFrame(frame: streaming.StreamBar): Bar {
  return {
    start: timeOf(frame.timestamp),
    open: decimalFromNumber(frame.open),
    high: decimalFromNumber(frame.high),
    low: decimalFromNumber(frame.low),
    close: decimalFromNumber(frame.close),
    volume: decimalFromNumber(frame.volume),
  };
}

/** A correction is two trades: the one that was wrong, and the one that stands instead. */
export function tradesOfCorrection(frame: streaming.StreamCorrection): readonly [MarketTrade, MarketTrade] {
  const about = { at: timeOf(frame.timestamp), exchange: frame.exchange ?? '' };
  return [
    {
      ...about,
      id: frame.originalIdRaw ?? String(frame.originalId),
      price: decimalFromNumber(frame.originalPrice),
      size: decimalFromNumber(frame.originalSize),
      conditions: frame.originalConditions,
      update: 'incorrect',
    },
    {
      ...about,
      id: frame.correctedIdRaw ?? String(frame.correctedId),
      price: decimalFromNumber(frame.correctedPrice),
      size: decimalFromNumber(frame.correctedSize),
      conditions: frame.correctedConditions,
      update: 'corrected',
    },
  ];
}

export function tradeOfCancel(frame: streaming.StreamCancelError): MarketTrade {
  return {
    at: timeOf(frame.timestamp),
    price: decimalFromNumber(frame.price),
    size: decimalFromNumber(frame.size),
    id: frame.idRaw ?? String(frame.id),
    exchange: frame.exchange,
    conditions: [],
    update: 'canceled',
  };
}

function timeOf(at: Date): string {
  if (Number.isNaN(at.getTime())) throw new RangeError('a frame without a time');
  return at.toISOString();
}
