import { startSimulator } from './simulator';

function number(name: string, fallback: number): number {
  const text = process.env[name];
  const value = text === undefined || text === '' ? fallback : Number(text);
  if (!Number.isSafeInteger(value) || value < 0)
    throw new Error(`${name} must be a whole number, not "${text ?? ''}"`);
  return value;
}

function text(name: string, fallback: string): string {
  const value = process.env[name];
  return value === undefined || value === '' ? fallback : value;
}

async function main(): Promise<void> {
  const simulator = await startSimulator({
    host: text('HOST', '127.0.0.1'),
    smppPort: number('SMPP_PORT', 2775),
    pagePort: number('PAGE_PORT', 2780),
    systemId: text('SMPP_SYSTEM_ID', 'kezek'),
    password: text('SMPP_PASSWORD', 'kezek'),
    receiptDelay: number('RECEIPT_DELAY_MS', 100),
    lateReceiptDelay: number('LATE_RECEIPT_DELAY_MS', 10_000),
    capacity: number('CAPACITY', 50_000),
  });
  const smpp = `${text('HOST', '127.0.0.1')}:${String(simulator.smppPort)}`;
  process.stdout.write(`SMSC simulator: SMPP on ${smpp}, page on ${simulator.page}\n`);
  const stop = () => {
    void simulator.close().then(() => process.exit(0));
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

main().catch((error: unknown) => {
  process.stderr.write(`SMSC simulator: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
