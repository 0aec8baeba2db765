// Ways in which a module finds out whether it is the program.
import { dirname } from 'path';
import { fileURLToPath, pathToFileURL } from 'node:url';
const file = fileURLToPath(import.meta.url);
if (process.argv[1] === file) console.log('by path');
if (import.meta.url === `file://${process.argv[1]}`) console.log('by address');
if (import.meta.url === pathToFileURL(process.argv[1]).href) console.log('by href');
console.log(import.meta.filename === file, import.meta.dirname === dirname(file));
