process.on('uncaughtException', (e, origin) => console.log('caught', e.message, origin));
setTimeout(() => { throw new Error('one'); }, 1);
setTimeout(() => { console.log('still here'); Promise.reject(new Error('two')); }, 2);
setTimeout(() => queueMicrotask(() => { throw new Error('three'); }), 3);
process.nextTick(() => { throw new Error('zero'); });
throw new Error('top');
