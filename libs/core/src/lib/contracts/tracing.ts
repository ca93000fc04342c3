import { checkObject, invalidArgument, type Headers } from '@culvert/protocol';
import { Observable, tap } from 'rxjs';
import { describeThrown } from '../runtime/describe-thrown.js';
import type { ContractRequest, Interceptor } from './interceptor.js';

/** A span in the terms of W3C Trace Context. */
export interface SpanContext {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** 16 hexadecimal digits. */
  readonly spanId: string;
  /** Bits as a number: 1 means that the trace is sampled. */
  readonly traceFlags: number;
}

/** The part of `@opentelemetry/api` that is used here, 1.3 or later. */
export interface OpenTelemetryApi {
  /** Makes spans, and puts them into contexts. */
  readonly trace: {
    /** Returns the tracer of a library. */
    getTracer(name: string): {
      /** Starts a span below the span of the context. */
      startSpan(name: string, options?: object, context?: unknown): OpenTelemetrySpan;
    };
    /** Returns a context with this span. */
    setSpan(context: unknown, span: unknown): unknown;
    /** Returns a context with the span of another process. */
    setSpanContext(context: unknown, spanContext: SpanContext & { isRemote?: boolean }): unknown;
  };
  /** Knows the context of the running code. */
  readonly context: {
    /** Returns the present context. */
    active(): unknown;
    /** Runs a function in a context. */
    with<T>(context: unknown, run: () => T): T;
  };
  /** The kinds of a span. */
  readonly SpanKind: { readonly CLIENT: number; readonly SERVER: number };
  /** The states of a span. */
  readonly SpanStatusCode: { readonly ERROR: number };
}

interface OpenTelemetrySpan {
  spanContext(): SpanContext;
  setStatus(status: { code: number; message?: string }): unknown;
  recordException(error: Error): void;
  end(): void;
}

/** Options of {@link tracing}. */
export interface TracingOptions {
  /** `import * as api from '@opentelemetry/api'`. Without it, no spans are made and `traceparent` is passed on. */
  readonly api?: OpenTelemetryApi | undefined;
}

/**
 * An interceptor for both sides, which carries the trace from one process to the next. The header is
 * `traceparent` of W3C Trace Context: https://www.w3.org/TR/trace-context/#traceparent-header
 *
 * With OpenTelemetry, each call and stream has one span at the caller and one at the handler. A span lasts from
 * subscription to end.
 * Calls that a handler makes belong to the same trace. The interceptor propagates the trace itself, so no propagator
 * has to be registered.
 *
 * @param options without `api`, the interceptor does nothing
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for an `api` that is not that module
 * @example
 * import * as api from '@opentelemetry/api';
 * expose(main, activity, handlers, { interceptors: [tracing({ api })] });
 * const client = wrap(renderer, activity, { interceptors: [tracing({ api })] });
 */
export function tracing(options: TracingOptions = {}): Interceptor {
  checkObject('tracing: options', options);
  const { api } = options;
  if (api === undefined) return (request, next) => next(request);
  if (typeof (api as Partial<OpenTelemetryApi> | null)?.trace?.getTracer !== 'function')
    throw invalidArgument("tracing: api must be the module '@opentelemetry/api': import * as api from it.");
  return (request, next) =>
    new Observable((subscriber) => {
      const { channel, kind, side, headers } = request;
      const isAsked = side === 'wrap';
      const active = api.context.active();
      const caller = isAsked ? undefined : parseTraceparent(headers);
      const parent =
        caller === undefined ? active : api.trace.setSpanContext(active, { ...caller, isRemote: true });
      const span = api.trace.getTracer('@culvert/core').startSpan(
        channel,
        {
          kind: isAsked ? api.SpanKind.CLIENT : api.SpanKind.SERVER,
          attributes: { 'rpc.system': 'culvert', 'rpc.method': channel, 'culvert.kind': kind },
        },
        parent,
      );
      const traced = isAsked ? withTraceparent(request, span.spanContext()) : request;
      subscriber.add(() => span.end());
      const failed = tap<unknown>({
        error: (error: unknown) => {
          const message = error instanceof Error ? error.message : describeThrown(error);
          span.setStatus({ code: api.SpanStatusCode.ERROR, message });
          if (error instanceof Error) span.recordException(error);
        },
      });
      api.context.with(api.trace.setSpan(parent, span), () => {
        subscriber.add(next(traced).pipe(failed).subscribe(subscriber));
      });
    });
}

function withTraceparent(
  request: ContractRequest,
  { traceId, spanId, traceFlags }: SpanContext,
): ContractRequest {
  const flags = traceFlags.toString(16).padStart(2, '0');
  return { ...request, headers: { ...request.headers, traceparent: `00-${traceId}-${spanId}-${flags}` } };
}

/** Returns `undefined` for an absent or invalid header. Then a new trace begins. */
function parseTraceparent({ traceparent = '' }: Headers): SpanContext | undefined {
  const match = /^(?!ff)[\da-f]{2}-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(-|$)/.exec(traceparent);
  if (match === null) return undefined;
  const [, traceId = '', spanId = '', flags = ''] = match;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) };
}
