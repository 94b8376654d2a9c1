import { addUsd, type Used } from '../domain/deciding/deliberation-limits.ts';
import type { Deliberated } from '../domain/deciding/deliberation-record.ts';
import type { AnsweredCall } from '../domain/deciding/transcript.ts';
import type { AskedModel } from '../domain/llm/asking.ts';
import type { TriedTarget } from '../domain/llm/model-answer.ts';
import { markdownLine } from '../domain/shown-text.ts';
import { NOTE_CHARS_MAX } from './note-list.ts';

/** What a deliberation has used and met, as it is carried into a fresh history. */
export interface Tally {
  readonly used: Used;
  readonly tried: readonly TriedTarget[];
  readonly simulated: boolean;
  readonly target?: string;
}

/** Lines of the log that is shown; older ones are counted. */
const LINES_SHOWN = 40;
const NOTHING: Tally = {
  used: { steps: 0, toolCalls: 0, inputTokens: 0, outputTokens: 0, costUsd: '0', ms: 0 },
  tried: [],
  simulated: false,
};

/**
 * Counts what a deliberation uses, over all its runs, and tells it as prose in the Web UI.
 * @param show writes Markdown where a person looks
 */
export function createTally(before: Tally = NOTHING, show: (markdown: string) => void) {
  const startedAt = Date.now();
  let { used, tried, simulated, target } = before;
  const lines: string[] = before.used.steps === 0 ? [] : [`- ${before.used.steps} questions before this run`];
  const tell = (line: string) => {
    lines.push(`- ${line}`);
    const { steps, toolCalls, costUsd } = used;
    const sum = `**${steps}** questions, **${toolCalls}** tool calls, **${costUsd}** dollars`;
    const whose = simulated ? ' as if: the sandbox’s analyst, a plain rule, answers, no language model' : '';
    show(['### Deliberation', '', ...lines.slice(-LINES_SHOWN), '', `${sum}${whose}`].join('\n'));
  };
  const usedNow = (): Used => ({ ...used, ms: before.used.ms + Date.now() - startedAt });

  return {
    used: usedNow,
    addAnswer(step: number, asked: AskedModel): void {
      const tokens =
        asked.status === 'answered'
          ? { input: asked.inputTokens, output: asked.outputTokens }
          : { input: 0, output: 0 };
      used = {
        ...used,
        steps: used.steps + 1,
        inputTokens: used.inputTokens + tokens.input,
        outputTokens: used.outputTokens + tokens.output,
        costUsd: addUsd(used.costUsd, asked.costUsd),
      };
      simulated ||= asked.simulated;
      if (asked.status === 'answered') target = asked.target;
      tried = [...new Map([...tried, ...asked.tried].map((one) => [one.target, one])).values()];
      tell(`question ${step}: ${markdownLine(asked.note, NOTE_CHARS_MAX)}`);
    },
    addCalls(step: number, calls: readonly AnsweredCall[]): void {
      used = { ...used, toolCalls: used.toolCalls + calls.length };
      const failed = calls.filter((call) => call.failed).length;
      const names = [...new Set(calls.map(({ name }) => name))].join(', ');
      tell(
        `question ${step} asked for ${calls.length} calls: ${markdownLine(names, NOTE_CHARS_MAX)}${failed > 0 ? `; ${failed} failed` : ''}`,
      );
    },
    carried: (): Tally => ({
      used: usedNow(),
      tried,
      simulated,
      ...(target === undefined ? {} : { target }),
    }),
    end(last: Pick<Deliberated, 'vote' | 'outcome' | 'note' | 'transcript' | 'answer'>): Deliberated {
      tell(`**${last.outcome}**: ${markdownLine(last.note, NOTE_CHARS_MAX)}`);
      const { steps, toolCalls, inputTokens, outputTokens, costUsd } = used;
      return {
        ...last,
        ...(target === undefined ? {} : { target }),
        tried,
        simulated,
        steps,
        toolCalls,
        inputTokens,
        outputTokens,
        costUsd,
      };
    },
  };
}
