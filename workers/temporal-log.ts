import type { LogLevel, LogMetadata, Logger as TemporalLogger } from '@temporalio/common';
import type { Logger } from '../telemetry/log.ts';

/** Temporal's log lines in the process's own log. */
export function temporalLog(logger: Logger): TemporalLogger {
  const at = {
    TRACE: (message: string, meta?: LogMetadata) => logger.trace(meta ?? {}, message),
    DEBUG: (message: string, meta?: LogMetadata) => logger.debug(meta ?? {}, message),
    INFO: (message: string, meta?: LogMetadata) => logger.info(meta ?? {}, message),
    WARN: (message: string, meta?: LogMetadata) => logger.warn(meta ?? {}, message),
    ERROR: (message: string, meta?: LogMetadata) => logger.error(meta ?? {}, message),
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
