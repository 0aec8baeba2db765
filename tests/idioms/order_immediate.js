setImmediate(() => { console.log('immediate 1'); process.nextTick(() => console.log('tick')); setImmediate(() => console.log('immediate 3')); });
setImmediate((x) => console.log('immediate 2', x), 'arg');
const c = setImmediate(() => console.log('never'));
clearImmediate(c);
