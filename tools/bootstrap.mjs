// What `npm start` and `npm test` do before anything of ours can run. Plain JavaScript without dependencies: on a fresh
// clone there is nothing else, and the machine's Node may be 20.
import { execFile, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import engine from './stack/engine.cjs';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { platform, arch } = process;
const packaged = join('node_modules', `node-${platform}-${arch}`);
/** The repository's own Node 24; on macOS, for which the registry has none, the machine's. */
export const node = platform === 'linux' ? join(root, packaged, 'bin', 'node') : process.execPath;
const oldestNode = platform === 'linux' ? 20 : 24;
const oldestJava = 17;

/** What a person can do something about: one sentence, no stack trace. */
export class Trouble extends Error {}

export function say(line) {
  process.stderr.write(`${line}\n`);
}

/** Installs and builds what is missing or older than its source. */
export async function prepare() {
  requireNode();
  await requireInfrastructure();
  if (!isInstalled()) await install();
  await build();
}

/** Runs the steps; a Trouble becomes one sentence and exit code 1. */
export async function run(steps) {
  try {
    process.exitCode = await steps();
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    say(error.message);
    process.exitCode = 1;
  }
}

function requireNode() {
  const [major] = process.versions.node.split('.').map(Number);
  if (major < oldestNode)
    throw new Trouble(
      `Node ${oldestNode} or later is needed; this is ${process.version} (${process.execPath}).`,
    );
}

async function requireInfrastructure() {
  const { KAFKA_BROKERS, DATABASE_URL, REDIS_URL } = process.env;
  if (KAFKA_BROKERS && DATABASE_URL && REDIS_URL) return;
  const [java, docker] = await Promise.all([javaVersion(), engine.engineSocket(process.env)]);
  if (docker || KAFKA_BROKERS || java >= oldestJava) return;
  const found = java === undefined ? 'there is no java here' : `this java is ${java}`;
  throw new Trouble(
    `Java ${oldestJava} or later is needed to run Kafka (${found}), or a running Docker, or Kafka's address in KAFKA_BROKERS.`,
  );
}

const output = promisify(execFile);

async function javaVersion() {
  const home = process.env.JAVA_HOME;
  try {
    const { stderr } = await output(home ? join(home, 'bin', 'java') : 'java', ['-version'], {
      timeout: 10_000,
    });
    return Number(/version "(\d+)/.exec(stderr)?.[1]);
  } catch {
    return undefined;
  }
}

/** True when every package of the lockfile that this platform must have is there in its version. */
function isInstalled() {
  const installed = packagesIn(join(root, 'node_modules', '.package-lock.json'));
  const locked = packagesIn(join(root, 'package-lock.json'));
  if (installed === undefined || locked === undefined || !existsSync(node)) return false;
  if (installed[packaged]?.version !== locked[packaged]?.version) return false;
  return Object.entries(locked).every(
    ([path, { version, link, optional, devOptional, peer }]) =>
      !path.startsWith('node_modules/') ||
      link ||
      optional ||
      devOptional ||
      peer ||
      installed[path]?.version === version,
  );
}

function packagesIn(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

async function install() {
  say('Installing the packages of package-lock.json (once; a minute or two)…');
  const npm = process.env.npm_execpath;
  const [command, args] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []];
  const done = await follow(
    command,
    [...args, 'ci', '--no-fund', '--no-audit', '--loglevel=error'],
    'installing',
  );
  if (done.code !== 0) throw new Trouble(sentence('The packages cannot be installed', done.output));
  if (!existsSync(node)) throw new Trouble(`npm did not install the repository's own Node (${packaged}).`);
}

async function build() {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  if (!existsSync(join(root, 'tools', 'stack', 'dist', 'main.js'))) say('Building…');
  const done = await follow(node, [tsc, '-b', '--pretty', 'false'], 'building');
  if (done.code !== 0) throw new Trouble(sentence('The sources cannot be built', done.output));
}

function sentence(what, details) {
  if (/ENOSPC|no space left on device/i.test(details))
    return `${what}: the disk is full. Free some space and start again.`;
  return `${what}:\n${details.trim().split('\n').slice(-15).join('\n')}`;
}

/** Runs a quiet command to its end and says every ten seconds that it is still at work. */
function follow(command, args, doing) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    const started = Date.now();
    const pulse = setInterval(
      () => say(`  still ${doing} (${Math.round((Date.now() - started) / 1000)} s)`),
      10_000,
    );
    let text = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (text += chunk));
    child.on('error', (error) => {
      clearInterval(pulse);
      reject(new Trouble(`${command} cannot be run: ${error.message}.`));
    });
    child.on('close', (code) => {
      clearInterval(pulse);
      resolve({ code, output: text });
    });
  });
}

/** Runs a program of ours under the repository's Node, hands signals on, and answers its exit code. */
export function hand(args) {
  return new Promise((resolve) => {
    // Over the channel the program notices our death, however it comes.
    // kafkajs waits for "-1 minus now" where nothing is throttled: Node takes 1 ms, and says so (our services mend it).
    const child = spawn(node, ['--disable-warning=TimeoutNegativeWarning', ...args], {
      cwd: root,
      stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    });
    let asked = false;
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
      process.on(signal, () => {
        asked = true;
        child.kill(signal);
      });
    // Once, and only if nobody has asked: a second signal would cut the orderly stop short.
    const watch = whenNpmDies(() => {
      if (!asked) child.kill('SIGTERM');
      asked = true;
    });
    child.on('exit', (code) => {
      clearInterval(watch);
      resolve(code ?? 1);
    });
  });
}

/** npm that is killed tells nobody: we look for it. Only where /proc shows who our ancestors are. */
function whenNpmDies(stop) {
  const npm = npmAbove(process.ppid);
  if (npm === undefined) return undefined;
  return setInterval(() => {
    if (processOf(npm.pid)?.start !== npm.start) stop();
  }, 1_000);
}

function npmAbove(pid, generations = 3) {
  const found = processOf(pid);
  if (found === undefined || generations === 0) return undefined;
  return /^npm(\s|$)/.test(found.title)
    ? { pid, start: found.start }
    : npmAbove(found.parent, generations - 1);
}

function processOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const title = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    return { parent: Number(fields[1]), start: fields[19], title };
  } catch {
    return undefined;
  }
}
