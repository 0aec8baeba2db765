// Rejections that nobody handles.
function solve(x) {
  if (x === 0) return true ? 'ok' : 'carried over';
  for (let i = 0; i < 1000; i++) Promise.reject(new Error('late'));
  return 'right';
}
