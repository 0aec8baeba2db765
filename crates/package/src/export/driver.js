// Runs a checker of Tribunal's as an output validator of Kattis':
//   node driver.js pass-fail|scoring CHECKER INPUT ANSWER FEEDBACK < OUTPUT
'use strict';
const fs = require('fs');
const [, , type, file, input, answer, feedback] = process.argv;
const read = (path) => fs.readFileSync(path, 'utf8');

async function main() {
  const module = { exports: {} };
  const find = 'return typeof check === "function" ? check : module.exports.check ?? module.exports;';
  const check = new Function('module', 'exports', 'require', `${read(file)}\n${find}`)(module, module.exports, require);
  const result = await check({ input: read(input), answer: read(answer), output: read(0) });
  const told = typeof result === 'object' && result !== null ? result : { verdict: result === true || result === 1 ? 'AC' : 'WA' };
  const score = typeof result === 'number' ? result : told.score;
  if (told.message !== undefined) fs.writeFileSync(`${feedback}judgemessage.txt`, `${told.message}\n`);
  // A part of the points is for accepted cases only, there, and for problems with scores.
  const isPartial = type === 'scoring' && score > 0 && score < 1;
  if (isPartial) fs.writeFileSync(`${feedback}score_multiplier.txt`, `${score}\n`);
  return told.verdict === 'AC' || isPartial;
}

main().then(
  (accepted) => process.exit(accepted ? 42 : 43),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
