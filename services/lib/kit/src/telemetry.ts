import { randomBytes } from 'node:crypto';
import { type Context, context, propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';

// Trace ids travel through HTTP and messages even where no tracing backend is set up. An operator who preloads an
// OpenTelemetry SDK (`node --import`) has registered its own parts by now: these calls then change nothing.
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
propagation.setGlobalPropagator(new W3CTraceContextPropagator());

/** The context that a caller sent in its `traceparent`, or a new trace where there is none. */
export function continueTrace(headers: Record<string, unknown>): Context {
  const received = propagation.extract(ROOT_CONTEXT, headers);
  if (trace.getSpanContext(received)) return received;
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId: randomBytes(16).toString('hex'),
    spanId: randomBytes(8).toString('hex'),
    traceFlags: 0,
  });
}

/** Runs `work` so that logs and outgoing calls below it belong to the trace. */
export function withTrace<T>(traced: Context, work: () => T): T {
  return context.with(traced, work);
}

/** Headers that carry the current trace to the next process. */
export function traceHeaders(): Record<string, string> {
  const headers: Record<string, string> = {};
  propagation.inject(context.active(), headers);
  return headers;
}

/** The ids of the current trace, as log fields. */
export function traceIds(): { trace_id?: string } {
  const span = trace.getSpanContext(context.active());
  return span ? { trace_id: span.traceId } : {};
}
