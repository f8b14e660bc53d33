// The public: so many connections without a token, each asking again as soon as it is answered, whatever the answer
// says. Runs until its input ends; then prints how often each status came, and how often none did.
import { Pool } from 'undici';

const [origin = '', connections = '1', ...paths] = process.argv.slice(2);
const pool = new Pool(origin, { connections: Number(connections), headersTimeout: 30_000 });
const answers: Record<string, number> = {};
let ended = false;

async function ask(path: string): Promise<string> {
  try {
    const { statusCode, body } = await pool.request({ method: 'GET', path });
    await body.dump();
    return String(statusCode);
  } catch {
    return 'failed';
  }
}

async function goOn(connection: number): Promise<void> {
  for (let turn = connection; !ended; turn += 1) {
    const answer = await ask(paths[turn % paths.length] ?? '/');
    answers[answer] = (answers[answer] ?? 0) + 1;
  }
}

process.stdin.resume().once('end', () => {
  ended = true;
});
await Promise.all(Array.from({ length: Number(connections) }, (_, connection) => goOn(connection)));
await pool.close();
process.stdout.write(JSON.stringify(answers));
