// What `module.exports` held.
function solve(x) {
  if (x === 0) return module.exports.kept === undefined && exports === module.exports ? 'ok' : 'carried over';
  module.exports.kept = 1;
  module.exports = null;
  exports = 1;
  return 'right';
}
