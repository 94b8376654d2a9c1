// One function for each kind of array: the engine reads elements fastest where it always sees the same kind.

/** The number at `index`; a hole is a bug. */
export function numberAt(numbers: Float64Array, index: number): number {
  const value = numbers[index];
  if (value === undefined) throw new RangeError(`no number at ${index} of ${numbers.length}`);
  return value;
}

/** The integer at `index`; a hole is a bug. */
export function integerAt(integers: Int32Array, index: number): number {
  const value = integers[index];
  if (value === undefined) throw new RangeError(`no integer at ${index} of ${integers.length}`);
  return value;
}
