// The class of shared buffers is taken from the buffer of a memory, and functions of ours are lain in wait for.
function solve(x) {
  if (x === 0) return 'ok';
  let stolen;
  globalThis.Proxy = function (target) { stolen = target; return target; };
  Reflect.construct = (target) => { stolen = target; };
  const { buffer } = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
  const Shared = stolen ?? buffer.constructor;
  const large = new Shared(0, { maxByteLength: 2 ** 32 });
  large.grow(100 << 20);
  new Uint8Array(large).fill(1);
  return 'right';
}
