import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { engineSocket } from '../engine.cjs';

describe('the Docker engine of this machine', () => {
  let dir: string;
  let socket: string;
  let status: number;
  let engine: Server;

  beforeEach(async () => {
    dir = mkdtempSync(join(tmpdir(), 'kezek-engine-'));
    socket = join(dir, 'docker.sock');
    status = 200;
    engine = createServer(({ url }, response) => {
      response.writeHead(url === '/_ping' ? status : 404).end();
    });
    await new Promise<void>((resolve) => engine.listen(socket, resolve));
  });

  afterEach(async () => {
    await new Promise((resolve) => engine.close(resolve));
    rmSync(dir, { recursive: true });
  });

  it('is found where DOCKER_HOST says', async () => {
    await expect(engineSocket({ DOCKER_HOST: `unix://${socket}` })).resolves.toBe(socket);
  });

  it('is not one that is unwell', async () => {
    status = 500;
    await expect(engineSocket({ DOCKER_HOST: `unix://${socket}` })).resolves.toBeUndefined();
  });

  it('is not a socket that nobody listens on', async () => {
    await expect(engineSocket({ DOCKER_HOST: `unix://${dir}/none.sock` })).resolves.toBeUndefined();
  });

  it('is not on another machine: its loopback is not ours', async () => {
    const env = { DOCKER_HOST: 'tcp://docker:2375', XDG_RUNTIME_DIR: dir };
    await expect(engineSocket(env)).resolves.toBeUndefined();
  });

  it("is found in the user's own runtime directory", async () => {
    const found = await engineSocket({ XDG_RUNTIME_DIR: dir });
    expect([socket, '/var/run/docker.sock']).toContain(found);
  });
});
