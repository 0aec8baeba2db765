// Kattis, SPOJ, HackerRank.
process.stdin.resume();
process.stdin.setEncoding('ascii');
let inputString = '';
process.stdin.on('data', function (chunk) { inputString += chunk; });
process.stdin.on('end', function () {
  inputString = inputString.trim().split('\n').map((s) => s.trim());
  main();
});
let current = 0;
function readLine() { return inputString[current++]; }
function main() {
  const t = parseInt(readLine(), 10);
  for (let i = 0; i < t; i++) {
    const [a, b] = readLine().split(' ').map((x) => parseInt(x, 10));
    console.log(a + b);
  }
}
