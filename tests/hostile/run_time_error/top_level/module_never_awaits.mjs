// A module that awaits what never comes.
await new Promise(() => {});
export function solve() {
  return 'ok';
}
