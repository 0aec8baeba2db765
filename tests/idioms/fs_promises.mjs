import { readFile } from 'fs/promises';
import fs, { promises } from 'fs';
const text = await readFile('/dev/stdin', 'utf8');
console.log(text.split('\n').length, promises === fs.promises, promises.readFile === readFile);
await readFile('/nope').catch((e) => console.log(e.code));
