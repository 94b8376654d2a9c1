import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cruise, type IDependency } from 'dependency-cruiser';
import extractDepcruiseOptions from 'dependency-cruiser/config-utl/extract-depcruise-options';
import { projectRoot } from './find-tool.mjs';
import { SOURCE_FOLDERS } from './import-check.ts';

/** What the product is made of; tests, benchmarks and proofs import everything, and the console is not there yet. */
const FOLDERS = SOURCE_FOLDERS.filter((folder) => !['tests', 'bench', 'prove', 'web'].includes(folder));
const NOT_PRODUCT = /\.test\.ts$|\/testing\//;
const BLOCK = /(<!-- house -->\n```mermaid\n)([\s\S]*?)(```)/;

/** Who imports whom, by top-level folder. `values` is false where types alone are imported. */
export interface FolderImport {
  readonly from: string;
  readonly to: string;
  readonly values: boolean;
}

/** Reads every import of the product's code, test files left out, and adds them up by top-level folder. */
export async function readFolderImports(): Promise<readonly FolderImport[]> {
  const options = await extractDepcruiseOptions(join(projectRoot, '.dependency-cruiser.cjs'));
  const { output } = await cruise([...FOLDERS], { ...options, baseDir: projectRoot, validate: false });
  if (typeof output === 'string') throw new Error('dependency-cruiser gave text instead of modules');
  const imports = output.modules
    .filter(({ source }) => !NOT_PRODUCT.test(source))
    .flatMap(({ source, dependencies }) =>
      dependencies.map((dependency) => toFolderImport(source, dependency)),
    )
    .filter(({ from, to }) => from !== to && FOLDERS.includes(from) && FOLDERS.includes(to));
  const edges = new Map<string, FolderImport>();
  for (const one of imports) {
    const key = `${one.from} ${one.to}`;
    edges.set(key, { ...one, values: one.values || (edges.get(key)?.values ?? false) });
  }
  return [...edges].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, edge]) => edge);
}

function toFolderImport(source: string, { resolved, dependencyTypes }: IDependency): FolderImport {
  return { from: topOf(source), to: topOf(resolved), values: !dependencyTypes.includes('type-only') };
}

function topOf(path: string): string {
  return path.includes('/') ? (path.split('/')[0] ?? '') : '';
}

/** The imports as a Mermaid graph: a full line for values, a dotted one for types alone. */
export function drawFolderImports(imports: readonly FolderImport[]): string {
  const arrows = imports.map(({ from, to, values }) => `  ${from} ${values ? '-->' : '-.->'} ${to}`);
  return ['flowchart TD', ...FOLDERS.map((folder) => `  ${folder}`), ...arrows, ''].join('\n');
}

/** The graph that stands in a document below the mark `<!-- house -->`; undefined when there is none. */
export function pictureIn(document: string): string | undefined {
  return BLOCK.exec(document)?.[2];
}

/** `node launcher/picture.ts` draws the picture of ARCHITECTURE.md again from the code. */
if (import.meta.main) {
  const path = join(projectRoot, 'ARCHITECTURE.md');
  const picture = drawFolderImports(await readFolderImports());
  writeFileSync(path, readFileSync(path, 'utf8').replace(BLOCK, `$1${picture}$3`));
}
