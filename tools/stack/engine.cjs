// Where a Docker engine of this machine listens. Plain JavaScript: `npm start` asks before anything is built.
const { request } = require('node:http');
const { homedir, userInfo } = require('node:os');
const { join } = require('node:path');

const answerWithinMs = 3_000;

// The places where testcontainers looks, in its order. An engine elsewhere publishes on the loopback of elsewhere.
function sockets({ DOCKER_HOST: host, XDG_RUNTIME_DIR: runtime }) {
  if (host) return host.startsWith('unix://') ? [host.slice('unix://'.length)] : [];
  return [
    '/var/run/docker.sock',
    ...(runtime ? [join(runtime, 'docker.sock')] : []),
    join(homedir(), '.docker', 'run', 'docker.sock'),
    join(homedir(), '.docker', 'desktop', 'docker.sock'),
    join('/run', 'user', String(userInfo().uid), 'docker.sock'),
  ];
}

function answers(socketPath) {
  return new Promise((resolve) => {
    const ping = request({ socketPath, path: '/_ping', timeout: answerWithinMs }, (response) => {
      response.on('error', () => undefined).resume();
      resolve(response.statusCode === 200);
    });
    ping.on('timeout', () => ping.destroy());
    ping.on('error', () => resolve(false));
    ping.end();
  });
}

/** The socket of a Docker engine of this machine that answers; undefined when there is none. */
exports.engineSocket = async function engineSocket(env) {
  for (const socket of sockets(env)) if (await answers(socket)) return socket;
  return undefined;
};
