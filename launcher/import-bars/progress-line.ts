const WIDTH = 24;

/** One line that is written over and over on a terminal; elsewhere it says nothing, and the results speak. */
export function createProgressLine(out: NodeJS.WriteStream): {
  show(done: number, total: number, what: string): void;
  clear(): void;
} {
  if (!out.isTTY) return { show: () => {}, clear: () => {} };
  const clear = (): void => void out.write('\r\u001B[K');
  return {
    show(done, total, what) {
      const full = Math.round((WIDTH * done) / Math.max(1, total));
      clear();
      out.write(`${'█'.repeat(full)}${'░'.repeat(WIDTH - full)} ${done}/${total} ${what}`);
    },
    clear,
  };
}
