import { positiveAmount, shownAmount } from '../amount.ts';
import { measureOrder } from '../measure-order.ts';
import type { RiskRule } from '../risk-context.ts';

/** An order stays a small share of what the symbol trades in a day; a volume that is not known is not taken as large. */
export const volumeShareRule: RiskRule = (order, context) => {
  const { orderShareOfDailyVolumeMax: shareMax } = context.limits;
  const measure = measureOrder(order, context);
  if (shareMax === null || measure?.openingQty.isZero() === true) return undefined;
  const volume = positiveAmount(context.averageDailyVolume);
  if (volume === undefined) {
    return {
      code: 'VOLUME_UNKNOWN',
      facts: {
        symbol: order.symbol,
        averageDailyVolume: context.averageDailyVolume ?? 'not known',
        orderShareOfDailyVolumeMax: shareMax,
      },
    };
  }
  return measure?.qty.lte(volume.times(shareMax)) === true
    ? undefined
    : {
        code: 'VOLUME_LIMIT',
        facts: {
          qty: shownAmount(measure?.qty),
          averageDailyVolume: shownAmount(volume),
          orderShareOfDailyVolumeMax: shareMax,
        },
      };
};
