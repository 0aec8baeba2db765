const n = readInt();
let sum = 0;
for (let i = 0; i < n; i++) sum += readInt();
console.log(sum, readNumber(), readNumber(), readWord(), readWord(), readline(), readline(), readline());
for (const read of [readInt, readNumber, readInt]) {
  try {
    console.log(read());
  } catch (error) {
    console.log(error.message);
  }
}
console.log(readWord(), readWord(), readline(), readInt.name);
try {
  readInt();
} catch (error) {
  console.log(error.name, error.message);
}
