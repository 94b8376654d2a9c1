import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { authorizationDocument, DOCUMENT } from '../tests/authorization/document.ts';

it('docs/authorization.md is what the matrix says (write it again: node tests/authorization/document.ts)', () => {
  expect(readFileSync(DOCUMENT, 'utf8')).toBe(authorizationDocument());
});
