import { trading } from '@alpacahq/alpaca-trade-api';

export interface BareOrder {
  readonly clientOrderId: string;
  readonly symbol: string;
  readonly qty: string;
}

/** The steps of the baselines; `sandboxUrl` and `keyId` say where and for whom orders are placed. */
export function createBaselineActivities({ sandboxUrl, keyId }: { sandboxUrl: string; keyId: string }) {
  const orders = new trading.OrdersApi(
    new trading.Configuration({ basePath: sandboxUrl, keyId, secret: 'local' }),
  );
  return {
    /** Does nothing and returns nothing: what is left is Temporal's own time. */
    async nothing(): Promise<void> {},

    /** Buys at market by the official SDK alone, and gives the broker's id. */
    async placeOrder({ clientOrderId, symbol, qty }: BareOrder): Promise<string> {
      const { id } = await orders.postOrder({
        postOrderRequest: { clientOrderId, symbol, qty, side: 'buy', type: 'market', timeInForce: 'day' },
      });
      if (id === undefined) throw new Error(`the broker gave no id for ${clientOrderId}`);
      return id;
    },
  };
}

export type BaselineActivities = ReturnType<typeof createBaselineActivities>;
