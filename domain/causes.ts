const DEPTH_MAX = 10;

/** An error with all that caused it, itself first; the parts of an aggregate are among them. */
export function causesOf(error: unknown): readonly Error[] {
  const chain: Error[] = [];
  for (let one = error; one instanceof Error && chain.length < DEPTH_MAX; one = one.cause) {
    chain.push(one);
    if (one instanceof AggregateError) for (const part of one.errors) chain.push(...causesOf(part));
  }
  return chain;
}
