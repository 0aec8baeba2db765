import * as readline from 'node:readline/promises';
import { stdin as input, stdout as output } from 'node:process';
const rl = readline.createInterface({ input, output });
const a = await rl.question('a: ');
const b = await rl.question('b: ');
console.log(+a + +b);
rl.close();
