// Asks for a thread of its own.
function solve(x) {
  if (x === 0) return 'ok';
  return new Worker('data:text/javascript,for(;;);');
}
