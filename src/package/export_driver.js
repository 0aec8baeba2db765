// Runs a checker of Tribunal's as an output validator of Kattis': node run.js CHECKER INPUT ANSWER FEEDBACK < OUTPUT
'use strict';
const fs = require('fs');
const [, , file, input, answer, feedback] = process.argv;
const read = (path) => fs.readFileSync(path, 'utf8');
const module_ = { exports: {} };
const find = 'return typeof check === "function" ? check : module.exports.check ?? module.exports;';
const check = new Function('module', 'exports', 'require', `${read(file)}\n${find}`)(module_, module_.exports, require);
const result = check({ input: read(input), answer: read(answer), output: read(0) });
const told = typeof result === 'object' && result !== null ? result : {};
let score = typeof result === 'number' ? result : told.score;
const accepted = told.verdict !== undefined ? told.verdict === 'AC' : typeof result === 'number' ? result > 0 : result === true;
if (told.message !== undefined) fs.writeFileSync(feedback + 'judgemessage.txt', String(told.message) + '\n');
if (accepted && score !== undefined && score < 1) fs.writeFileSync(feedback + 'score_multiplier.txt', String(score) + '\n');
process.exit(accepted ? 42 : 43);
