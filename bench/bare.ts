// The least that a Fastify server can do for a read: one route that answers the JSON it was given. Prints its port.
import { fastify } from 'fastify';

const body = process.argv[2] ?? '{}';
const app = fastify();
app.get('/v1/track/:handle', (_request, reply) => reply.type('application/json; charset=utf-8').send(body));
const address = await app.listen({ host: '127.0.0.1', port: 0 });
process.stdout.write(`${new URL(address).port}\n`);
