const assert = require('assert');
const attempts = [
  () => assert(0), () => assert.ok(false, 'said'), () => assert.equal(1, 2), () => assert.equal('a', 'b', 'message'),
  () => assert.strictEqual(1, 2), () => assert.strictEqual('a', 'b'), () => assert.strictEqual(NaN, NaN), () => assert.strictEqual(1, '1'),
  () => assert.deepEqual({ a: 1 }, { a: '1' }), () => assert.deepStrictEqual({ a: 1 }, { a: 1 }), () => assert.deepStrictEqual([1, 2, [3]], [1, 2, [3]]),
  () => assert.notStrictEqual(1, 1), () => assert.notEqual(1, 1), () => assert.deepStrictEqual(new Map([[1, { a: 1 }]]), new Map([[1, { a: 1 }]])),
  () => assert.deepStrictEqual(new Set([{ a: 1 }]), new Set([{ a: 1 }])), () => assert.throws(() => { throw new TypeError('x'); }, TypeError),
  () => assert.throws(() => { throw new TypeError('x'); }, /x/), () => assert.throws(() => { throw new TypeError('xy'); }, { message: 'xy', name: 'TypeError' }),
  () => assert.throws(() => {}), () => assert.throws(() => {}, Error), () => assert.doesNotThrow(() => {}), () => assert.fail(), () => assert.fail('told'), () => assert.match('abc', /b/),
  () => assert.ifError(null), () => assert.deepEqual([1, 2], [1, 2]), () => assert.notDeepStrictEqual({ a: 1 }, { a: 2 }), () => assert.throws(() => { throw new Error('a'); }, RangeError),
];
for (const [i, attempt] of attempts.entries()) {
  try {
    attempt();
    console.log(i, 'passed');
  } catch (e) {
    console.log(i, e.name, e.code, e instanceof assert.AssertionError, e.operator, i < 2 ? '' : e.message, e.generatedMessage);
  }
}
try {
  assert.deepStrictEqual({ a: 1 }, { a: 2 });
} catch (e) {
  console.log(e.actual, e.expected);
}
assert.rejects(Promise.reject(new Error('r')), /r/).then(() => console.log('rejects'));
console.log(assert.strict.equal === assert.strictEqual, require('assert').strict === require('assert/strict'));
