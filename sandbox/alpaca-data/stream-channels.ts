/** The channels of the equities stream, in the order of Alpaca's own subscription message. */
export const channels = [
  'trades',
  'quotes',
  'bars',
  'updatedBars',
  'dailyBars',
  'statuses',
  'lulds',
  'corrections',
  'cancelErrors',
] as const;

export type Channel = (typeof channels)[number];

/** What a connection listens to. `*` stands for every symbol. */
export type Subscriptions = Readonly<Record<Channel, ReadonlySet<string>>>;

export function noSubscriptions(): Subscriptions {
  return {
    trades: new Set(),
    quotes: new Set(),
    bars: new Set(),
    updatedBars: new Set(),
    dailyBars: new Set(),
    statuses: new Set(),
    lulds: new Set(),
    corrections: new Set(),
    cancelErrors: new Set(),
  };
}

/** A client's request as a record of its fields; undefined when it is none. */
export function asRequest(value: unknown): ReadonlyMap<string, unknown> | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return new Map(Object.entries(value));
}

/** The symbols a request names for each channel; undefined when a list is not made of symbols. */
export function readLists(
  request: ReadonlyMap<string, unknown>,
): ReadonlyMap<Channel, readonly string[]> | undefined {
  const lists = new Map<Channel, readonly string[]>();
  for (const channel of channels) {
    const list = request.get(channel) ?? [];
    if (!Array.isArray(list)) return undefined;
    const symbols = list.filter((entry) => typeof entry === 'string');
    if (symbols.length !== list.length) return undefined;
    lists.set(channel, symbols);
  }
  return lists;
}

/** The subscriptions with the lists added or taken away. Corrections and cancellations follow the trades. */
export function changeSubscriptions(
  current: Subscriptions,
  lists: ReadonlyMap<Channel, readonly string[]>,
  action: 'subscribe' | 'unsubscribe',
): Subscriptions {
  const changed = (channel: Channel): ReadonlySet<string> => {
    const listed = lists.get(channel) ?? [];
    if (action === 'subscribe') return new Set([...current[channel], ...listed]);
    return new Set([...current[channel]].filter((symbol) => !listed.includes(symbol)));
  };
  const trades = changed('trades');
  return {
    trades,
    quotes: changed('quotes'),
    bars: changed('bars'),
    updatedBars: changed('updatedBars'),
    dailyBars: changed('dailyBars'),
    statuses: changed('statuses'),
    lulds: changed('lulds'),
    corrections: trades,
    cancelErrors: trades,
  };
}

/** Every symbol of any channel once. */
export function symbolsOf(subscriptions: Subscriptions): ReadonlySet<string> {
  return new Set(channels.flatMap((channel) => [...subscriptions[channel]]));
}
