import { OrdersApi, streaming, trading } from '@alpacahq/alpaca-trade-api';

/** The official SDK on a sandbox: its raw API classes with a base path, which never reach a real host. */
export interface AlpacaClient {
  readonly orders: OrdersApi;
  readonly account: trading.AccountsApi;
  readonly positions: trading.PositionsApi;
  readonly activities: trading.AccountActivitiesApi;
  readonly clock: trading.ClockApi;
  readonly calendar: trading.CalendarApi;
  readonly assets: trading.AssetsApi;
  readonly history: trading.PortfolioHistoryApi;
}

export function alpacaClient(url: string, keyId: string): AlpacaClient {
  const configuration = new trading.Configuration({ keyId, secret: 'any', basePath: url, timeoutMs: 5_000 });
  return {
    orders: new OrdersApi(configuration),
    account: new trading.AccountsApi(configuration),
    positions: new trading.PositionsApi(configuration),
    activities: new trading.AccountActivitiesApi(configuration),
    clock: new trading.ClockApi(configuration),
    calendar: new trading.CalendarApi(configuration),
    assets: new trading.AssetsApi(configuration),
    history: new trading.PortfolioHistoryApi(configuration),
  };
}

export interface FollowedUpdates {
  /** Everything received so far, oldest first. */
  readonly updates: readonly streaming.TradeUpdate[];
  close(): void;
}

/** The SDK's trading stream, listening; resolves when the sandbox has confirmed it. */
export async function followUpdates(url: string, keyId: string): Promise<FollowedUpdates> {
  const stream = new streaming.TradingStream({
    credentials: { keyId, secret: 'any' },
    url: `${url.replace('http', 'ws')}/stream`,
    initialReconnectMs: 20,
    maxReconnectAttempts: streaming.UNLIMITED_RECONNECT_ATTEMPTS,
  });
  const updates: streaming.TradeUpdate[] = [];
  stream.onTradeUpdate((update) => updates.push(update));
  const listening = new Promise<void>((resolve, reject) => {
    stream.on(streaming.EVENT.SUBSCRIPTION, () => resolve());
    stream.onError((message) => reject(new Error(message)));
  });
  stream.subscribeTradeUpdates();
  stream.connect();
  await listening;
  return { updates, close: () => stream.disconnect() };
}
