import { parseArgs } from 'node:util';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { Pool } from 'pg';

/** The least that could answer `GET /v1/orders`: one prepared query and its rows as JSON, for whoever asks. */
const { values } = parseArgs({
  options: {
    database: { type: 'string', default: '' },
    user: { type: 'string', default: '' },
    port: { type: 'string', default: '0' },
  },
});
const POOL_MAX = 10;
const pool = new Pool({ connectionString: values.database, max: POOL_MAX });
const text = `select * from orders where user_id = $1 order by created_at desc, client_order_id desc limit $2`;

const app = new Hono();
app.get('/v1/orders', async (c) => {
  const limit = Number(c.req.query('limit') ?? 50);
  const { rows } = await pool.query({ name: 'orders', text, values: [values.user, limit + 1] });
  return c.json({ items: rows.slice(0, limit), nextCursor: null });
});
serve({ fetch: app.fetch, hostname: '127.0.0.1', port: Number(values.port) }, () => {
  console.log(JSON.stringify({ ready: true }));
});
