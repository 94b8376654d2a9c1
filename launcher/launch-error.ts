/** Something a person can put right: `message` is the one line they read. */
export class LaunchError extends Error {
  override readonly name = 'LaunchError';
  readonly exitCode: 1 | 2;

  constructor(message: string, options: { readonly exitCode?: 1 | 2; readonly cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.exitCode = options.exitCode ?? 1;
  }
}
