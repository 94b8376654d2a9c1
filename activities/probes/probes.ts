import { alpacaProbes } from './alpaca-probes.ts';
import { authProbes } from './auth-probes.ts';
import { databaseProbes } from './database-probes.ts';
import { edgeProbes } from './edge-probes.ts';
import { externalProbes } from './external-probes.ts';
import { failureDrills } from './failure-drills.ts';
import { flowProbes } from './flow-probes.ts';
import { marketProbes } from './market-probes.ts';
import { modelProbes } from './model-probes.ts';
import type { Probes } from './probe.ts';

/** The probe of each integration point that is built. */
export const PROBES: Probes = {
  ...databaseProbes,
  ...alpacaProbes,
  ...externalProbes,
  ...modelProbes,
  ...authProbes,
  ...flowProbes,
  ...edgeProbes,
  ...marketProbes,
  ...failureDrills,
};
