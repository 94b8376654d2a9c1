import type { AccountMode } from '../../domain/account-mode.ts';
import type { Addresses } from '../stack/stack-file.ts';
import { type ApiClient, ApiProblem } from './api-client.ts';
import { cycleJson } from './cycle-result.ts';
import { type FirstCycleInputs, runFirstCycle } from './first-cycle.ts';
import { traceOrders } from './trace-orders.ts';

interface ShowInputs extends FirstCycleInputs {
  readonly api: ApiClient;
  readonly addresses: Addresses;
  readonly namespace: string;
  readonly mode: AccountMode;
  readonly json: boolean;
  readonly print: (line: string) => void;
}

/** Runs the first cycle, shows its result and where to look further. Gives whether it completed. */
export async function showFirstCycle(inputs: ShowInputs): Promise<boolean> {
  const { reporter, json, print } = inputs;
  const urls = urlsOf(inputs);
  const showUrls = () => {
    reporter.line('');
    for (const [name, url] of Object.entries(urls)) reporter.line(`  ${name.padEnd(12)} ${url}`);
  };
  if (inputs.mode === 'live') {
    reporter.line('Live account: no demo strategy is made, and nothing trades until you ask for it');
    showUrls();
    return true;
  }
  try {
    const cycle = await runFirstCycle(inputs);
    showUrls();
    if (json) {
      const traces = await traceOrders(inputs.api, cycle.id, cycle.orders);
      print(JSON.stringify(cycleJson(cycle, urls, traces)));
    }
    return cycle.status === 'completed';
  } catch (error) {
    if (!(error instanceof ApiProblem)) throw error;
    reporter.warn(`refused: ${error.code}: ${error.message}`);
    if (json) print(JSON.stringify({ refusal: { code: error.code, message: error.message }, urls }));
    return false;
  }
}

function urlsOf({ addresses, namespace }: ShowInputs): Readonly<Record<string, string>> {
  const { api, temporalUi, sandbox } = addresses;
  return {
    api,
    docs: `${api}/docs`,
    ...(temporalUi === undefined ? {} : { temporalUi: `${temporalUi}/namespaces/${namespace}/workflows` }),
    ...(sandbox === undefined ? {} : { sandbox }),
  };
}
