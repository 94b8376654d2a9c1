export const NOOP_QUEUE = 'bench-noop';
