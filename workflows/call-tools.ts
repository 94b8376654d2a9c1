import { ActivityFailure, proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { ToolActivities } from '../activities/tools/call-tool.ts';
import type { AnsweredCall } from '../domain/deciding/transcript.ts';
import type { AskedModel } from '../domain/llm/asking.ts';
import type { ToolContext } from '../domain/tools/tool.ts';
import { toolPace } from '../domain/tools/tool-offers.ts';
import { TOOL_CALL, TOOL_CALL_HERE } from './model-policies.ts';
import { described } from './policies.ts';

const here = proxyLocalActivities<ToolActivities>(TOOL_CALL_HERE);
const outside = proxyActivities<ToolActivities>(TOOL_CALL.outside);

/** More calls than these are not made in one turn: it must find room in the history. */
const CALLS_A_TURN_MAX = 8;

/**
 * Calls the tools that an answer asks for, all at once: each an activity with its own time-out and evidence. What is
 * stored is read where this runs; what may ask outside goes to the queue for it. A call for which there is no room, or
 * that never came back, has failed, and the model is told.
 */
export async function callTools(
  context: ToolContext,
  { answer, toolCalls }: AskedModel & { readonly status: 'answered' },
  room: number,
): Promise<readonly AnsweredCall[]> {
  const most = Math.min(room, CALLS_A_TURN_MAX);
  return await Promise.all(
    toolCalls.map(async ({ callId, name }, index): Promise<AnsweredCall> => {
      if (index >= most) {
        const why =
          most === room ? 'no more tool calls are left' : `at most ${most} tools are called at once`;
        return { callId, name, failed: true, note: `Not called: ${why}.` };
      }
      const call = { context, answer, callId, name };
      const summary = `Tool ${name}`;
      try {
        return toolPace(name) === 'stored'
          ? await here.callTool.executeWithOptions({ ...TOOL_CALL_HERE, summary }, [call])
          : await outside.callTool.executeWithOptions(described(TOOL_CALL.outside, summary), [call]);
      } catch (error) {
        if (!(error instanceof ActivityFailure)) throw error;
        return { callId, name, failed: true, note: 'The tool did not come back.' };
      }
    }),
  );
}
