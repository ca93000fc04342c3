/**
 * OpenTelemetry spans for calls and streams.
 *
 * @module @culvert/core/tracing
 */
export {
  tracing,
  type OpenTelemetryApi,
  type SpanContext,
  type TracingOptions,
} from './lib/contracts/tracing.js';
