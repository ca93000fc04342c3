/* OpenTelemetry spans for calls and streams. */
export {
  tracing,
  type OpenTelemetryApi,
  type SpanContext,
  type TracingOptions,
} from './lib/contracts/tracing.js';
