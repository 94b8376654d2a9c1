import type { MarketDeps, OrderNews } from '../deps.ts';
import { type AssetDirectory, createAssetDirectory } from './asset-directory.ts';
import { cancelOrdersActivity } from './cancel-orders.ts';
import { placeOrderActivities } from './place-order.ts';
import { refreshOrderActivity } from './refresh-order.ts';
import { settleApprovalActivity } from './settle-approval.ts';
import { createVolumeDirectory } from './volume-directory.ts';

/** The steps of one order. */
export function createOrderActivities(deps: MarketDeps & OrderNews) {
  const assets: AssetDirectory = createAssetDirectory(deps.countCopies);
  return {
    ...placeOrderActivities({ ...deps, assets, volumes: createVolumeDirectory(deps.countCopies) }),
    ...settleApprovalActivity(deps),
    ...refreshOrderActivity(deps),
    ...cancelOrdersActivity(deps),
  };
}

export type OrderActivities = ReturnType<typeof createOrderActivities>;
