import type { Refusal } from '../../domain/refusal.ts';

/** A refusal as it is told: what else its record holds stays inside. */
export function refusalView({ code, message, facts }: Refusal): {
  code: string;
  message: string;
  facts: Record<string, string>;
} {
  return { code, message, facts: { ...facts } };
}
