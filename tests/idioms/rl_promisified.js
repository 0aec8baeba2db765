const util = require('util');
const rl = require('readline').createInterface(process.stdin, process.stdout);
const question = util.promisify(rl.question).bind(rl);
(async () => {
  const n = await question('n? ');
  console.log(n * 2);
  rl.close();
})();
