import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { EventKind } from '../domain/events/event-kind.ts';
import { EVENT_KINDS } from '../domain/events/event-kinds.ts';
import { projectRoot } from './find-tool.mjs';

export const EVENTS_DOCUMENT = join(projectRoot, 'docs', 'events.md');

/** docs/events.md, made from the schemas of the events. */
export function eventsDocument(): string {
  const kinds: readonly (readonly [string, EventKind])[] = Object.entries(EVENT_KINDS);
  return `# The events

${kinds.length} types. Each is written to the outbox in the transaction of the change it tells of, carried to NATS under \`alphaflow.<user>.<type>\` with the outbox's id as message id, and sent to whoever reads \`GET /v1/events\`, as \`{id, type, version, at, payload}\`. Made from \`domain/events\` by \`node launcher/events-document.ts\`; a test fails when it is not current.

\`version\` is that of the payload's schema. A field that is added leaves it as it is: take what you do not know along. One that is taken away, renamed or given another meaning makes the next version; who does not know it passes the event over and says so in the log. Amounts are decimal strings.
${kinds.map(section).join('')}`;
}

function section([type, { version, when, payload, example }]: readonly [string, EventKind]): string {
  const { properties = {}, required = [] } = z.toJSONSchema(payload, { unrepresentable: 'any' });
  const fields = Object.entries(properties).map(
    ([name, schema]) => `\`${name}\`${required.includes(name) ? '' : '?'} ${inWords(schema)}`,
  );
  return `
## ${type}

Version ${version}. Written when ${when}.

${fields.join(' · ')}

\`\`\`json
${JSON.stringify(example)}
\`\`\`
`;
}

function inWords(schema: z.core.JSONSchema.BaseSchema | boolean): string {
  if (typeof schema === 'boolean') return 'anything';
  const { anyOf, enum: values, const: constant, format, pattern, type } = schema;
  if (anyOf !== undefined) return anyOf.map(inWords).join(' or ');
  if (values !== undefined) return values.map(String).join(', ');
  if (constant !== undefined) return String(constant);
  if (format !== undefined) return format;
  return pattern === undefined ? String(type) : 'decimal';
}

/** `node launcher/events-document.ts` writes it again from the schemas. */
if (import.meta.main) writeFileSync(EVENTS_DOCUMENT, eventsDocument());
