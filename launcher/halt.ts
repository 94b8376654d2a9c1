import { type LeftSandbox, readHaltConfig } from '../config/env.ts';
import { type KnownAccounts, readKnownAccounts } from '../config/known-accounts.ts';
import { haltAccounts } from './halting/halt-accounts.ts';
import { readStackFile } from './stack/stack-file.ts';
import { tellEnd } from './tell-end.ts';

/** What the last `npm start` ran in its sandbox; paper and live keys come from the environment alone. */
function leftSandbox(home: string): LeftSandbox | undefined {
  const left = readStackFile(home);
  return left?.broker?.mode === 'sandbox'
    ? { url: left.addresses.sandbox, keyId: left.broker.keyId }
    : undefined;
}

/** A list that cannot be read keeps nobody from halting what the keys open. */
function knownAccounts(home: string): KnownAccounts {
  try {
    return readKnownAccounts(home);
  } catch (error) {
    console.error(`alphaflow: accounts.json: ${String(error)}`);
    return [];
  }
}

/** `npm run halt`. Exit codes: 0 halted, 1 not in full, 2 no keys. */
try {
  const config = readHaltConfig(leftSandbox);
  process.exitCode = await haltAccounts(config, knownAccounts(config.home), console.log);
} catch (error) {
  process.exitCode = tellEnd(error, { config: 2 });
}
// An idle connection must not keep the terminal.
process.exit();
