import type { ToolForm } from '../../domain/tools/tool-form.ts';
import type { ToolOutcome, ToolPlace } from './tool-place.ts';

/** How long one call may take, and how much of its answer is shown. */
interface ToolTerms {
  readonly timeoutMs: number;
  readonly charsMax: number;
}

/** One tool: what is wrong with a call of it, and the call itself. */
export interface Tool extends ToolTerms {
  readonly fault: (given: Readonly<Record<string, unknown>>) => string | undefined;
  /** @throws SourceOutage */
  readonly call: (given: Readonly<Record<string, unknown>>, place: ToolPlace) => Promise<ToolOutcome>;
}

export function defineTool<A>(
  form: ToolForm<A>,
  terms: ToolTerms,
  run: (given: A, place: ToolPlace) => Promise<ToolOutcome>,
): Tool {
  return {
    ...terms,
    fault: form.fault,
    async call(given, place) {
      if (!form.fits(given)) throw new Error('a tool was called with arguments that nobody has judged');
      return await run(given, place);
    },
  };
}
