import type { Decimal, DecimalString } from '../../money.ts';
import { decimal } from '../../money.ts';
import { shownAmount } from '../amount.ts';
import type { RiskLimits } from '../limits.ts';
import { type Exposure, measureExposure } from '../measure-exposure.ts';
import { measureOrder } from '../measure-order.ts';
import type { RiskReason } from '../reasons.ts';
import type { RiskRule } from '../risk-context.ts';

/** Long and short holdings added up stay within their share of equity, whichever open orders are filled. */
export const grossExposureRule = exposureRule(
  'GROSS_EXPOSURE_LIMIT',
  'grossExposureShareOfEquityMax',
  ({ gross }) => gross,
);

/** Long less short holdings stay within their share of equity, either way. */
export const netExposureRule = exposureRule(
  'NET_EXPOSURE_LIMIT',
  'netExposureShareOfEquityMax',
  ({ net }) => net,
);

/** The three largest holdings together stay within their share of equity. */
export const concentrationRule = exposureRule(
  'CONCENTRATION_LIMIT',
  'largestThreeShareOfEquityMax',
  ({ bySymbol }) => bySymbol.slice(0, 3).reduce((total, one) => total.plus(one), decimal('0')),
);

function exposureRule(
  code: RiskReason,
  limit: {
    [Field in keyof RiskLimits]: RiskLimits[Field] extends DecimalString ? Field : never;
  }[keyof RiskLimits],
  part: (exposure: Exposure) => Decimal,
): RiskRule {
  return (order, context) => {
    const measure = measureOrder(order, context);
    if (measure?.openingQty.isZero() === true) return undefined;
    const { equity, limits } = context;
    const max = decimal(equity).times(limits[limit]);
    const exposure = measure === undefined ? undefined : part(measureExposure(order, measure, context));
    return exposure?.lte(max) === true
      ? undefined
      : {
          code,
          facts: {
            exposureAfter: shownAmount(exposure),
            exposureMax: shownAmount(max),
            [limit]: limits[limit],
            equity,
          },
        };
  };
}
