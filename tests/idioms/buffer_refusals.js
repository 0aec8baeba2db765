const bytes = Buffer.alloc(8);
for (const act of [
  () => bytes.fill('a', 0, 100), () => bytes.copy(5), () => bytes.equals('x'), () => bytes.compare('x'), () => Buffer.concat([1]),
  () => Buffer.compare('a', bytes), () => bytes.readUIntBE(0, 7), () => bytes.writeIntLE(1, 0, 0), () => bytes.readInt32LE(6),
]) {
  try { console.log(act()); } catch (error) { console.log(error.name, error.code, error.message); }
}
console.log(Buffer.concat([], 3), Buffer.from('abc').toLocaleString());
