import { cancellationSignal } from '@temporalio/activity';
import type { ToolCalled, ToolCallInput } from '../../domain/tools/tool.ts';
import { isWorthRetrying } from '../last-attempt.ts';
import { routeToolCall } from './route-tool-call.ts';
import type { ToolDeps } from './tool-place.ts';

/** One call of a tool by a model. An outage is thrown while Temporal will try again, and a failed result after that. */
export function callToolActivity(deps: ToolDeps) {
  return {
    async callTool(input: ToolCallInput): Promise<ToolCalled> {
      return await routeToolCall(deps, input, { signal: cancellationSignal(), isWorthRetrying });
    },
  };
}

export type ToolActivities = ReturnType<typeof callToolActivity>;
