import {
  type Attributes,
  type Context,
  context,
  isSpanContextValid,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
} from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { randomUUID } from 'node:crypto';

// Both are no-ops when the process has them already.
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
propagation.setGlobalPropagator(new W3CTraceContextPropagator());

type Carrier = Readonly<Record<string, string | string[] | undefined>>;

// UUIDs come from a pool of random bytes: a third of the cost of asking the system for each.
const hex = (): string => randomUUID().replaceAll('-', '');

const fresh = () => ({
  traceId: hex(),
  spanId: hex().slice(16),
  traceFlags: TraceFlags.NONE,
});

/** The context that W3C headers (`traceparent`, `tracestate`) carry; garbage counts as none. */
export const extractTrace = (carrier: Carrier): Context => propagation.extract(ROOT_CONTEXT, carrier);

/** The W3C headers of the present trace, for a call to another process. */
export function injectTrace(headers: Record<string, string> = {}): Record<string, string> {
  propagation.inject(context.active(), headers);
  return headers;
}

/** `traceparent` of what is running now; undefined outside of any trace. */
export const currentTraceparent = (): string | undefined => injectTrace()['traceparent'];

/** The trace that a desk can quote; undefined outside of any trace. */
export const currentTraceId = (): string | undefined => {
  const span = trace.getSpanContext(context.active());
  return span && isSpanContextValid(span) ? span.traceId : undefined;
};

/** A span below `parent`; where nothing records spans it still has ids, so that logs and answers can name the trace. */
export function startSpan(
  name: string,
  parent: Context,
  kind: SpanKind = SpanKind.INTERNAL,
): { span: Span; within: Context } {
  const started = trace.getTracer('kezek').startSpan(name, { kind }, parent);
  const span = isSpanContextValid(started.spanContext()) ? started : trace.wrapSpanContext(fresh());
  return { span, within: trace.setSpan(parent, span) };
}

/** Runs `work` in a span; a failure is noted on the span and thrown on. */
export async function inSpan<T>(
  name: string,
  options: { readonly kind?: SpanKind; readonly attributes?: Attributes },
  work: () => Promise<T>,
): Promise<T> {
  const { span, within } = startSpan(name, context.active(), options.kind);
  span.setAttributes(options.attributes ?? {});
  try {
    return await context.with(within, work);
  } catch (error) {
    span.setStatus({ code: SpanStatusCode.ERROR });
    throw error;
  } finally {
    span.end();
  }
}

/** Goes on with the trace that a row or record carried; starts a new one where it carried none. */
export function runWithTraceparent<T>(traceparent: string | undefined, work: () => T): T {
  const parent = traceparent === undefined ? ROOT_CONTEXT : extractTrace({ traceparent });
  const known = trace.getSpanContext(parent);
  return context.with(known ? parent : trace.setSpanContext(parent, fresh()), work);
}

export { SpanKind };
