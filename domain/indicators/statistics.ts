/** Sample standard deviation (n − 1). NaN for fewer than two values. */
export function sampleDeviation(values: readonly number[]): number {
  const average = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - average) ** 2, 0);
  return values.length < 2 ? Number.NaN : Math.sqrt(squares / (values.length - 1));
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Log returns between neighbours: one fewer than there are values. */
export function logReturns(values: readonly number[]): readonly number[] {
  return values.slice(1).map((value, index) => Math.log(value / (values[index] ?? Number.NaN)));
}
