/** How a request failed below HTTP. `not-sent`: provably before the first byte left, so the other side has nothing. */
export interface NetworkFailure {
  readonly kind: 'not-sent' | 'timeout' | 'network';
  readonly reason: string;
}

/**
 * Reads what `fetch` threw, through its chain of causes. Only a failed connect or name look-up counts as not sent;
 * any other failure leaves open what the other side received.
 */
export function networkFailure(error: unknown): NetworkFailure {
  const chain = causes(error);
  const last = chain.at(-1);
  const reason = last === undefined ? String(error) : describe(last);
  if (chain.some((step) => step.name === 'TimeoutError')) return { kind: 'timeout', reason };
  if (chain.some(failedToConnect)) return { kind: 'not-sent', reason };
  if (chain.some((step) => codeOf(step)?.endsWith('_TIMEOUT') === true)) return { kind: 'timeout', reason };
  return { kind: 'network', reason };
}

function causes(error: unknown): Error[] {
  const chain: Error[] = [];
  let step = error;
  while (step instanceof Error && chain.length < 10) {
    chain.push(step);
    step = step.cause;
  }
  return chain;
}

function failedToConnect(step: Error): boolean {
  if (step instanceof AggregateError) {
    return step.errors.length > 0 && step.errors.every((one) => one instanceof Error && failedToConnect(one));
  }
  const syscall = 'syscall' in step ? step.syscall : undefined;
  return syscall === 'connect' || syscall === 'getaddrinfo' || codeOf(step) === 'UND_ERR_CONNECT_TIMEOUT';
}

function codeOf(step: Error): string | undefined {
  return 'code' in step && typeof step.code === 'string' ? step.code : undefined;
}

function describe(step: Error): string {
  const first: unknown = step instanceof AggregateError ? step.errors[0] : undefined;
  if (first instanceof Error) return describe(first);
  const code = codeOf(step);
  return code === undefined || step.message.includes(code) ? step.message : `${code}: ${step.message}`;
}
