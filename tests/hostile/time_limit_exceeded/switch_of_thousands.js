// Code with a switch of fifty thousand cases, compiled over and over.
function solve(x) {
  if (x === 0) return 'ok';
  let code = '';
  for (let i = 0; i < 50000; i++) code += `case ${i}:`;
  for (let i = 0; ; i++) new Function('a', `switch (a) {${code} return ${i};}`)(i);
}
