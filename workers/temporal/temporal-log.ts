import type { LogLevel, LogMetadata, Logger as TemporalLogger } from '@temporalio/common';
import type { Logger } from '../../telemetry/log.ts';
import { idsOfWorkflow } from './ids-of-workflow.ts';

/** Temporal's log lines, and those of workflows, in the process's own log, with the cycle or order that they are about. */
export function temporalLog(logger: Logger): TemporalLogger {
  const at = {
    TRACE: (message: string, meta?: LogMetadata) => logger.trace(named(meta), message),
    DEBUG: (message: string, meta?: LogMetadata) => logger.debug(named(meta), message),
    INFO: (message: string, meta?: LogMetadata) => logger.info(named(meta), message),
    WARN: (message: string, meta?: LogMetadata) => logger.warn(named(meta), message),
    ERROR: (message: string, meta?: LogMetadata) => logger.error(named(meta), message),
  };
  return {
    log: (level: LogLevel, message: string, meta?: LogMetadata) => at[level](message, meta),
    trace: at.TRACE,
    debug: at.DEBUG,
    info: at.INFO,
    warn: at.WARN,
    error: at.ERROR,
  };
}

function named(meta: LogMetadata = {}): LogMetadata {
  const { workflowId } = meta;
  return typeof workflowId === 'string' ? { ...meta, ...idsOfWorkflow(workflowId) } : meta;
}
