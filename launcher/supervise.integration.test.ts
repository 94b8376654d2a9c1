import { Client } from 'pg';
import { expect, inject, it } from 'vitest';

it('has a database', async () => {
  const client = new Client({ connectionString: inject('postgresAdminUrl') });
  await client.connect();
  const r = await client.query('select version()');
  expect(r.rows[0].version).toContain('PostgreSQL 18');
  await client.end();
});
