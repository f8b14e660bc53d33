import { readJson } from '../files';
import { isProduction } from '../settings';
import { sentenceOf, Trouble } from '../trouble';
import { clients } from './clients';
import { developmentIssuer, type IssuerSecrets } from './issuer';

/** `main.js <port> <file of secrets>`: the issuer as a process of its own, on loopback. */
function main(port: number, file: string): void {
  if (isProduction()) throw new Trouble('The development issuer does not run with NODE_ENV=production.');
  const secrets = readJson(file) as IssuerSecrets | undefined;
  if (secrets === undefined) throw new Trouble(`${file} cannot be read.`);
  const issuer = developmentIssuer(
    `http://127.0.0.1:${String(port)}`,
    secrets.signingKey,
    clients.map((client) => ({ ...client, secret: secrets.clients[client.id] ?? '' })),
  );
  const server = issuer.listen(port, '127.0.0.1');
  process.once('SIGTERM', () => {
    server.close(() => {
      process.exit(0);
    });
    server.closeIdleConnections();
  });
}

try {
  main(Number(process.argv[2]), process.argv[3] ?? '');
} catch (error) {
  process.stderr.write(`${sentenceOf(error)}\n`);
  process.exit(1);
}
