// Which files belong to the project: what git tracks, and what it would track.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The folders of sources, as dependency-cruiser takes them. */
export const CRUISED = ['libs', 'services', 'tools', 'tests', 'bench'];

const NOT_OURS = new Set(['node_modules', 'dist', '.git', '.kezek', '.nx', 'coverage']);

/** @param {string} root @returns {string[]} paths relative to the root, with forward slashes, sorted */
export function projectFiles(root) {
  if (!existsSync(join(root, '.git'))) return walk(root, '').sort();
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return [...new Set(listed.split('\0'))]
    .filter((path) => path !== '' && existsSync(join(root, path)))
    .sort();
}

function walk(root, folder) {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (NOT_OURS.has(entry.name)) return [];
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    return entry.isDirectory() ? walk(root, path) : entry.isFile() ? [path] : [];
  });
}

/** @param {string} root @param {string} path */
export const readText = (root, path) => readFileSync(join(root, path), 'utf8');

/** @param {string} root @param {string} path */
export const readJson = (root, path) => JSON.parse(readText(root, path));

/** @param {string} root @returns {{ folder: string, manifest: any }[]} the workspaces, in order of path */
export function workspaces(root) {
  return projectFiles(root)
    .filter((path) => /^(libs|services|tools)\/[^/]+\/package\.json$/.test(path))
    .map((path) => ({ folder: path.slice(0, -'/package.json'.length), manifest: readJson(root, path) }));
}

/** Canaries break the fences on purpose, so the fences pass them by. */
export const isCanary = (path) => path.startsWith('tools/canaries/cases/');

/** A specification, or what only specifications use. @param {string} path */
export const isSpec = (path) => /\.(spec|int-spec|sys-spec)\.ts$|\/src\/testing\//.test(path);
