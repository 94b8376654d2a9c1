import { readConfig } from '../config/env.ts';
import { migrateToLatest } from '../db/migrate.ts';
import { ensureLocalOwner, keepCredentials } from './stack/local-owner.ts';

/** Brings an outside database up to date and makes sure of the owner and the broker account; docker-compose runs it. */
const config = readConfig();
const databaseUrl = config.database.url.reveal();
const applied = await migrateToLatest(databaseUrl);
const { mode, keyId } = config.broker;
await ensureLocalOwner(databaseUrl, keepCredentials(config.home), { mode, keyRef: keyId });
console.log(`${applied.length} migrations applied; the owner's key is in ${config.home}/credentials.json`);
