import type { z } from '@hono/zod-openapi';
import type { IntegrationFigures, IntegrationState } from '../../db/queries/probes/integration-probes.ts';
import { INTEGRATION_POINTS } from '../../domain/integrations/integration-points.ts';
import { pointStanding } from '../../domain/integrations/point-standing.ts';
import type { integrationPoints } from '../contract/integrations.ts';

/** Every point of the table with where it stands and what its kept probes add up to. */
export function integrationPointsView(
  states: readonly IntegrationState[],
  figures: readonly IntegrationFigures[],
  at: { readonly now: Date; readonly everyMinutes: number },
): z.infer<typeof integrationPoints> {
  const stateOf = new Map(states.map((state) => [state.point, state]));
  const figuresOf = new Map(figures.map((one) => [one.point, one]));
  return INTEGRATION_POINTS.map((point) => {
    const { id, category, name, level, needs, onFailure, shownBy } = point;
    const state = stateOf.get(id);
    const { medianMs = null, p95Ms = null, probes = 0, breaches = 0, passed = 0 } = figuresOf.get(id) ?? {};
    return {
      id,
      category,
      name,
      ...pointStanding(point, state, at),
      ...(state === undefined ? {} : { lastProbeAt: state.probedAt.toISOString() }),
      ...(state?.lastSuccessAt ? { lastSuccessAt: state.lastSuccessAt.toISOString() } : {}),
      ...(medianMs === null || p95Ms === null ? {} : { medianMs, p95Ms }),
      ...level,
      ...(probes === 0 ? {} : { measuredAvailability: passed / probes }),
      probes,
      breaches,
      needs: [...needs],
      onFailure,
      shownBy,
    };
  });
}
