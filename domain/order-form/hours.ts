import { isComplex, type OrderRequest } from '../order.ts';
import { type FormFault, formFault } from './form-fault.ts';

/** What trades outside the regular session, and in its auctions. */
export function hoursFault(order: OrderRequest): FormFault | undefined {
  const { extendedHours, type, timeInForce } = order;
  const auction = timeInForce === 'opg' || timeInForce === 'cls';
  if (auction && type !== 'market' && type !== 'limit') {
    return formFault('type', type, `market or limit for ${timeInForce}`);
  }
  if (extendedHours !== true) return undefined;
  if (isComplex(order)) return formFault('extendedHours', extendedHours, 'none for linked orders');
  return type === 'limit' && timeInForce === 'day'
    ? undefined
    : formFault('extendedHours', extendedHours, 'only for a limit order for the day');
}
