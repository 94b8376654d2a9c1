import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../launcher/find-tool.mjs';
import { drawFolderImports, type FolderImport, pictureIn, readFolderImports } from '../launcher/picture.ts';

const CRUISE_TIMEOUT_MS = 60_000;
let imports: readonly FolderImport[] = [];

beforeAll(async () => {
  imports = await readFolderImports();
}, CRUISE_TIMEOUT_MS);

describe('the picture of the house in ARCHITECTURE.md', () => {
  it('is what the imports of the code say (draw it again: node launcher/picture.ts)', () => {
    const document = readFileSync(join(projectRoot, 'ARCHITECTURE.md'), 'utf8');
    expect(pictureIn(document)).toBe(drawFolderImports(imports));
  });

  it('saw values and types: workflows know activities by type alone, workers run them', () => {
    expect(imports).toContainEqual({ from: 'workflows', to: 'activities', values: false });
    expect(imports).toContainEqual({ from: 'workers', to: 'activities', values: true });
  });

  it('shows nothing that the domain or the sandbox imports', () => {
    expect(imports.filter(({ from }) => from === 'domain' || from === 'sandbox')).toEqual([]);
  });
});
