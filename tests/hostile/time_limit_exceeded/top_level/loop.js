// An endless loop at the top level: every case of it exceeds its time, no case of a neighbour does.
for (;;);
function solve() {
  return 'ok';
}
