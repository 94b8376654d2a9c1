import { CATEGORIES, type IntegrationPoint } from './integration-point.ts';
import { acrossPoints } from './points/across.ts';
import { alpacaPoints } from './points/alpaca.ts';
import { authPoints } from './points/auth.ts';
import { betweenPartsPoints } from './points/between-parts.ts';
import { databasePoints } from './points/database.ts';
import { endToEndPoints } from './points/end-to-end.ts';
import { externalPoints } from './points/external.ts';
import { failurePoints } from './points/failure.ts';
import { jobPoints } from './points/jobs.ts';
import { modelPoints } from './points/models.ts';
import { realTimePoints } from './points/real-time.ts';

/** Every place where parts of the platform, or the platform and the outside, meet; by category. */
export const INTEGRATION_POINTS: readonly IntegrationPoint[] = [
  ...databasePoints,
  ...alpacaPoints,
  ...externalPoints,
  ...modelPoints,
  ...authPoints,
  ...jobPoints,
  ...realTimePoints,
  ...betweenPartsPoints,
  ...acrossPoints,
  ...endToEndPoints,
  ...failurePoints,
];

const BY_ID = new Map(INTEGRATION_POINTS.map((point) => [point.id, point]));

export function integrationPoint(id: string): IntegrationPoint | undefined {
  return BY_ID.get(id);
}

/** Category by category, in the order of the table. */
export function byCategory<T extends { readonly id: string }>(
  items: readonly T[],
): readonly { readonly category: string; readonly items: readonly T[] }[] {
  return CATEGORIES.map((category) => ({
    category,
    items: items.filter(({ id }) => integrationPoint(id)?.category === category),
  })).filter((group) => group.items.length > 0);
}
