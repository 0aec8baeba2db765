// Names of node's own that programs give to variables of theirs.
const process = require('process');
const console = require('console');
const { Buffer } = require('buffer');
const { setTimeout: later } = require('timers');
const { performance } = require('perf_hooks');
const global = globalThis;
later(() => console.log(typeof process.exit, `${Buffer.from('x')}`, performance.now() > 0, global === globalThis), 1);
