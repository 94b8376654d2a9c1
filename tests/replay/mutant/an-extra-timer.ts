import { sleep } from '@temporalio/workflow';
import * as real from '../../../workflows/index.ts';
import type { CycleInput, OrderInput } from '../../../workflows/messages.ts';

/** The real workflows, each after a timer that no history knows of. */

export async function autonomousCycle(input: CycleInput) {
  await sleep(1);
  return real.autonomousCycle(input);
}

export async function order(input: OrderInput) {
  await sleep(1);
  return real.order(input);
}
