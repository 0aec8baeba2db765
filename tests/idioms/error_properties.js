const e = new Error('boom');
console.log(e.stack.split('\n')[0]);
e.code = 'E';
e.stack = 'Error: boom';
console.log(e, [e]);
const c = new TypeError('outer', { cause: Object.assign(new Error('inner'), { stack: 'Error: inner' }) });
c.stack = 'TypeError: outer';
console.log(c);
class MyError extends Error { constructor(m) { super(m); this.name = 'MyError'; this.extra = 1; } }
const m = new MyError('mine');
console.log(m.stack.split('\n')[0], String(m), m.name, Object.keys(m));
m.stack = 'Error: mine';
console.log(m, { m });
const a = new AggregateError([1, 2], 'many');
a.stack = 'AggregateError: many';
console.log(a);
