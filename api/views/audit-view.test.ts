import { expect, test } from 'vitest';
import { AUDIT_CSV_HEAD, auditCsvLine } from './audit-view.ts';

const entry = {
  id: '7',
  actor: '=HYPERLINK("http://evil")',
  action: 'strategy.created',
  target: 'a, b',
  result: 'done',
  data: { note: 'line\nbreak' },
  requestId: null,
  credential: null,
  address: '::1',
  at: '2026-11-20T15:00:00.000Z',
  seq: '1',
  hash: 'ab',
};

test('an exported line has a field for each column, quoted where it must be, and holds no formula', () => {
  expect(AUDIT_CSV_HEAD).toBe(
    'id,actor,action,target,result,data,requestId,credential,address,at,seq,hash\r\n',
  );
  expect(auditCsvLine(entry)).toBe(
    `7,"'=HYPERLINK(""http://evil"")",strategy.created,"a, b",done,"{""note"":""line\\nbreak""}",,,::1,2026-11-20T15:00:00.000Z,1,ab\r\n`,
  );
});
