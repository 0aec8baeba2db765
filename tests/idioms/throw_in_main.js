console.log('x');
function f() { throw new RangeError('bad'); }
f();
