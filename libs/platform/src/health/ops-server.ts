import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hearErrors } from '../telemetry/hear-errors';
import { describeError, logger } from '../telemetry/logger';
import { metrics } from '../telemetry/metrics';
import type { HealthRegistry, HealthReport } from './health-registry';

const send = (response: ServerResponse, status: number, contentType: string, body: string): void => {
  response.writeHead(status, { 'content-type': contentType, 'cache-control': 'no-store' }).end(body);
};

const sendReport = (response: ServerResponse, report: HealthReport): void => {
  send(response, report.ok ? 200 : 503, 'application/json', JSON.stringify(report));
};

async function answer(path: string, health: HealthRegistry, response: ServerResponse): Promise<void> {
  if (path === '/health/live') sendReport(response, await health.live());
  else if (path === '/health/ready') sendReport(response, await health.ready());
  else if (path === '/metrics') send(response, 200, metrics.contentType, await metrics.metrics());
  else send(response, 404, 'text/plain', 'Not found\n');
}

export interface OpsServer {
  readonly port: number;
  readonly server: Server;
  close(): Promise<void>;
}

/** Health and metrics on a port of their own, which nobody outside of the cluster can reach. */
export async function startOpsServer(host: string, port: number, health: HealthRegistry): Promise<OpsServer> {
  const server: Server = hearErrors(
    createServer((request, response) => {
      hearErrors(response);
      const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
      answer(path, health, response).catch((error: unknown) => {
        logger('health').error({ err: describeError(error) }, 'health could not be told');
        if (!response.headersSent) send(response, 500, 'text/plain', 'Failed\n');
      });
    }),
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    server,
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
