// Each workspace names exactly what it imports, at exact versions, the same in the whole repository.
import { builtinModules } from 'node:module';
import ts from 'typescript';
import { isSpec, projectFiles, readJson, readText, workspaces } from './files.mjs';

const EXACT = /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/;
const TAGS = {
  libs: /^type:(contracts|platform|smpp|testing)$/,
  services: /^type:service$/,
  tools: /^type:tool$/,
};

/** @param {string} root @returns {Promise<{ file: string, rule: string, message: string }[]>} */
export async function checkManifests(root) {
  const main = readJson(root, 'package.json');
  const all = workspaces(root);
  const files = projectFiles(root);
  const versions = { ...main.dependencies, ...main.devDependencies };
  return [
    ...inexact('package.json', main),
    ...all.flatMap(({ folder, manifest }) => [
      ...inexact(`${folder}/package.json`, manifest),
      ...differing(`${folder}/package.json`, manifest, versions),
      ...unnamed(`${folder}/package.json`, folder, manifest),
      ...undeclared(root, folder, { manifest, files, versions }),
    ]),
  ];
}

const dependencies = (manifest) =>
  Object.entries({ ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies });

const inexact = (file, manifest) =>
  dependencies(manifest)
    .filter(([, version]) => !EXACT.test(version))
    .map(([name, version]) => ({ file, rule: 'exact-version', message: `${name} is "${version}"` }));

const differing = (file, manifest, versions) =>
  dependencies(manifest)
    .filter(([name, version]) => versions[name] !== undefined && versions[name] !== version)
    .map(([name, version]) => ({
      file,
      rule: 'one-version',
      message: `${name} is ${version} here and ${versions[name]} at the root`,
    }));

function unnamed(file, folder, manifest) {
  const missing = ['build', 'lint'].filter((script) => manifest.scripts?.[script] === undefined);
  const tagged = (manifest.nx?.tags ?? []).some((tag) => TAGS[folder.split('/')[0]].test(tag));
  return [
    ...missing.map((script) => ({ file, rule: 'scripts', message: `has no "${script}" script` })),
    ...(tagged ? [] : [{ file, rule: 'tags', message: 'has no tag that the module boundaries know' }]),
  ];
}

function undeclared(root, folder, { manifest, files, versions }) {
  const declared = new Set([manifest.name, ...dependencies(manifest).map(([name]) => name)]);
  return files
    .filter((file) => file.startsWith(`${folder}/src/`) && file.endsWith('.ts'))
    .flatMap((file) =>
      importedPackages(readText(root, file))
        // Tests may also use what the whole repository tests with.
        .filter((name) => !declared.has(name) && !(isSpec(file) && isForTests(name, versions)))
        .map((name) => ({ file, rule: 'undeclared', message: `${name} is not in ${folder}/package.json` })),
    );
}

const isForTests = (name, versions) => versions[name] !== undefined || name.startsWith('@kezek/');

function importedPackages(source) {
  const names = ts.preProcessFile(source, true, true).importedFiles.map(({ fileName }) => fileName);
  return [...new Set(names.filter(isPackage).map(packageName))];
}

const isPackage = (specifier) =>
  !specifier.startsWith('.') && !specifier.startsWith('node:') && !builtinModules.includes(specifier);

const packageName = (specifier) =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
