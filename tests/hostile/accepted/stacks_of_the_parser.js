// Every construct that nests, nested a hundred thousand deep: each is refused or taken, and nothing breaks.
// or: MLE: the parser may need more memory than there is
// or: TLE: or more time
function solve(x) {
  if (x === 0) return 'ok';
  const forms = [['(', ')'], ['[', ']'], ['{', '}'], ['({a:', '})'], ['[...', ']'], ['`${', '}`'], ['!', ''], ['- ', ''],
    ['typeof ', ''], ['new ', ''], ['()=>', ''], ['async()=>', ''], ['a=>', ''], ['a=', ''], ['a?a:', ''], ['a?.[', ']'],
    ['a(', ')'], ['a[', ']'], ['if(1)', ';'], ['for(;;)', ';'], ['while(0)', ';'], ['do ', ' while(0)'], ['try{', '}finally{}'],
    ['switch(1){case 1:', '}'], ['function f(){', '}'], ['(function(){', '})'], ['class A{static{', '}}'], ['class A extends ', '{}'],
    ['[a=', ']=[]'], ['({a=', '})=>1'], ['x:', ''], ['with(a)', ';'], ['await ', ''], ['a**', ''], ['a,', ''], ['a??', ''], ['0||', ''],
    ['a+', ''], ["'x'+", ''], ['a.b', ''], ['a`', '`'], ['/*', '*/'], ['<!--', ''], ['import(', ')'], ['\\u0061', ''], ['1_', '']];
  let refused = 0;
  for (const [open, close] of forms) {
    for (const depth of [1000, 100000]) {
      try {
        new Function(`${open.repeat(depth)}0${close.repeat(depth)}`);
      } catch {
        refused++;
      }
    }
  }
  return refused > 0 ? 'right' : refused;
}
