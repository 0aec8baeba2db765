// A text of a hundred thousand parts that leans to one side.
function solve(x) {
  if (x === 0) return 'ok';
  let text = '';
  for (let i = 0; i < 1e5; i++) text = `x${text}`;
  return [text, { text }];
}
