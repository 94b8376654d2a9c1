/** A ratio as a person reads it: 0.0512 is `5.12%`. */
export function percent(ratio: number): string {
  return `${rounded(ratio * 100)}%`;
}

/** Two decimals, and never `-0.00`. */
export function rounded(value: number): string {
  const text = value.toFixed(2);
  return text === '-0.00' ? '0.00' : text;
}
