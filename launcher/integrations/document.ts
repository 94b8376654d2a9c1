import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IntegrationPoint } from '../../domain/integrations/integration-point.ts';
import { byCategory, INTEGRATION_POINTS } from '../../domain/integrations/integration-points.ts';
import { projectRoot } from '../find-tool.mjs';
import { formatMs } from '../reporter.ts';

export const DOCUMENT = join(projectRoot, 'docs', 'integrations.md');

/** docs/integrations.md: the table of integration points, for reading. */
export function integrationsDocument(): string {
  const built = INTEGRATION_POINTS.filter(({ notBuilt }) => notBuilt === undefined).length;
  return `# Integration points

${INTEGRATION_POINTS.length} places where parts meet, ${built} of them built. Made from \`domain/integrations\` by \`node launcher/integrations/document.ts\`; a test fails when it is not current.

\`npm run integrations\` probes them all; the schedule \`integrations\` does so every \`INTEGRATION_PROBE_MINUTES\`, and those marked *hourly* at most once an hour. A point that fails three times in a row is told as the event \`integration.failing\`, and \`integration.recovered\` when it is back. Probes have a user and, in the sandbox, a broker account of their own. An order is placed in the sandbox alone: on paper and live nothing is sent.

*Needs*: with any one of these dead the point fails, and with any other it does not.
${byCategory(INTEGRATION_POINTS).map(section).join('')}`;
}

function section({
  category,
  items,
}: {
  readonly category: string;
  readonly items: readonly IntegrationPoint[];
}): string {
  const head = ['point', 'probe', 'leaves behind', 'needs', 'service level', 'while it fails', 'shown by'];
  const rows = items.map((point) => {
    const { withinMs, availability } = point.level;
    const name = `${point.name} (\`${point.id}\`)${point.notBuilt === undefined ? '' : ` **not built**: ${point.notBuilt}`}`;
    const cells = [
      name,
      point.probe,
      `${point.writes}${point.isDear === true ? ', hourly' : ''}`,
      point.needs.join(', ') || 'itself alone',
      `${formatMs(withinMs)}, ${(availability * 100).toFixed(1)} %`,
      point.onFailure,
      `[${point.shownBy.split('/').at(-1) ?? ''}](../${point.shownBy})`,
    ];
    return `| ${cells.join(' | ')} |\n`;
  });
  return `\n## ${category}\n\n| ${head.join(' | ')} |\n|${'---|'.repeat(head.length)}\n${rows.join('')}`;
}

/** `node launcher/integrations/document.ts` writes it again from the table. */
if (import.meta.main) writeFileSync(DOCUMENT, integrationsDocument());
