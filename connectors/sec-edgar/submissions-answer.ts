import { z } from 'zod';
import type { Filing } from '../../domain/market.ts';
import { calendarDay } from '../http/answer-fields.ts';
import { knownAt } from './known-at.ts';

const texts = z.array(z.string());

/** `GET /submissions/CIK##########.json`: filings by columns, about the thousand newest ones, and pages of older ones. */
export const submissionsAnswer = z
  .looseObject({
    filings: z.looseObject({
      recent: z.looseObject({
        accessionNumber: texts,
        filingDate: z.array(calendarDay),
        acceptanceDateTime: texts,
        form: texts,
        items: texts,
        primaryDocument: texts,
      }),
      files: z.array(z.looseObject({ name: z.string(), filingTo: calendarDay })),
    }),
  })
  .transform(({ filings: { recent, files } }, context) => {
    const rows = recent.accessionNumber.length;
    const columns = [
      recent.filingDate,
      recent.acceptanceDateTime,
      recent.form,
      recent.items,
      recent.primaryDocument,
    ];
    if (columns.some((column) => column.length !== rows)) {
      context.addIssue({
        code: 'custom',
        path: ['filings', 'recent'],
        message: 'columns of different length',
      });
      return z.NEVER;
    }
    const filings: Filing[] = [];
    for (const [row, accessionNumber] of recent.accessionNumber.entries()) {
      const accepted = recent.acceptanceDateTime[row] ?? '';
      const filedOn = recent.filingDate[row] ?? '';
      const availableAt = readMoment(accepted, filedOn);
      if (availableAt === undefined) {
        const path = ['filings', 'recent', 'acceptanceDateTime', row];
        context.addIssue({ code: 'custom', path, message: `not a time stamp: ${accepted}` });
        return z.NEVER;
      }
      filings.push({
        accessionNumber,
        form: recent.form[row] ?? '',
        filedOn,
        items: recent.items[row] ?? '',
        primaryDocument: recent.primaryDocument[row] ?? '',
        availableAt,
      });
    }
    return { filings, hasOlderPages: files.length > 0 };
  });

function readMoment(accepted: string, filedOn: string): string | undefined {
  try {
    return knownAt(accepted, filedOn);
  } catch {
    return undefined;
  }
}
