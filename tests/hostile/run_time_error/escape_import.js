// Imports at run time.
function solve(x) {
  if (x === 0) return 'ok';
  return import('fs').then((fs) => fs.readFileSync('/etc/passwd', 'utf8'));
}
