import type { Timestamp } from '../market.ts';
import type { DecimalString } from '../money.ts';
import { isHeld } from '../strategies/survey-universe.ts';
import { bySymbol } from '../strategies/target-weight.ts';
import type { AnalystInput } from './generate-decision.ts';
import { symbolFigures } from './symbol-figures.ts';
import { symbolTexts } from './symbol-texts.ts';

/** With the sections around them about 48,000 characters at the most, a fifth of what a small model reads at once. */
const FIGURES_CHARS_MAX = 30_000;
const TEXTS_CHARS_MAX = 10_000;

export interface DossierInput extends AnalystInput {
  readonly asOf: Timestamp;
  readonly dataAsOf: Timestamp;
  readonly cash: DecimalString;
  /** What became of earlier proposals, fenced; empty when there are none. */
  readonly memory: string;
  /** Evidence of the cycle beside that of its sources, by what it is. */
  readonly evidence: Readonly<Record<string, string>>;
}

export interface Dossier {
  readonly text: string;
  /** The hashes that may be cited. */
  readonly shown: readonly string[];
}

/**
 * What a model is given to begin with, within a size limit: account and limits, figures of each symbol (what is held
 * first), what others wrote, what became of earlier proposals, and the hashes of it all. What finds no place is named.
 */
export function dossier(input: DossierInput): Dossier {
  const { parameters } = input;
  const features = new Map(input.features.map((one) => [one.symbol, one]));
  const views = [
    ...bySymbol(input.views.filter(({ symbol }) => isHeld(input, symbol))),
    ...bySymbol(input.views.filter(({ symbol }) => !isHeld(input, symbol))),
  ];
  const lines = views.map((view) => symbolFigures(input, view, features.get(view.symbol)));
  const figures = within(lines, FIGURES_CHARS_MAX);
  const texts = within(
    views.map(symbolTexts).filter((text) => text !== ''),
    TEXTS_CHARS_MAX,
  );
  const leftOut = views.slice(figures.length).map(({ symbol }) => symbol);
  const citable = citableEvidence(input);
  const account = JSON.stringify({
    asOf: input.asOf,
    dataAsOf: input.dataAsOf,
    equity: input.equity,
    cash: input.cash,
    maxWeight: parameters.maxWeight,
    investedMax: parameters.investedMax,
    minConfidence: parameters.minConfidence,
  });
  const sections = [
    ['The account and the limits', account],
    [`The universe: ${views.length} symbols`, figures.join('\n')],
    ['Of these only the names: ask the tools', leftOut.join(' ')],
    ['What others wrote', texts.join('\n')],
    ['What became of earlier proposals', input.memory],
    ['Evidence that may be cited', citable.map(({ role, hash }) => `${role} ${hash}`).join('\n')],
  ] as const;
  const text = sections
    .filter(([, body]) => body !== '')
    .map(([title, body]) => `## ${title}\n${body}`)
    .join('\n\n');
  return { text, shown: [...new Set(citable.map(({ hash }) => hash))] };
}

function within(parts: readonly string[], charsMax: number): readonly string[] {
  let used = 0;
  const end = parts.findIndex((part) => {
    used += part.length + 1;
    return used > charsMax;
  });
  return end === -1 ? parts : parts.slice(0, end);
}

/** Each hash once, with the source that gave it. */
function citableEvidence({ views, evidence }: DossierInput) {
  const roles = new Map<string, string>();
  for (const { symbol: _, asOf: __, conflicts: ___, ...parts } of views) {
    for (const part of Object.values(parts)) {
      if (part.status === 'missing') continue;
      for (const hash of [part.hash, ...(part.alsoFrom ?? [])]) {
        if (!roles.has(hash)) roles.set(hash, part.source);
      }
    }
  }
  for (const [role, hash] of Object.entries(evidence)) roles.set(hash, role);
  return [...roles].map(([hash, role]) => ({ role, hash }));
}
