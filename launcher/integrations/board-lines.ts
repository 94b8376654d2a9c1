import { byCategory, integrationPoint } from '../../domain/integrations/integration-points.ts';
import { isBreach, type ProbeResult, scoreOf } from '../../domain/integrations/probe-result.ts';
import { formatMs } from '../reporter.ts';

const WORDS = { passed: 'ok', failed: 'FAIL', skipped: 'skip', 'not-built': '--' } as const;

/** The board by category: each point with its outcome, its time and what was seen; the score at the end. */
export function boardLines(results: readonly ProbeResult[], where: string): readonly string[] {
  const lines = byCategory(results).flatMap(({ category, items }) => {
    const { passed, of } = scoreOf(items);
    return [`${category} (${passed} of ${of})`, ...items.map(lineOf)];
  });
  const { passed, of } = scoreOf(results);
  return [...lines, '', `${passed} of ${of}${remarks(results)}, ${where}`];
}

function lineOf(result: ProbeResult): string {
  const point = integrationPoint(result.id);
  const isSlow = point !== undefined && result.outcome === 'passed' && isBreach(point, result);
  const time = result.outcome === 'passed' ? formatMs(result.ms) : '';
  const note = result.outcome === 'not-built' ? `not built: ${result.note}` : result.note;
  const late = isSlow ? ` (slower than its ${formatMs(point.level.withinMs)})` : '';
  const word = WORDS[result.outcome].padEnd(4);
  return `  ${word}  ${(point?.name ?? result.id).padEnd(35)} ${time.padStart(7)}  ${note}${late}`.trimEnd();
}

function remarks(results: readonly ProbeResult[]): string {
  const count = (outcome: ProbeResult['outcome']) => results.filter((one) => one.outcome === outcome).length;
  const told = [
    [count('failed'), 'failed'],
    [count('skipped'), 'skipped'],
    [count('not-built'), 'not built'],
  ] as const;
  return told.map(([number, word]) => (number === 0 ? '' : `, ${number} ${word}`)).join('');
}
