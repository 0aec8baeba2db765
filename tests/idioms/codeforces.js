// Reads by `readline`, prints by `print`: as on Codeforces, in SpiderMonkey and d8.
var t = parseInt(readline());
while (t--) {
  var n = +readline();
  var a = readline().split(' ').map(Number);
  print(a.length === n ? 'YES' : 'NO', Math.max.apply(null, a));
}
print(readline() === null, typeof write);
write('no end', 5);
putstr('\n');
print(undefined, null, 1.5, [1, 2], 'x');
