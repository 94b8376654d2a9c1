import {
  isGrpcServiceError,
  ServiceError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';

/** gRPC status names for "the server could not be asked": cancelled, deadline, exhausted, unavailable. */
const GRPC_OUTAGES: ReadonlySet<number> = new Set([1, 4, 8, 14]);

/** SQLSTATE: 08 connection, 53 resources, 57P shutting down or starting, 57014 and 55P03 out of time. */
const POSTGRES_OUTAGE = /^(08...|53...|57P..|57014|55P03)$/;
const SOCKET_OUTAGE = /^(ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)/;
const POOL_OUTAGE =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|query timeout/i;

/** Tells whether Temporal could not be reached or did not answer in time, as opposed to a bug or a refusal. */
export function isTemporalOutage(error: unknown): boolean {
  return causes(error).some(
    (one) =>
      one instanceof WorkflowUpdateRPCTimeoutOrCancelledError ||
      (isGrpcServiceError(one) && GRPC_OUTAGES.has(one.code)),
  );
}

/** Tells whether Postgres could not be reached or is going down, as opposed to a wrong statement. */
export function isPostgresOutage(error: unknown): boolean {
  const chain = causes(error);
  if (chain.some((one) => isGrpcServiceError(one) || one instanceof ServiceError)) return false;
  return chain.some((one) => {
    const code = 'code' in one && typeof one.code === 'string' ? one.code : '';
    return POSTGRES_OUTAGE.test(code) || SOCKET_OUTAGE.test(code) || POOL_OUTAGE.test(one.message);
  });
}

function causes(error: unknown): readonly Error[] {
  const chain: Error[] = [];
  for (let one = error; one instanceof Error && chain.length < 10; one = one.cause) {
    chain.push(one);
    if (one instanceof AggregateError) for (const part of one.errors) chain.push(...causes(part));
  }
  return chain;
}
