/** The key pair of one account. */
export interface AlpacaCredentials {
  readonly keyId: string;
  readonly secretKey: string;
}
