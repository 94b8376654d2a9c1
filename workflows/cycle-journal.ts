import { markdownLine } from '../domain/shown-text.ts';
import type { CycleIdentity } from './cycle-identity.ts';
import type { CycleProgress, CycleReport, StepName, StepProgress } from './messages.ts';
import { NOTE_CHARS_MAX } from './note-list.ts';
import { standingInWords } from './order-prose.ts';

const STEPS: readonly StepName[] = ['fetch', 'fuse', 'analyse', 'decide', 'place orders', 'reconcile'];

/** Keeps where a cycle is, for the `progress` query, and tells it as prose in the Web UI. */
export interface CycleJournal {
  /** Runs one step, timing it and keeping its note; a step that is entered twice adds up. */
  step<T extends { readonly note: string }>(name: StepName, work: () => Promise<T>): Promise<T>;
  progress(): CycleProgress;
  finishedSteps(): CycleReport['steps'];
  end(report: CycleReport): void;
}

/** @param show writes Markdown where a person looks. */
export function createCycleJournal(cycle: CycleIdentity, show: (markdown: string) => void): CycleJournal {
  const steps = new Map<StepName, StepProgress>(STEPS.map((name) => [name, { name, state: 'waiting' }]));
  let ending = '';

  const set = (step: StepProgress) => {
    steps.set(step.name, step);
    show(prose(cycle, [...steps.values()], ending));
  };

  return {
    async step(name, work) {
      const startedAt = Date.now();
      const before = steps.get(name);
      set({ name, state: 'running' });
      const result = await work();
      const notes = before?.note === undefined ? result.note : `${before.note}; ${result.note}`;
      set({ name, state: 'done', ms: (before?.ms ?? 0) + Date.now() - startedAt, note: notes });
      return result;
    },
    progress: () => ({ cycleId: cycle.cycleId, asOf: cycle.asOf, steps: [...steps.values()] }),
    finishedSteps: () =>
      [...steps.values()].flatMap(({ name, ms }) => (ms === undefined ? [] : [{ name, ms }])),
    end(report) {
      ending = endingOf(report);
      show(prose(cycle, [...steps.values()], ending));
    },
  };
}

function prose(cycle: CycleIdentity, steps: readonly StepProgress[], ending: string): string {
  const marks = { waiting: '·', running: '▸', done: '✓' };
  const rows = steps.map((step) => {
    const time = step.ms === undefined ? '' : ` (${step.ms} ms)`;
    return `- ${marks[step.state]} **${step.name}**${time}${step.note === undefined ? '' : `: ${markdownLine(step.note, NOTE_CHARS_MAX)}`}`;
  });
  return [`### Cycle as of ${cycle.asOf}`, '', ...rows, '', ending].join('\n').trimEnd();
}

function endingOf(report: CycleReport): string {
  if (report.refusal !== undefined)
    return `**Refused** \`${report.refusal.code}\`: ${markdownLine(report.refusal.message, NOTE_CHARS_MAX)}`;
  const orders = report.orders.map(
    (order) =>
      `- ${order.side} ${order.qty} ${order.symbol}: **${standingInWords(order)}**, filled ${order.filledQty}`,
  );
  const drift =
    report.reconciliation === undefined ? 'not reconciled' : `drift ${report.reconciliation.drift}`;
  return [`**${report.outcome}**, ${drift}`, '', ...orders].join('\n').trimEnd();
}
