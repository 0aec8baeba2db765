// Ever new tagged templates, whose objects live as long as their code.
function solve(x) {
  if (x === 0) return 'ok';
  const all = [];
  for (let i = 0; ; i++) all.push(eval(`((parts) => parts)\`${'x'.repeat(1000)}${i}\``));
}
