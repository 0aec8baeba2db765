// What a module may not have.
export function solve(x) {
  with (x) return 'ok';
}
