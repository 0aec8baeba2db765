// A module whose top level awaits for ever.
for (;;) await null;
export function solve() {
  return 'ok';
}
