const { Console } = require('console');
const { Writable } = require('stream');
let text = '';
const out = new Writable({ write(chunk, encoding, done) { text += chunk; done(); } });
const mine = new Console(out);
mine.log('a', { b: [1, 2] });
mine.group('group');
mine.log('inside\nof it');
mine.groupEnd();
mine.count();
mine.error('as well');
console.log(JSON.stringify(text), mine instanceof Console, console.Console === Console);
new Console({ stdout: process.stdout, stderr: process.stderr }).log('x', [1]);
try { new Console(); } catch (error) { console.log(error.code, error.message); }
console.profile('p');
console.profileEnd('p');
console.timeStamp('t');
console.log(String(console));
