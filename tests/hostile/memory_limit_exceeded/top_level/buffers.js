// A top level that asks for buffers.
const all = [];
for (;;) all.push(new Uint8Array(1 << 20).fill(1));
function solve() {
  return 'ok';
}
