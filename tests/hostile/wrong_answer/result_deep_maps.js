// Maps within Maps, and errors and boxes in between.
function solve(x) {
  if (x === 0) return 'ok';
  let value = 'right';
  for (let i = 0; i < 2e4; i++) value = new Map([[new Set([value]), i]]);
  return value;
}
