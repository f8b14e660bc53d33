import { type OperationDefinition, operations, Refusal } from '@kezek/contracts';
import { routePath } from '@kezek/platform';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { ForwardingService } from './forwarding.service';

/** Every call of the contract that another service owns. */
export const forwarded: readonly OperationDefinition[] = operations.filter(
  ({ service }) => service !== 'gateway',
);

/** Leaves bodies unread: their owner parses them. What isn't plain JSON is refused here already. */
export function leaveBodies(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', ({ headers }, _payload, done) => {
    const encoding = headers['content-encoding'] ?? 'identity';
    if (encoding === 'identity') done(null);
    else done(new Refusal('unsupported-media-type'));
  });
}

/**
 * One route for each call of the contract, and no other. Straight on Fastify, for a guard of Nest's comes after the
 * body: the platform's stands before each, and asks who is calling before anything of a body is read.
 */
export function mountForwarded(app: NestFastifyApplication): void {
  const server = app.getHttpAdapter().getInstance();
  const forwarding = app.get(ForwardingService);
  for (const operation of forwarded)
    server.route({
      method: operation.method.toUpperCase(),
      url: `/v1${routePath(operation.path)}`,
      config: { operation },
      handler: async (request, reply) => {
        await forwarding.forward(operation, request, reply);
      },
    });
}
