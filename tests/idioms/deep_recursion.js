// As deep as everybody's default allows.
const depth = (n) => (n === 0 ? 0 : 1 + depth(n - 1));
console.log(depth(5000));
let overflow = false;
try {
  (function f() { f(); })();
} catch (e) {
  overflow = e instanceof RangeError && e.message;
}
console.log(overflow);
