import {
  isGrpcServiceError,
  ServiceError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { NamespaceNotFoundError } from '@temporalio/common';
import { isDatabaseOutage } from '../db/outage.ts';
import { causesOf } from '../domain/causes.ts';

/** gRPC status names for "the server could not be asked": cancelled, deadline, exhausted, unavailable. */
const GRPC_OUTAGES: ReadonlySet<number> = new Set([1, 4, 8, 14]);

/**
 * Tells whether Temporal could not be reached or did not answer in time, as opposed to a bug or a refusal. A namespace
 * that it does not find is one that its own look-up missed, under load too: nothing has been started in it.
 */
export function isTemporalOutage(error: unknown): boolean {
  return causesOf(error).some(
    (one) =>
      one instanceof WorkflowUpdateRPCTimeoutOrCancelledError ||
      one instanceof NamespaceNotFoundError ||
      (isGrpcServiceError(one) && GRPC_OUTAGES.has(one.code)),
  );
}

/** Tells whether Postgres could not be reached or is going down, as opposed to Temporal, and to a wrong statement. */
export function isPostgresOutage(error: unknown): boolean {
  const isOfTemporal = causesOf(error).some((one) => isGrpcServiceError(one) || one instanceof ServiceError);
  return !isOfTemporal && isDatabaseOutage(error);
}
