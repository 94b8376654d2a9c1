/** Where an account is: in the sandbox of this repository, in Alpaca's paper trading, or for real money. */
export const ACCOUNT_MODES = ['sandbox', 'paper', 'live'] as const;
export type AccountMode = (typeof ACCOUNT_MODES)[number];
