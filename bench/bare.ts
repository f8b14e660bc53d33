// The least that a Fastify server can do for a read: a route that answers the JSON it was given, and one that answers
// a ticket's row. Prints its address.
import { fastify } from 'fastify';
import { Pool } from 'pg';

const [body = '{}', connectionString = ''] = process.argv.slice(2);
const database = new Pool({ connectionString, max: 10 });
const app = fastify();
const json = 'application/json; charset=utf-8';
app.get('/v1/track/:trackingToken', (_request, reply) => reply.type(json).send(body));
app.get<{ Params: { trackingToken: string } }>('/row/:trackingToken', async ({ params }) => {
  const text = "SELECT * FROM ticket WHERE tracking_token_hash = sha256(convert_to($1, 'UTF8'))";
  return (await database.query<object>({ name: 'row', text, values: [params.trackingToken] })).rows[0];
});
process.stdout.write(`${await app.listen({ host: '127.0.0.1', port: 0 })}\n`);
