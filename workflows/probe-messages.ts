import type { ProbeResult } from '../domain/integrations/probe-result.ts';

export interface ProbeIntegrationsInput {
  /** False: those that are dear are passed over when they were probed within the hour. */
  readonly all: boolean;
}

export interface ProbedIntegrations {
  readonly results: readonly ProbeResult[];
  /** False where the database could not take them. */
  readonly stored: boolean;
}

/** Who asks while a run is under way shares it. */
export const PROBE_NOW_WORKFLOW_ID = 'integrations:now';
