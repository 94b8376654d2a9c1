import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import type { Client } from '@temporalio/client';
import type { DataConverter, Payload } from '@temporalio/common';
import { Client as PostgresClient } from 'pg';

/** A place that was searched, and all the text in it. */
export interface Searched {
  readonly place: string;
  readonly text: string;
}

/** Every log file of a local stack. */
export async function logTexts(home: string): Promise<readonly Searched[]> {
  const folder = join(home, 'logs');
  const names = await readdir(folder);
  return await Promise.all(
    names.map(async (name) => ({
      place: `logs/${name}`,
      text: await readFile(join(folder, name), 'latin1'),
    })),
  );
}

/** Every row of every table, evidence unpacked by nobody: its bodies are compressed, so they come as they are. */
export async function databaseTexts(url: string): Promise<readonly Searched[]> {
  const client = new PostgresClient({ connectionString: url });
  await client.connect();
  try {
    const tables = await client.query<{ name: string }>(
      `select quote_ident(table_name) as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
    );
    const searched: Searched[] = [];
    for (const { name } of tables.rows) {
      const { rows } = await client.query<{ row: string }>(`select t::text as row from ${name} t`);
      searched.push({ place: `table ${name}`, text: rows.map(({ row }) => row).join('\n') });
    }
    return searched;
  } finally {
    await client.end();
  }
}

/** Every event on every stream. */
export async function natsTexts(url: string): Promise<readonly Searched[]> {
  const connection = await connect({ servers: url });
  try {
    const manager = await jetstreamManager(connection);
    const searched: Searched[] = [];
    for await (const { config, state } of manager.streams.list()) {
      const consumer = await jetstream(connection).consumers.get(config.name);
      let text = '';
      for (let left = state.messages; left > 0; left -= 1) {
        const message = await consumer.next({ expires: 2_000 });
        if (message === null) break;
        text += `${message.subject} ${message.string()}\n`;
      }
      searched.push({ place: `stream ${config.name}`, text });
    }
    return searched;
  } finally {
    await connection.close();
  }
}

/** Every history as the server keeps it, and its payloads in the clear. */
export async function historyTexts(
  client: Client,
  converter: DataConverter,
): Promise<{ readonly kept: readonly Searched[]; readonly clear: readonly Searched[] }> {
  const kept: Searched[] = [];
  const clear: Searched[] = [];
  for await (const { workflowId, runId } of client.workflow.list()) {
    const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    const payloads = payloadsIn(history);
    const bare = payloads.map(({ data }) => Buffer.from(data ?? []).toString('latin1'));
    kept.push({ place: `history ${workflowId}`, text: `${JSON.stringify(history)}\n${bare.join('\n')}` });
    const opened = await Promise.all(
      (converter.payloadCodecs ?? []).map((codec) => codec.decode([...payloads])),
    );
    const texts = opened.flat().map(({ data }) => Buffer.from(data ?? []).toString('utf8'));
    clear.push({ place: `history ${workflowId}, decrypted`, text: texts.join('\n') });
  }
  return { kept, clear };
}

/** Whatever looks like a payload, however deep. */
function payloadsIn(value: unknown): readonly Payload[] {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return [];
  if ('metadata' in value && 'data' in value && value.data instanceof Uint8Array) {
    const metadata = Object.entries(value.metadata ?? {}).filter(
      (entry): entry is [string, Uint8Array] => entry[1] instanceof Uint8Array,
    );
    return [{ metadata: Object.fromEntries(metadata), data: value.data }];
  }
  return Object.values(value).flatMap(payloadsIn);
}
