// A top level that fills the memory.
const all = [];
for (;;) all.push({});
function solve() {
  return 'ok';
}
