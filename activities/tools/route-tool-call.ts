import { enterToolCall, standingToolCall } from '../../db/queries/models/tool-calls.ts';
import { SourceOutage } from '../../domain/outage.ts';
import { fenced } from '../../domain/tools/fence.ts';
import type { ToolCalled, ToolCallInput, ToolContext, ToolResult } from '../../domain/tools/tool.ts';
import { isToolName } from '../../domain/tools/tool-offers.ts';
import { inTime } from './in-time.ts';
import type { ToolDeps } from './tool-place.ts';
import { TOOLS } from './tools.ts';

/** Arguments longer than this as JSON are no question. */
const ARGUMENT_CHARS_MAX = 2_000;

type Given = Readonly<Record<string, unknown>>;

/** How an attempt is made: when it is to end, and whether another one follows. */
export interface ToolAttempt {
  readonly signal: AbortSignal;
  readonly isWorthRetrying: (outage: SourceOutage) => boolean;
}

/**
 * Calls a tool for a model, once for each call that an answer asks for: a repeated step finds the result of the first
 * and asks nobody. Whatever is wrong with the call itself is a result that says why.
 * @throws SourceOutage while another attempt may mend it; after that it is a failed result.
 */
export async function routeToolCall(
  deps: ToolDeps,
  { context, answer, callId, name }: ToolCallInput,
  attempt: ToolAttempt,
): Promise<ToolCalled> {
  const { db, evidence } = deps;
  const { cycleId } = context;
  const key = { cycleId, answer, callId };
  const standing = await standingToolCall(db, key);
  if (standing !== undefined) return standing;

  const { toolCalls } = await evidence.read('modelAnswer', answer);
  const call = toolCalls.find((one) => one.callId === callId && one.name === name);
  if (call === undefined) throw new Error(`the answer ${answer} does not ask for ${callId}`);

  const { value, note } = await resultOf(deps, context, attempt, name, call.arguments);
  const at = deps.now().toISOString();
  const origin = { source: 'alphaflow', request: `tool ${value.tool}`, fetchedAt: at };
  const [result] = await evidence.put(cycleId, [
    { kind: 'toolResult', value, ...origin, availableAt: context.dataAsOf },
  ]);
  if (result === undefined) throw new Error('the result has no hash');
  return await enterToolCall(db, key, { name: value.tool, result, failed: value.failed, note });
}

interface Judged {
  readonly value: ToolResult;
  readonly note: string;
}

async function resultOf(
  deps: ToolDeps,
  context: ToolContext,
  attempt: ToolAttempt,
  name: string,
  given: Given,
): Promise<Judged> {
  if (!isToolName(name)) return failure('unknown', undefined, 'there is no such tool', 'no such tool');
  if (JSON.stringify(given).length > ARGUMENT_CHARS_MAX) {
    return failure(name, undefined, 'the arguments are too long', 'arguments too long');
  }
  const tool = TOOLS[name];
  const fault = tool.fault(given) ?? outsideUniverse(context, given);
  if (fault !== undefined) return failure(name, given, fault, 'arguments refused');
  try {
    const outcome = await inTime(tool.timeoutMs, attempt.signal, async (signal) =>
      tool.call(given, { deps, context, signal }),
    );
    if ('refused' in outcome) return failure(name, given, outcome.refused, 'nothing to tell');
    const { about, cites, simulated } = outcome;
    const told = typeof outcome.told === 'string' ? outcome.told : JSON.stringify(outcome.told);
    const text = `${name} ${about}; evidence to cite: ${cites.join(' ')}\n${fenced(`${name} ${about}`, told, tool.charsMax)}`;
    const value = { tool: name, arguments: given, text, failed: false, cites, simulated };
    return { value, note: `${name}: ${told.length} characters` };
  } catch (error) {
    if (!(error instanceof SourceOutage) || attempt.isWorthRetrying(error)) throw error;
    // Not in the source's own words: those are somebody else's text.
    const why = `${error.source} could not be read (${error.kind})`;
    return failure(name, given, why, why);
  }
}

/** A tool tells of the strategy's own symbols alone. */
function outsideUniverse({ universe }: ToolContext, given: Given): string | undefined {
  const asked = [given['symbol'], given['symbols']].flat().filter((symbol) => typeof symbol === 'string');
  const other = asked.find((symbol) => !universe.includes(symbol));
  return other === undefined ? undefined : `${other} is not in the universe of this strategy`;
}

function failure(tool: string, given: Given | undefined, why: string, short: string): Judged {
  const kept = given === undefined ? {} : { arguments: given };
  const text = `${tool}: ${why}.`;
  return {
    value: { tool, ...kept, text, failed: true, cites: [], simulated: false },
    note: `${tool}: ${short}`,
  };
}
