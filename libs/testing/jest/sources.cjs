// Jest loads its global set-up by Node's own resolution, which knows nothing of `customExportConditions`: this makes it
// find the sources of our packages, so that tests need no build.
const { registerHooks } = require('node:module');
const { existsSync } = require('node:fs');
const { join } = require('node:path');
const { pathToFileURL } = require('node:url');

const root = join(__dirname, '..', '..', '..');
registerHooks({
  resolve(specifier, context, next) {
    const name = /^@kezek\/([a-z-]+)$/.exec(specifier)?.[1];
    const source = ['libs', 'tools', 'services']
      .map((folder) => join(root, folder, name ?? '', 'src', 'index.ts'))
      .find((file) => name !== undefined && existsSync(file));
    return source === undefined
      ? next(specifier, context)
      : { url: pathToFileURL(source).href, format: 'commonjs', shortCircuit: true };
  },
});
