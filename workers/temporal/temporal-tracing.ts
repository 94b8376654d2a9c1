import { createRequire } from 'node:module';
import { OpenTelemetryWorkflowClientInterceptor } from '@temporalio/interceptors-opentelemetry/lib/client/index.js';
import {
  makeWorkflowExporter,
  OpenTelemetryActivityInboundInterceptor,
} from '@temporalio/interceptors-opentelemetry/lib/worker/index.js';
import type { OpenTelemetrySinks } from '@temporalio/interceptors-opentelemetry/lib/workflow/definitions.js';
import type { ActivityInterceptorsFactory, InjectedSinks } from '@temporalio/worker';
import type { StartedTracing } from '../../telemetry/start-tracing.ts';

/** Temporal's own interceptors for OpenTelemetry: a trace goes on through workflows, children and activities. */
export interface TemporalTracing {
  readonly client: OpenTelemetryWorkflowClientInterceptor;
  readonly activity: ActivityInterceptorsFactory;
  /** Bundled with the workflows. */
  readonly workflowModule: string;
  readonly sinks: InjectedSinks<OpenTelemetrySinks>;
}

export function temporalTracing({ spanProcessor, resource }: StartedTracing): TemporalTracing {
  return {
    client: new OpenTelemetryWorkflowClientInterceptor(),
    activity: (ctx) => ({ inbound: new OpenTelemetryActivityInboundInterceptor(ctx) }),
    workflowModule: createRequire(import.meta.url).resolve(
      '@temporalio/interceptors-opentelemetry/lib/workflow-interceptors',
    ),
    sinks: { exporter: makeWorkflowExporter(spanProcessor, resource) },
  };
}
