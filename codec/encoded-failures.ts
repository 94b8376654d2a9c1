import { DefaultFailureConverter } from '@temporalio/common';

/** Failures whose message and stack trace travel as a payload, which the codec encrypts. Temporal asks for this name. */
export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
