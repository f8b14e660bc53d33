require('./sources.cjs');
const { setUp } = require('../src/global-setup.ts');

module.exports = setUp;
