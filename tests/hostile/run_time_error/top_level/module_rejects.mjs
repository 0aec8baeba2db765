// A module whose top level rejects with nothing.
await Promise.reject();
export function solve() {
  return 'ok';
}
