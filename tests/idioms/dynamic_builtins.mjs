import * as http from 'node:http'; import * as fs from 'node:fs'; import crypto from 'node:crypto'; import * as cp from 'child_process';
const m = await import('node:worker_threads'); console.log(m.isMainThread, typeof m.default.Worker, typeof cp.fork, typeof http.get);
const { createHash } = await import('crypto'); console.log(createHash('md5').update('x').digest('hex')); console.log(typeof fs.default.readFileSync);
export const q = 1;
