/** What a user is to AlphaFlow. A `service` is a program: it is no person and gives no person's word. */
export const USER_ROLES = ['owner', 'trader', 'viewer', 'service'] as const;

export type UserRole = (typeof USER_ROLES)[number];
