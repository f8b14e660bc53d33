import { spawn } from 'node:child_process';
import { waitFor } from '@kezek/testing';
import { Desk } from './support/desk';
import { codeUnder, root } from './support/docs';
import { sandboxForThisFile } from './support/sandbox';

const sandbox = sandboxForThisFile();

describe('another agency', () => {
  it('reads the tickets of the city with the program of its page', async () => {
    const desk = await Desk.of(sandbox(), 'district-turksib');
    const body = { service: 'certificate', channel: 'desk', language: 'ru', phone: '+77017770010' };
    const { body: ticket } = await desk.call('/offices/ALM-TRK/tickets', { method: 'POST', body });
    const { kafka, clients } = sandbox().running;
    const env = {
      PATH: '',
      KAFKA_AGENCY_BROKERS: kafka.agencyBrokers[0],
      AGENCY_PASSWORD: clients.find(({ id }) => id === 'agency-akimat')?.secret,
    };
    const program = codeUnder('docs/subscribing.md', 'Reading');
    const reader = spawn(process.execPath, ['--input-type=module', '-e', program], { cwd: root, env });
    let output = '';
    reader.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    try {
      const seen = () => output.includes('queue.ticket.issued') && output.includes(ticket.id);
      await waitFor(seen, 'the ticket at the agency', 40_000);
    } finally {
      reader.kill('SIGKILL');
    }
    expect(output).not.toContain(ticket.trackingToken);
    expect(output).not.toContain('7770010');
  }, 60_000);
});
