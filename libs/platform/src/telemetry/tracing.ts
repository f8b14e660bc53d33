import { trace } from '@opentelemetry/api';
import type { Lifecycle } from '../lifecycle';

/**
 * Sends spans by OTLP, where an endpoint is configured. Loaded only then: the SDK and its exporter cost a quarter of
 * a second and 20 MiB.
 */
export async function startTracing(
  service: string,
  endpoint: string | undefined,
  lifecycle: Lifecycle,
): Promise<void> {
  if (endpoint === undefined) return;
  const [{ BatchSpanProcessor, TracerProvider }, { OTLPTraceExporter }, { resourceFromAttributes }] =
    await Promise.all([
      import('@opentelemetry/sdk-trace'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/resources'),
    ]);
  const exporter = new OTLPTraceExporter({ url: new URL('/v1/traces', endpoint).href });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': `kezek-${service}` }),
    spanProcessors: [new BatchSpanProcessor({ exporter })],
  });
  trace.setGlobalTracerProvider(provider);
  lifecycle.onStop('telemetry', 'spans', () => provider.shutdown());
}
