import { createHash } from 'node:crypto';

const DIGITS = 4;
/** Lists of values differ from call to call, and are one statement all the same. */
const VALUES = /\(\$\d+(?:, \$\d+)*\)(?:, \(\$\d+(?:, \$\d+)*\))*/g;

/**
 * A short name for a statement, the same in every process: what it does, the table it is about, and four digits of
 * its hash that tell two of them apart: `select orders 3fa9`.
 */
export function statementLabel(text: string): string {
  const plain = text.replaceAll('"', '').replaceAll(VALUES, '($)');
  const [verb = 'statement'] = /^\s*\w+/.exec(plain) ?? [];
  const [, table = ''] = /\b(?:insert into|update|delete from|from|into)\s+([a-z_]+)/i.exec(plain) ?? [];
  const hash = createHash('sha256').update(plain).digest('hex').slice(0, DIGITS);
  return [verb.trim().toLowerCase(), table, hash].filter((part) => part !== '').join(' ');
}
