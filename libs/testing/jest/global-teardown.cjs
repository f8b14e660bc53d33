require('./sources.cjs');
const { tearDown } = require('../src/global-setup.ts');

module.exports = tearDown;
