import { approveOrderActivity } from './approve-order.ts';
import { type AssetDirectory, createAssetDirectory } from './asset-directory.ts';
import { cancelOrdersActivity } from './cancel-orders.ts';
import type { MarketDeps } from './deps.ts';
import { refreshOrderActivity } from './refresh-order.ts';
import { submitOrderActivity } from './submit-order.ts';
import { createVolumeDirectory } from './volume-directory.ts';

/** The steps of one order. */
export function createOrderActivities(deps: MarketDeps) {
  const assets: AssetDirectory = createAssetDirectory();
  return {
    ...approveOrderActivity({ ...deps, assets, volumes: createVolumeDirectory() }),
    ...submitOrderActivity(deps),
    ...refreshOrderActivity(deps),
    ...cancelOrdersActivity(deps),
  };
}

export type OrderActivities = ReturnType<typeof createOrderActivities>;
