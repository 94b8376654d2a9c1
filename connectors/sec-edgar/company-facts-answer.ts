import { z } from 'zod';
import { calendarDay, exactNumber } from '../http/answer-fields.ts';
import { CONCEPT_TAGS, TAXONOMIES, type Taxonomy } from './fact-tags.ts';

const statement = z.object({
  start: calendarDay.optional(),
  end: calendarDay,
  val: exactNumber,
  accn: z.string().min(1),
  form: z.string(),
  filed: calendarDay,
});

/** One figure as one report stated it; a flow has a first day too. */
export type Statement = z.output<typeof statement>;

const concept = z.object({ units: z.record(z.string(), z.array(statement)) }).optional();

/** Only the names that are read are looked at: the whole document holds thousands. */
function conceptsOf(taxonomy: Taxonomy) {
  const tags = Object.values(CONCEPT_TAGS).flatMap(({ tags }) => tags.filter(([of]) => of === taxonomy));
  return z.object(Object.fromEntries(tags.map(([, tag]) => [tag, concept]))).optional();
}

/** `GET /api/xbrl/companyfacts/CIK##########.json`; `cik` comes as a number or as text. */
export const companyFactsAnswer = z.object({
  cik: z
    .union([z.string(), z.number()])
    .transform(String)
    .pipe(z.string().regex(/^\d{1,10}$/))
    .transform((cik) => cik.padStart(10, '0')),
  entityName: z.string(),
  facts: z.object(Object.fromEntries(TAXONOMIES.map((taxonomy) => [taxonomy, conceptsOf(taxonomy)]))),
});
export type CompanyFacts = z.output<typeof companyFactsAnswer>;
