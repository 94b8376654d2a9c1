import type { Logger } from './log.ts';

/**
 * Starts tracing when a collector is named, by OpenTelemetry's own variables (OTEL_EXPORTER_OTLP_ENDPOINT and the
 * others that its SDK reads); otherwise loads nothing of it.
 */
export async function tracingIfWanted(
  wanted: boolean,
  options: { readonly serviceName: string; readonly logger: Logger },
) {
  if (!wanted) return undefined;
  const { startTracing } = await import('./start-tracing.ts');
  return startTracing(options);
}
