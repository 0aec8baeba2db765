import { createInterface } from 'node:readline';

const lines = [];
for await (const line of createInterface({ input: process.stdin })) lines.push(line.split(' ').map(Number));
const [, numbers, ...questions] = lines;
const prefix = Float64Array.from([0, ...numbers]);
for (let i = 1; i < prefix.length; i++) prefix[i] += prefix[i - 1];
for (const [l, r] of questions) console.log(prefix[r] - prefix[l - 1]);
