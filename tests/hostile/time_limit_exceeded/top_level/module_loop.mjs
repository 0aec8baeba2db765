// A module that loops.
for (;;);
export function solve() {
  return 'ok';
}
