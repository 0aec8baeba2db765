// A WebAssembly table of ten million entries.
// or: RTE: V8 may refuse it
function solve(x) {
  if (x === 0) return 'ok';
  return new WebAssembly.Table({ initial: 10000000, element: 'anyfunc' }).length;
}
