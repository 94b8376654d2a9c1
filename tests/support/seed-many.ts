import { Client } from 'pg';

const USERS = 400;
const BIG_SHARE = 0.8;

/** The first user for most of the rows, the others for the rest. */
const owner = `(case when random() < ${BIG_SHARE} then 1 else 1 + floor(random() * ${USERS})::int end)`;
const id = (prefix: string, n: string) => `(md5('${prefix}' || ${n}))::uuid`;
const day = (n: string) => `now() - interval '1 minute' * ${n}`;
const hash = (n: string) => `lpad(to_hex(${n}), 64, '0')`;

export interface Seed {
  /** Of orders, and of the fills of nearly all of them. */
  readonly orders: number;
  /** Of each of the other tables that grow. */
  readonly others: number;
}

/** SQL that fills every table with many rows, of many users and of one who has most of them. */
export function seedStatements({ orders, others }: Seed): readonly string[] {
  return [
    `insert into users (id, email, display_name, role)
    select ${id('u', 'n')}, 'user' || n || '@example.test', 'User', 'owner' from generate_series(1, ${USERS}) n`,
    `insert into users (email, display_name, role)
    select 'onlooker' || n || '@example.test', 'Onlooker', 'viewer' from generate_series(1, 5000) n`,
    `insert into api_keys (user_id, name, key_hash)
    select ${id('u', 'n')}, 'key', ${hash('n')} from generate_series(1, ${USERS}) n`,
    `insert into sessions (user_id, token_hash, created_at, expires_at)
    select ${id('u', 'u')}, ${hash('n')}, ${day('n')}, now() + interval '1 hour'
    from (select n, ${owner} as u from generate_series(1, 5000) n) rows`,
    `insert into idempotency_keys (user_id, route, key_hash, request_hash, asked_at)
    select ${id('u', 'u')}, 'POST /v1/strategies', ${hash('n')}, ${hash('n')}, now()
    from (select n, ${owner} as u from generate_series(1, 5000) n) rows`,
    `insert into verifications (identifier, value, expires_at)
    select 'pending-' || n, ${id('u', '1 + n % 400')}::text, now() + interval '1 hour' from generate_series(1, 5000) n`,
    `insert into used_codes (user_id, code_hash)
    select ${id('u', '1 + n % 400')}, ${hash('n')} from generate_series(1, 5000) n`,
    `insert into known_devices (user_id, token_hash)
    select ${id('u', '1 + n % 400')}, ${hash('n')} from generate_series(1, 5000) n`,
    `insert into logins (user_id, provider_id, account_id, password)
    select id, 'credential', id::text, '$2b$11$' from users`,
    `insert into invitations (invited_by, email, role, token_hash, created_at, expires_at, revoked_at)
    select ${id('u', '1 + n % 400')}, 'invited' || n || '@example.test', 'trader', ${hash('n')}, ${day('n')}, now(),
      case when n % 500 = 0 then null else now() end
    from generate_series(1, 5000) n`,
    `insert into rate_limits (key, points, expire)
    select 'requests-user:' || n, 1, (extract(epoch from now()) * 1000)::bigint + 3600000 from generate_series(1, 5000) n`,
    `insert into broker_accounts (id, user_id, name, mode, key_ref, risk_limits, cash, adopted_at)
    select ${id('a', 'n')}, ${id('u', 'n')}, 'main', 'sandbox', 'key ' || n, '{}', 100000, now()
    from generate_series(1, ${USERS}) n`,
    `insert into market_interests (account_id, symbol, wanted_until)
    select ${id('a', 'n')}, 'SYM' || s, now()
    from generate_series(1, ${USERS}) n cross join generate_series(1, 20) s`,
    `insert into strategies (id, user_id, account_id, name, kind, parameters, universe, interval_seconds, created_at)
    select ${id('s', 'u')}, ${id('u', 'u')}, ${id('a', 'u')}, 'first', 'momentum', '{}', '{AAPL}', 300, now()
    from generate_series(1, ${USERS}) u`,
    `insert into strategies (user_id, account_id, name, kind, parameters, universe, interval_seconds, created_at)
    select ${id('u', '1')}, ${id('a', '1')}, 'more ' || n, 'momentum', '{}', '{AAPL}', 300, ${day('n')}
    from generate_series(1, 2000) n`,
    `insert into cycles (id, strategy_id, user_id, account_id, as_of, data_as_of, decision, trigger, status, started_at,
      finished_at)
    select 'cycle:' || n, ${id('s', 'u')}, ${id('u', 'u')}, ${id('a', 'u')}, ${day('n')}, ${day('n')}, '{}',
      'schedule', 'completed', ${day('n')}, ${day('n')}
    from (select n, ${owner} as u from generate_series(1, ${others}) n) rows`,
    `insert into evidence (hash, kind, source, request, fetched_at, available_at, bytes, body)
    select ${hash('n')}, 'bars', 'alpaca', 'r', now(), now(), 1, '\\x00' from generate_series(1, 5000) n`,
    `insert into cycle_evidence (cycle_id, hash, role, source, request, fetched_at, available_at)
    select 'cycle:' || n, ${hash('1 + n % 5000')}, 'bars', 'alpaca', 'r', now(), now() from generate_series(1, ${others}) n`,
    `insert into company_documents (symbol, kind, wanted_at, wanted_as_of, read_at, read_as_of, body)
    select 'SYM' || n, 'filings', ${day('n')}, ${day('n')}, ${day('n')}, ${day('n')}, '[]'
    from generate_series(1, 5000) n`,
    `insert into decisions (cycle_id, leg, symbol, side, qty, proposal, client_order_id)
    select 'cycle:' || n, 0, 'AAPL', 'buy', 1, '{}', 'order-' || n from generate_series(1, ${others}) n`,
    `insert into orders (client_order_id, group_id, user_id, account_id, cycle_id, strategy_id, source, symbol, side, type,
      time_in_force, qty, request, payload_hash, status, broker_order_id, broker_status, expires_at, filled_qty,
      filled_avg_price, broker_filled_qty, terminal_at, created_at)
    select 'order-' || n, 'order-' || n, c.user_id, c.account_id, c.id, c.strategy_id, 'cycle', 'SYM' || n % 100, 'buy', 'market',
      'day', 1, '{}', ${hash('n')}, case when n % 500 = 0 then 'accepted' else 'filled' end, 'broker-' || n, 'filled',
      now(), case when n % 500 = 0 then 0 else 1 end, case when n % 500 = 0 then null else 100 end,
      case when n % 500 = 0 then 0 else 1 end, case when n % 500 = 0 then null else now() end, ${day('n')}
    from generate_series(1, ${orders}) n join cycles c on c.id = 'cycle:' || 1 + n % ${others}`,
    `insert into alert_rules (id, user_id, name, terms, severity, created_at)
    select ${id('r', 'n')}, ${id('u', '1 + n % 400')}, 'rule ' || n, '{"kind":"drift"}', 'info', ${day('n')}
    from generate_series(1, 4000) n`,
    `insert into alerts (user_id, rule_id, kind, subject, severity, title, message, facts, state, since, last_seen_at,
      fired_at, resolved_at)
    select ${id('u', 'u')}, ${id('r', '1 + n % 4000')}, 'drift', 'subject ' || n, 'info', 't', 'm', '{}',
      case when n % 500 = 0 then 'firing' else 'resolved' end, now(), now(), now(),
      case when n % 500 = 0 then null else now() end
    from (select n, ${owner} as u from generate_series(1, ${others}) n) rows`,
    `insert into alert_channels (id, user_id, kind, name, target, min_severity)
    select ${id('ch', 'n')}, ${id('u', '1 + n % 400')}, 'webhook', 'c', 'https://example.com', 'info'
    from generate_series(1, 2000) n`,
    `insert into alert_notices (user_id, channel_id, alert_id, what, status, not_before, ended_at)
    select user_id, ${id('ch', '1 + id % 2000')}, id, 'firing',
      case when id % 500 = 0 then 'pending' else 'sent' end, now(), case when id % 500 = 0 then null else now() end
    from alerts`,
    `insert into order_approvals (client_order_id, reason, payload_hash, expires_at)
    select 'order-' || n, '{}', ${hash('n')}, now() from generate_series(1, ${others}) n`,
    `insert into order_events (client_order_id, kind)
    select 'order-' || n, 'filled' from generate_series(1, ${others}) n`,
    `insert into fills (account_id, user_id, execution_id, client_order_id, symbol, side, qty, price, cumulative_qty,
      realized_pnl, executed_at, booked_from)
    select account_id, user_id, 'x-' || client_order_id, client_order_id, symbol, side, 1, 100, 1, 0, created_at,
      'stream' from orders where status = 'filled'`,
    `insert into busts (account_id, user_id, execution_id, client_order_id, known_from, busted_at)
    select account_id, user_id, 'b-' || client_order_id, client_order_id, 'rest', created_at from orders
    where status = 'filled' limit ${others}`,
    `insert into positions (account_id, symbol, qty, avg_entry_price)
    select ${id('a', 'u')}, 'SYM' || s, 1, 100 from generate_series(1, ${USERS}) u, generate_series(1, 20) s`,
    `insert into reconciliations (account_id, drift, differences, adopted, broker_equity, broker_cash, broker_time, at)
    select ${id('a', 'u')}, 0, '[]', 0, 1, 1, now(), ${day('n')}
    from (select n, ${owner} as u from generate_series(1, ${others}) n) rows`,
    `insert into bars (feed, timeframe, symbol, start, open, high, low, close, volume, fetched_at)
    select 'alpaca:iex', '1Day', 'SYM' || s, now() - interval '1 day' * d, 1, 1, 1, 1, 1, now()
    from generate_series(1, 100) s, generate_series(1, 500) d`,
    `insert into splits (feed, symbol, ex_date, old_shares, new_shares, fetched_at)
    select 'alpaca:iex', 'SYM' || s, '2025-01-' || lpad(d::text, 2, '0'), 1, 2, now()
    from generate_series(1, 1000) s, generate_series(1, 20) d`,
    `insert into market_coverage (feed, series, symbol, spans)
    select 'alpaca:iex', '1Day', 'SYM' || s, '{}' from generate_series(1, ${others}) s`,
    `insert into audit (user_id, actor, action, target, result)
    select ${id('u', 'u')}, 'a', 'b', 'c', 'd'
    from (select n, ${owner} as u from generate_series(1, ${others}) n) rows`,
    `insert into outbox (user_id, subject, payload, published_at, stream_seq)
    select ${id('u', '1')}, 'alphaflow.x.y.z', '{}', case when n % 500 = 0 then null else now() end,
      case when n % 500 = 0 then null else n end
    from generate_series(1, ${others}) n`,
    `insert into proposal_outcomes (cycle_id, leg, bars, day, gain, known_at, measured_at)
    select 'cycle:' || n, 0, 1, '2026-01-06', 0, now(), now() from generate_series(1, ${others}) n`,
    `insert into llm_calls (user_id, strategy_id, cycle_id, call_key, attempt, use, provider, model, simulated, request,
      request_hash, status, stands, answer, budget_day, prices_as_of, reserved_usd, cost_usd, created_at, ended_at)
    select ${id('u', 'u')}, ${id('s', 'u')}, 'cycle:' || n, 'decision:' || n, 1, 'decide', 'openai', 'm', true, ${hash('n')},
      ${hash('n')}, 'answered', true, ${hash('n')}, '2026-01-06', '2026-01-01', 0, 0, ${day('n')}, ${day('n')}
    from (select n, ${owner} as u from generate_series(1, ${others}) n) rows`,
    `insert into llm_spending (user_id, scope, day, spent_usd, reserved_usd)
    select ${id('u', '1 + n % 400')}, 'all', (current_date - n / 400)::text, 0, 0 from generate_series(0, 7999) n`,
    `insert into strategy_performance (strategy_id, user_id, last_date, figures, computed_at)
    select ${id('s', '1 + n % 400')}, ${id('u', '1 + n % 400')}, (current_date - n / 400)::text, '{}', now()
    from generate_series(0, 7999) n`,
    `insert into tool_calls (cycle_id, answer, call_id, tool, result, failed, note)
    select 'cycle:' || n, ${hash('n')}, 'call', 'news', ${hash('n')}, false, 'n'
    from generate_series(1, ${others}) n`,
    `insert into filing_texts (accession_number, symbol, form, filed_on, document, available_at, text, is_cut, read_at)
    select lpad(n::text, 10, '0') || '-26-000001', 'SYM1', '8-K', '2026-01-05', 'a.htm', now(), 'text', false, now()
    from generate_series(1, ${others}) n`,
    `insert into integration_states (point, outcome, ms, note, probed_at, last_success_at, failures, told_failing)
    select 'point.' || n, 'passed', 1, '', now(), now(), 0, false from generate_series(1, 60) n`,
    `insert into integration_probes (point, outcome, ms, breach)
    select 'point.' || p, 'passed', n, false from generate_series(1, 600) n, generate_series(1, 60) p`,
    `insert into account_latches (account_id, code, facts, cleared_at, cleared_by)
    select ${id('a', 'u')}, 'REJECT_STREAK', '{}', ${day('n')}, 'somebody'
    from (select n, ${owner} as u from generate_series(1, ${others}) n) rows`,
    `insert into account_equity (account_id, day, opening_equity, highest_equity, equity)
    select ${id('a', 'n')}, '2026-01-06', 1, 1, 1 from generate_series(1, ${USERS}) n`,
  ];
}

/** Fills the database past foreign keys and the audit log's triggers, which judge row by row. */
export async function seedMany(
  url: string,
  seed: Seed,
  tell: (line: string) => void = () => {},
): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`set session_replication_role = 'replica'; set synchronous_commit = off`);
    await client.query(`set maintenance_work_mem = '512MB'; set work_mem = '256MB'`);
    for (const statement of seedStatements(seed)) {
      const startedAt = performance.now();
      const { rowCount } = await client.query(statement);
      const [what = ''] = /^\s*(insert into \w+|\w+)/.exec(statement) ?? [];
      tell(`  ${what}: ${rowCount ?? 0} rows in ${Math.round(performance.now() - startedAt)} ms`);
    }
    await client.query(`insert into audit_chain (chain, seq, audit_id, hash)
      select user_id::text, row_number() over (partition by user_id order by id), id, lpad(to_hex(id), 64, '0') from audit`);
    await client.query('vacuum analyze');
  } finally {
    await client.end();
  }
}
