import { hash, hashText } from './random.ts';

const hex = (value: number): string => value.toString(16).padStart(8, '0');

/** The fixed UUID (version 4 in form) of a symbol in the world of `seed`. */
export function assetId(seed: number, symbol: string): string {
  const text = hashText(symbol);
  const [a, b, c, d] = [1, 2, 3, 4].map((part) => hex(hash(seed, text, part)));
  const digits = `${a}${b}${c}${d}`;
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `4${digits.slice(13, 16)}`,
    `a${digits.slice(17, 20)}`,
    digits.slice(20, 32),
  ].join('-');
}

/** Fixes everything random about the asset with this id. */
export function assetSeed(id: string): number {
  return hashText(id);
}
