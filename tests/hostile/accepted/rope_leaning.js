// Texts of a hundred thousand parts that lean to one side, as the result.
function solve(x) {
  if (x === 0) return 'ok';
  let left = '';
  let right = '';
  for (let i = 0; i < 1e5; i++) {
    left = `${left}x`;
    right = `x${right}`;
  }
  return left + 'right' + right === `${left}right${right}` ? (left + 'right' + right).slice(1e5, 100005) : 'wrong';
}
