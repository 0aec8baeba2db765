// A loop that allocates all the time and keeps nothing: time, not memory.
function solve(x) {
  if (x === 0) return 'ok';
  let last;
  for (let i = 0; ; i++) last = { i, text: `${i}`, list: [i] };
}
