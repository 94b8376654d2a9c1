import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { DOCUMENT, integrationsDocument } from '../launcher/integrations/document.ts';

it('docs/integrations.md is what the table says (write it again: node launcher/integrations/document.ts)', () => {
  expect(readFileSync(DOCUMENT, 'utf8')).toBe(integrationsDocument());
});
