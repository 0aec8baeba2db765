setTimeout(() => console.log('timeout 0'), 0);
setTimeout(() => console.log('timeout 5'), 5);
process.nextTick(() => console.log('tick 1'));
Promise.resolve().then(() => { console.log('micro 1'); process.nextTick(() => console.log('tick from micro')); }).then(() => console.log('micro 2'));
queueMicrotask(() => console.log('micro 3'));
process.nextTick((a, b) => console.log('tick 2', a, b), 1, 2);
process.nextTick(() => Promise.resolve().then(() => console.log('micro from tick')));
console.log('sync');
