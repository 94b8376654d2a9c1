import { causesOf } from '../domain/causes.ts';
import { SourceOutage } from '../domain/outage.ts';

/** SQLSTATE: 08 connection, 53 resources, 57P shutting down or starting, 57014 and 55P03 out of time. */
const SQL_OUTAGE = /^(08...|53...|57P..|57014|55P03)$/;
const SOCKET_OUTAGE = /^(ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)/;
const POOL_OUTAGE =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|query timeout/i;

/**
 * Tells whether PostgreSQL could not be reached or is going down, as opposed to a wrong statement, and to an outside
 * source whose own socket was refused.
 */
export function isDatabaseOutage(error: unknown): boolean {
  const chain = causesOf(error);
  if (chain.some((one) => one instanceof SourceOutage)) return false;
  return chain.some((one) => {
    const code = 'code' in one && typeof one.code === 'string' ? one.code : '';
    return SQL_OUTAGE.test(code) || SOCKET_OUTAGE.test(code) || POOL_OUTAGE.test(one.message);
  });
}
