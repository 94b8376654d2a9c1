import { z } from 'zod';
import type { Filing } from '../../domain/market.ts';
import { calendarDay } from '../http/answer-fields.ts';
import { knownAt } from './known-at.ts';

const texts = z.array(z.string());

/** Filings by columns: one list a field, all of one length. */
const columns = z
  .object({
    accessionNumber: texts,
    filingDate: z.array(calendarDay),
    acceptanceDateTime: texts,
    form: texts,
    items: texts,
    primaryDocument: texts,
  })
  .transform((lists, context): readonly Filing[] => {
    const rows = lists.accessionNumber.length;
    if (Object.values(lists).some((list) => list.length !== rows)) {
      context.addIssue({ code: 'custom', message: 'columns of different length' });
      return z.NEVER;
    }
    return lists.accessionNumber.map((accessionNumber, row) => {
      const accepted = lists.acceptanceDateTime[row] ?? '';
      const filedOn = lists.filingDate[row] ?? '';
      const availableAt = readMoment(accepted, filedOn);
      if (availableAt === undefined) {
        const path = ['acceptanceDateTime', row];
        context.addIssue({ code: 'custom', path, message: `not a time stamp: ${accepted}` });
        return z.NEVER;
      }
      return {
        accessionNumber,
        form: lists.form[row] ?? '',
        filedOn,
        items: lists.items[row] ?? '',
        primaryDocument: lists.primaryDocument[row] ?? '',
        availableAt,
      };
    });
  });

/** `GET /submissions/CIK##########.json`: about the thousand newest filings, and the names of pages of older ones. */
export const submissionsAnswer = z
  .object({
    filings: z.object({
      recent: columns,
      files: z.array(z.object({ name: z.string().regex(/^[\w.-]+$/), filingTo: calendarDay })),
    }),
  })
  .transform(({ filings: { recent, files } }) => ({
    filings: recent,
    olderPages: files.toSorted((a, b) => (a.filingTo < b.filingTo ? 1 : -1)).map(({ name }) => name),
  }));

/** `GET /submissions/CIK##########-submissions-###.json`: one page of older filings. */
export const olderPageAnswer = columns;

function readMoment(accepted: string, filedOn: string): string | undefined {
  try {
    return knownAt(accepted, filedOn);
  } catch {
    return undefined;
  }
}
