/**
 * One symbol's part of a value: what stands under its name, or the items that name it. Undefined where it has none of
 * either.
 */
export function valueOfSymbol(value: unknown, symbol: string): unknown {
  if (Array.isArray(value)) {
    const items = value.filter((item) => isAbout(item, symbol));
    return items.length === 0 ? undefined : items;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, member] of Object.entries(value)) {
    if (key === symbol) return member;
    // Documents and origins keep their records one level down.
    if ((key === 'found' || key === 'readings') && typeof member === 'object')
      return valueOfSymbol(member, symbol);
  }
  return undefined;
}

function isAbout(item: unknown, symbol: string): boolean {
  if (typeof item !== 'object' || item === null) return false;
  if ('symbol' in item) return item.symbol === symbol;
  return 'symbols' in item && Array.isArray(item.symbols) && item.symbols.includes(symbol);
}
