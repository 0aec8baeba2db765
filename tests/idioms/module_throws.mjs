import assert from 'assert';
console.log('a');
await null;
assert.equal(1, 2);
