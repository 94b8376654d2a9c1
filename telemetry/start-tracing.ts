import { context, diag, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { envDetectorSync, Resource } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import type { Logger } from './log.ts';
import { traceOutgoingRequests } from './trace-outgoing-requests.ts';
import type { Tracing } from './tracing.ts';

const KINDS = { server: SpanKind.SERVER, internal: SpanKind.INTERNAL } as const;
const STOP_WITHIN_MS = 2_000;

/** What Temporal's interceptors need beside our own spans. */
export interface StartedTracing extends Tracing {
  readonly resource: Resource;
  readonly spanProcessor: BatchSpanProcessor;
}

/**
 * Sends spans by OTLP over HTTP to where the standard variables say, with their sampler and resource attributes. Every
 * request that this process sends out gets a span as well. What the collector does not take is dropped and logged.
 */
export function startTracing(options: {
  readonly serviceName: string;
  readonly logger: Logger;
}): StartedTracing {
  const { serviceName, logger } = options;
  const tell = (message: string) => logger.warn({ message }, 'tracing');
  diag.setLogger({ error: tell, warn: tell, info: () => {}, debug: () => {}, verbose: () => {} });
  // The variables come last: OTEL_SERVICE_NAME names the process otherwise.
  const resource = new Resource({ 'service.name': serviceName }).merge(envDetectorSync.detect());
  const spanProcessor = new BatchSpanProcessor(new OTLPTraceExporter());
  const provider = new NodeTracerProvider({ resource, spanProcessors: [spanProcessor] });
  provider.register();
  const tracer = provider.getTracer('alphaflow');
  const stopListening = traceOutgoingRequests(tracer);

  return {
    resource,
    spanProcessor,
    span(name, { kind, attributes, headers }, run) {
      const parent =
        headers === undefined ? context.active() : propagation.extract(context.active(), headers);
      return tracer.startActiveSpan(name, { kind: KINDS[kind], attributes }, parent, async (span) => {
        try {
          return await run((more, failed = false) => {
            span.setAttributes(more);
            if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
          });
        } catch (error) {
          span.setStatus({ code: SpanStatusCode.ERROR, message: String(error) });
          throw error;
        } finally {
          span.end();
        }
      });
    },
    past(name, ms, attributes) {
      // Nobody asked for what happens outside every request and activity.
      if (trace.getActiveSpan() === undefined) return;
      const endedAt = Date.now();
      tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes, startTime: endedAt - ms }).end(endedAt);
    },
    async stop() {
      stopListening();
      const { promise: late, resolve } = Promise.withResolvers<undefined>();
      const timer = setTimeout(() => resolve(undefined), STOP_WITHIN_MS);
      await Promise.race([provider.shutdown().catch(tell), late]);
      clearTimeout(timer);
    },
  };
}
