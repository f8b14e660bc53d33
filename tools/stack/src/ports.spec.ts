import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { choosePort, freePorts, isFree } from './ports';
import { Trouble } from './trouble';

const wish = { name: 'gateway', setting: 'GATEWAY_PORT', customary: 8080 };
const allFree = () => Promise.resolve(true);
const free =
  (...ports: number[]) =>
  (port: number) =>
    Promise.resolve(ports.includes(port));

describe('choosing a port', () => {
  it('takes the customary one when it is free', async () => {
    await expect(choosePort(wish, new Set(), allFree)).resolves.toBe(8080);
  });

  it('takes the next free one when the customary is taken', async () => {
    await expect(choosePort(wish, new Set(), free(8083, 8084))).resolves.toBe(8083);
  });

  it('prefers the port of the start before', async () => {
    await expect(choosePort({ ...wish, before: 8123 }, new Set(), allFree)).resolves.toBe(8123);
  });

  it('leaves the port of the start before when somebody else has it now', async () => {
    await expect(choosePort({ ...wish, before: 8123 }, new Set(), free(8080))).resolves.toBe(8080);
  });

  it('never gives the same port twice', async () => {
    const taken = new Set<number>();
    const first = await choosePort(wish, taken, allFree);
    const second = await choosePort(wish, taken, allFree);
    expect([first, second]).toEqual([8080, 8081]);
  });

  it('says in one sentence that a port that was asked for is taken', async () => {
    const choice = choosePort({ ...wish, asked: 9000, before: 8123 }, new Set(), free(8123));
    await expect(choice).rejects.toThrow(Trouble);
    await expect(choice).rejects.toThrow(/^Port 9000 \(GATEWAY_PORT, for gateway\) is taken/);
  });
});

describe('ports of this machine', () => {
  let server: Server;

  beforeEach(async () => {
    server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });

  afterEach(() => new Promise((resolve) => server.close(resolve)));

  it('are not free while something listens', async () => {
    await expect(isFree((server.address() as AddressInfo).port)).resolves.toBe(false);
  });

  it('are found, all different and below those of outgoing connections', async () => {
    const ports = Object.values(await freePorts(['a', 'b', 'c', 'd']));
    expect(new Set(ports).size).toBe(4);
    for (const port of ports) expect(port).toBeLessThan(32_768);
  });
});
