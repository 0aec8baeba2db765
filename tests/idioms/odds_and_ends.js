const path = require('path');
console.log(require('sys') === require('util'), JSON.stringify(require('util').styleText('red', 'x')), JSON.stringify(require('util').styleText(['bold', 'red'], 'x', { validateStream: false })));
process.env.SIZE = 5;
console.log(typeof process.env.SIZE, process.env.SIZE, process.env.NOTHING);
const { PerformanceObserver } = require('perf_hooks');
console.log(typeof PerformanceObserver);
for (const name of ['a//b', 'a/', '/a', '//', 'a.b/', '/a/b.c', '']) console.log(path.dirname(name), path.parse(name));
