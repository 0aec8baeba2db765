const EventEmitter = require('node:events'); const { setTimeout: sleep } = require('node:timers/promises'); const util = require('node:util');
(async () => { await sleep(10); console.log('slept'); const ac = new AbortController(); setTimeout(() => ac.abort(), 5); try { await sleep(1000, null, { signal: ac.signal }) } catch (e) { console.log(e.name, e.code) } })();
console.log(util.styleText('red', 'x').length, util.types.isPromise(Promise.resolve()), util.inspect(new Map([[1, new Set([2])]])));
