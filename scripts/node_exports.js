// Writes `crates/engine/src/prelude/node/exports.txt`: what each of node's built-in modules exports, as node itself says.
//
//     node --no-warnings scripts/node_exports.js > crates/engine/src/prelude/node/exports.txt
'use strict';
const { builtinModules } = require('module');
const PLAIN = ['constants', 'STATUS_CODES', 'METHODS', 'codes', 'asyncWrapProviders'];
// Objects that Tribunal's own modules make.
const MADE = ['types', 'promises', 'posix', 'win32'];

function exportsOf(name) {
  const home = require(`node:${name}`);
  const functions = [];
  const objects = [];
  const values = {};
  for (const key of Object.keys(home)) {
    const value = home[key];
    if (typeof value === 'function') functions.push(key);
    else if (key.startsWith('_')) continue;
    else if (name === 'process' || name === 'console') continue;
    else if (value === null || ['string', 'number', 'boolean'].includes(typeof value) || PLAIN.includes(key)) values[key] = value;
    else if (['object', 'symbol'].includes(typeof value) && !MADE.includes(key)) objects.push(key);
  }
  return {
    functions: functions.join(' ') || undefined,
    objects: objects.join(' ') || undefined,
    values: Object.keys(values).length > 0 ? values : undefined,
  };
}
const names = new Set([...builtinModules, 'test', 'sea', 'test/reporters']);
for (const name of [...names].sort()) {
  const isAnother = /^(path|sys|_stream_(duplex|passthrough|readable|transform|writable)$)/.test(name);
  console.log(`${name} ${JSON.stringify(isAnother ? {} : exportsOf(name))}`);
}
