// The kinds of file in a service are a closed list: lint rules and readers hang on the suffix.
import { projectFiles } from './files.mjs';

const AT_THE_TOP = /^(main|app\.module|config|data-source)\.ts$/;
const KIND = /^[a-z0-9]+(-[a-z0-9]+)*\.(rules|row|service|controller|consumer|query|module)\.ts$/;
const SPEC = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)?\.(spec|int-spec)\.ts$/;
const KEBAB = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*\.ts$/;

/** @param {string} root @returns {Promise<{ file: string, rule: string, message: string }[]>} */
export async function checkKinds(root) {
  return projectFiles(root).flatMap((file) => {
    const message = judge(file);
    return message === undefined ? [] : [{ file, rule: 'kinds', message }];
  });
}

function judge(file) {
  const inService = /^services\/[^/]+\/src\/(.*\/)?([^/]+\.ts)$/.exec(file);
  if (inService !== null) {
    const [, folder = '', name] = inService;
    return isKind(folder, name) ? undefined : 'not one of the kinds of file that a service has';
  }
  const elsewhere = /^(libs|tools|tests|bench)\/(?!canaries\/).*?([^/]+\.ts)$/.exec(file);
  return elsewhere === null || KEBAB.test(elsewhere[2]) ? undefined : 'a name is kebab-case and its kind';
}

function isKind(folder, name) {
  if (folder === '' && AT_THE_TOP.test(name)) return true;
  // What only specifications use is no part of the service.
  if (folder.startsWith('migrations/') || folder.startsWith('testing/')) return KEBAB.test(name);
  return KIND.test(name) || SPEC.test(name);
}
