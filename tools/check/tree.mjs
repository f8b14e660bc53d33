// What must not stand in the tree: paths of somebody's machine, hosts of somebody's registry.
import { isCanary, projectFiles, readJson, readText } from './files.mjs';

// Put together here, so that this file does not find itself.
const MACHINE_PATHS = [
  ['', 'work', ''],
  ['', 'root', ''],
  ['', 'home', ''],
  ['', 'Users', ''],
].map((parts) => parts.join('/'));
const BINARY = /\.(png|jpg|ico|woff2?|jar|gz|zip|pdf)$/;

/** @param {string} root @returns {Promise<{ file: string, rule: string, message: string }[]>} */
export async function checkTree(root) {
  const files = projectFiles(root).filter((path) => !BINARY.test(path) && !isCanary(path));
  return [...files.flatMap((file) => machinePaths(file, readText(root, file))), ...resolvedHosts(root)];
}

function machinePaths(file, text) {
  return text.split('\n').flatMap((line, index) =>
    MACHINE_PATHS.filter((path) => new RegExp(`(^|[\\s"'\`=(:])${path}`).test(line)).map((path) => ({
      file,
      rule: 'machine-path',
      message: `line ${index + 1} has ${path}`,
    })),
  );
}

function resolvedHosts(root) {
  return Object.entries(readJson(root, 'package-lock.json').packages)
    .filter(([, entry]) => /^[a-z+]+:\/\//.test(entry.resolved ?? ''))
    .map(([name, entry]) => ({
      file: 'package-lock.json',
      rule: 'resolved-host',
      message: `${name} is tied to ${new URL(entry.resolved).host}; npm with this repository's .npmrc leaves it out`,
    }));
}
