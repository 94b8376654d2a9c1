import { roleMay } from './capabilities.ts';
import type { UserRole } from './role.ts';

/** Whether entries may be made for a user: while they are disabled, or in a role that trades nothing, none are. */
export function mayTrade(user: { readonly role: UserRole; readonly disabled: boolean }): boolean {
  return !user.disabled && roleMay(user.role, 'trade');
}
