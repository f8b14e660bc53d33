import { configOf, Lifecycle, serve, type Serving } from '@kezek/platform';
import { echo, FarSide, testIssuer, type TestIssuer } from '@kezek/testing';
import { gateway } from '../app.module';

/** A gateway before one owner, which echoes unless a test says otherwise; nobody answers for Kafka, Redis and notifications. */
export interface ServedGateway {
  readonly serving: Serving;
  readonly issuer: TestIssuer;
  readonly owner: FarSide;
  readonly lifecycle: Lifecycle;
  readonly origin: string;
  /** Of an operator of `ALM-TRK`. */
  readonly bearer: Record<string, string>;
  readonly post: (
    path: string,
    body: string | ReadableStream,
    headers?: Record<string, string>,
  ) => Promise<Response>;
  close(): Promise<void>;
}

const scopes = ['queue:read', 'queue:issue', 'queue:operate', 'notifications:read'];
const nobody = '127.0.0.1:1';

/** Nobody is there for Kafka: the gateway serves all the same. */
export async function serveGateway(settings: Record<string, string> = {}): Promise<ServedGateway> {
  const [issuer, owner] = await Promise.all([testIssuer(), new FarSide().listen()]);
  owner.handler = echo;
  const lifecycle = new Lifecycle();
  const config = configOf(gateway, {
    NODE_ENV: 'test',
    LOG_LEVEL: 'silent',
    PORT: '0',
    OPS_PORT: '0',
    KAFKA_BROKERS: nobody,
    REDIS_URL: `redis://${nobody}`,
    QUEUE_URL: owner.url,
    NOTIFICATIONS_URL: `http://${nobody}`,
    CORS_ORIGINS: 'https://desk.example.kz',
    ...issuer.settings,
    ...settings,
  });
  const serving = await serve(gateway, config, lifecycle);
  const origin = `http://127.0.0.1:${String(serving.port)}`;
  const bearer = await issuer.headers({ scopes, offices: ['ALM-TRK'] });
  return {
    serving,
    issuer,
    owner,
    lifecycle,
    origin,
    bearer,
    post: (path, body, headers = {}) =>
      fetch(`${origin}${path}`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json', 'idempotency-key': 'k1', ...bearer, ...headers },
        ...(body instanceof ReadableStream && { duplex: 'half' }),
      }),
    async close() {
      await lifecycle.stop();
      await owner.close();
      await issuer.close();
    },
  };
}

/** One gateway for all tests of a file; its owner echoes again, and has seen nothing, before each. */
export function useGateway(settings: Record<string, string> = {}): ServedGateway {
  let served: ServedGateway;
  beforeAll(async () => {
    served = await serveGateway(settings);
  });
  beforeEach(() => {
    served.owner.handler = echo;
    served.owner.seen.length = 0;
  });
  afterAll(() => served.close());
  return new Proxy({} as ServedGateway, { get: (_, name) => Reflect.get(served, name) as unknown });
}

export async function problemIn(
  response: Response,
): Promise<{ code: string; status: number; traceId: string }> {
  expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  return (await response.json()) as { code: string; status: number; traceId: string };
}
