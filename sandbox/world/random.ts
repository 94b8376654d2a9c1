/** Hashing and noise that are pure functions of their integer inputs. */

/** One round of a 32-bit finaliser (the mixing of MurmurHash3). */
export function mix(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** A 32-bit hash of up to four integers. */
export function hash(a: number, b = 0, c = 0, d = 0): number {
  let h = mix(a + 0x9e3779b9);
  h = mix(Math.imul(h, 31) + b + 0x7f4a7c15);
  h = mix(Math.imul(h, 31) + c + 0x94d049bb);
  return mix(Math.imul(h, 31) + d + 0x2545f491);
}

/** A 32-bit hash of a text (FNV-1a, finalised). */
export function hashText(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return mix(h);
}

/** A hash as a number in [0, 1). */
export function unit(h: number): number {
  return (h >>> 0) / 4_294_967_296;
}

/** A sequence of numbers in [0, 1) fixed by `seed` (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A bell-shaped draw of mean 0 and variance 1, within ±3 (sum of three uniform draws). */
export function bell(random: () => number): number {
  return (random() + random() + random() - 1.5) * 2;
}
