import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { EVENTS_DOCUMENT, eventsDocument } from '../launcher/events-document.ts';

it('docs/events.md is what the schemas say (write it again: node launcher/events-document.ts)', () => {
  expect(readFileSync(EVENTS_DOCUMENT, 'utf8')).toBe(eventsDocument());
});
