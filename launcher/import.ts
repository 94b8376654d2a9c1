import { readLocalStackConfig } from '../config/env.ts';
import { createDatabase } from '../db/client.ts';
import { migrateToLatest } from '../db/migrate.ts';
import { parseImportArguments, usage } from './import-bars/arguments.ts';
import { importFolder } from './import-bars/import-folder.ts';
import { createProgressLine } from './import-bars/progress-line.ts';
import { LaunchError } from './launch-error.ts';
import { readStackFile } from './stack/stack-file.ts';
import { tellEnd } from './tell-end.ts';

/** `npm run import`. Exit codes: 0 all imported, 1 a file was not, 2 wrong arguments. */
async function main(): Promise<number> {
  const args = parseImportArguments(process.argv.slice(2));
  if (args.help) {
    console.log(usage);
    return 0;
  }
  const url = databaseUrl();
  await migrateToLatest(url).catch((cause: unknown) => {
    throw new LaunchError('the database does not answer: run npm start first, or set DATABASE_URL', {
      cause,
    });
  });
  const db = createDatabase({ url, poolMax: 1 });
  const progress = createProgressLine(process.stderr);
  try {
    const isWhole = await importFolder(db, args.folder, {
      ...args,
      print: (line) => {
        progress.clear();
        console.log(line);
      },
      onFile: (done, total, name) => progress.show(done, total, name),
    });
    return isWhole ? 0 : 1;
  } finally {
    progress.clear();
    await db.destroy();
  }
}

function databaseUrl(): string {
  const { outside, home } = readLocalStackConfig();
  const url = outside.databaseUrl?.reveal() ?? readStackFile(home)?.addresses.postgres;
  if (url !== undefined) return url;
  throw new LaunchError('there is no database: run npm start first, or set DATABASE_URL');
}

try {
  process.exitCode = await main();
} catch (error) {
  process.exitCode = tellEnd(error);
}
