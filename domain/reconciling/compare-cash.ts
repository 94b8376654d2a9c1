import type { DecimalString } from '../money.ts';
import { decimal } from '../money.ts';
import type { Difference } from './difference.ts';

/** Cash agrees when it differs by less than a cent: the broker rounds fills at fractions of a cent, the ledger does not. */
export function compareCash(ledger: DecimalString, broker: DecimalString): readonly Difference[] {
  return decimal(ledger).minus(broker).abs().lt('0.01')
    ? []
    : [{ kind: 'cash', subject: 'cash', ledger, broker }];
}
