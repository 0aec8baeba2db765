import readline from 'readline';
import { once } from 'events';
import * as fs from 'fs';
const rl = readline.createInterface({ input: process.stdin });
const lines = [];
rl.on('line', (line) => lines.push(line));
await once(rl, 'close');
console.log(lines, typeof fs.readFileSync, fs.default === (await import('node:fs')).default);
