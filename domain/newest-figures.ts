import type { Fundamentals } from './fundamentals.ts';

/**
 * What a decision needs of a company's figures: the newest period of each concept, and every period of the earnings a
 * share, which a surprise is measured by.
 */
export function newestFigures(company: Fundamentals): Fundamentals {
  const seen = new Set<string>();
  const facts = company.facts.filter(({ concept }) => {
    const isFirst = !seen.has(concept);
    seen.add(concept);
    return isFirst || concept === 'dilutedEps';
  });
  return { ...company, facts };
}
