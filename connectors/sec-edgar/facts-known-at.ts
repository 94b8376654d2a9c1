import {
  FUNDAMENTAL_CONCEPTS,
  type FundamentalConcept,
  type ReportedFact,
} from '../../domain/fundamentals.ts';
import type { Timestamp } from '../../domain/market.ts';
import { decimal } from '../../domain/money.ts';
import type { CompanyFacts, Statement } from './company-facts-answer.ts';
import { CONCEPT_TAGS } from './fact-tags.ts';
import { knownAfter } from './known-at.ts';

const DAY_MS = 86_400_000;

/**
 * The figures that had been filed by `asOf`: each concept's newest `periods` periods, newest first. Sums over other
 * spans than a quarter or a year (the half-year in a report, say) are left out. A report repeats figures of earlier
 * ones, so a value dates from the first report that stated it; a later report that states another one restates it.
 */
export function factsKnownAt(
  { facts }: CompanyFacts,
  query: { readonly periods: number; readonly asOf: Timestamp },
): readonly ReportedFact[] {
  return FUNDAMENTAL_CONCEPTS.flatMap((concept) => {
    const { unit, tags } = CONCEPT_TAGS[concept];
    const byPeriod = new Map<string, ReportedFact>();
    for (const [taxonomy, tag] of tags) {
      const statements = facts[taxonomy]?.[tag]?.units[unit] ?? [];
      for (const [period, known] of knownByPeriod(statements, query.asOf)) {
        if (!byPeriod.has(period)) byPeriod.set(period, reportedFact(concept, `${taxonomy}:${tag}`, known));
      }
    }
    return [...byPeriod.values()].sort(newestPeriodFirst).slice(0, query.periods);
  });
}

/** Statements of each period that were public by `asOf`, the first one filed first. */
function knownByPeriod(statements: readonly Statement[], asOf: Timestamp): Map<string, readonly Statement[]> {
  const known = statements.filter((one) => isWhole(one) && knownAfter(one.filed) <= asOf);
  const grouped = Map.groupBy(known, ({ start = '', end }) => `${start} ${end}`);
  for (const [period, ofPeriod] of grouped) grouped.set(period, ofPeriod.sort(firstFiledFirst));
  return grouped;
}

function reportedFact(
  concept: FundamentalConcept,
  tag: string,
  statements: readonly Statement[],
): ReportedFact {
  const latest = statements.at(-1);
  if (latest === undefined) throw new Error(`no statement of ${tag}`);
  const isSame = (one: Statement): boolean => decimal(one.val).eq(latest.val);
  const before = statements.findLast((one) => !isSame(one));
  const first = statements[before === undefined ? 0 : statements.indexOf(before) + 1] ?? latest;
  const { start, end } = latest;
  return {
    concept,
    tag,
    unit: CONCEPT_TAGS[concept].unit,
    value: latest.val,
    ...(start === undefined ? {} : { periodStart: start }),
    periodEnd: end,
    accessionNumber: first.accn,
    form: first.form,
    filedOn: first.filed,
    ...(before === undefined ? {} : { restatedFrom: before.val }),
    availableAt: knownAfter(first.filed),
  };
}

/** True of a day, of a fiscal quarter (12 to 14 weeks) and of a fiscal year (52 or 53). */
function isWhole({ start, end }: Statement): boolean {
  if (start === undefined) return true;
  const days = (Date.parse(end) - Date.parse(start)) / DAY_MS + 1;
  return (days >= 80 && days <= 100) || (days >= 350 && days <= 380);
}

function firstFiledFirst(a: Statement, b: Statement): number {
  if (a.filed !== b.filed) return a.filed < b.filed ? -1 : 1;
  return a.accn < b.accn ? -1 : 1;
}

/** Of periods that end on one day the shorter one first. */
function newestPeriodFirst(a: ReportedFact, b: ReportedFact): number {
  if (a.periodEnd !== b.periodEnd) return a.periodEnd > b.periodEnd ? -1 : 1;
  return (a.periodStart ?? '') > (b.periodStart ?? '') ? -1 : 1;
}
