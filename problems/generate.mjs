// Writes the case files of the bundled problems, or checks the committed ones.
//
//   node problems/generate.mjs [ID...]          writes problems/<id>/cases/*.jsonl
//   node problems/generate.mjs --check [ID...]  writes nothing; fails if a file would change
//
// Both ways, every expected answer (those of the inline samples too) is computed twice: by
// `reference` and by `independent`, two different methods that `reference.mjs` of the problem
// exports. `generator.mjs` exports a generator of `{ file, name, args }`, for a class with `calls`
// besides, which the solutions get as a second argument after that of the constructor's arguments. A
// reference that throws makes a case that expects this message; one that returns an `AnyOf` makes a case
// of several accepted answers. Lists and trees are arrays here, as they are in cases.

import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { isDeepStrictEqual } from "node:util";
import { AnyOf } from "./lib/any-of.mjs";
import { ExpectedError } from "./lib/expected-error.mjs";
import { readProblemFile } from "./lib/problem-file.mjs";
import { Random } from "./lib/random.mjs";
import { decode, encode } from "./lib/values.mjs";

const MAX_FILE_BYTES = 1_000_000;
const root = new URL("./", import.meta.url);

const options = process.argv.slice(2);
const checkOnly = options.includes("--check");
const wanted = options.filter((option) => option !== "--check");
const unknownOption = wanted.find((option) => option.startsWith("-"));
if (unknownOption) {
  console.error(`unknown option ${unknownOption}; usage: node generate.mjs [--check] [ID...]`);
  process.exit(2);
}

const known = await problemIds();
let failures = 0;
let total = 0;
for (const id of wanted.length > 0 ? wanted : known) {
  try {
    if (!known.includes(id)) throw new Error(`no such problem; there are ${known.join(", ")}`);
    const { count, bytes } = await processProblem(id);
    total += count;
    console.log(`${id}: ${count} cases, ${bytes} bytes generated`);
  } catch (error) {
    failures += 1;
    console.error(`${id}: ${error.message}`);
  }
}
console.log(`${total} cases in all`);
process.exitCode = failures > 0 ? 1 : 0;

/** Folders that have a generator. */
async function problemIds() {
  const entries = await readdir(root, { withFileTypes: true });
  const ids = [];
  for (const entry of entries.filter((entry) => entry.isDirectory())) {
    const files = await readdir(new URL(`${entry.name}/`, root));
    if (files.includes("generator.mjs")) ids.push(entry.name);
  }
  return ids.sort();
}

async function processProblem(id) {
  const folder = new URL(`${id}/`, root);
  const { checker, samples } = readProblemFile(await readFile(new URL("problem.toml", folder), "utf8"));
  const solutions = await import(new URL("reference.mjs", folder));
  const { default: generate } = await import(new URL("generator.mjs", folder));

  const names = new Set();
  const claim = (name) => {
    if (names.has(name)) throw new Error(`two cases are named "${name}"`);
    names.add(name);
  };

  for (const sample of samples) {
    claim(sample.name);
    const outcome = await solveTwice(solutions, sample, checker);
    const given = "throws" in outcome ? sample.throws : (sample.expected_any ?? sample.expected);
    if (!agrees(outcome, sample, checker)) {
      throw new Error(`"${sample.name}" expects ${show(given)}, the reference gives ${show(outcome)}`);
    }
  }

  const files = new Map();
  for (const { file, name, args, calls } of generate(new Random(id))) {
    claim(name);
    const outcome = await solveTwice(solutions, { name, args, calls }, checker);
    roundTrip(name, args);
    const line = { name, args: encode(args) };
    if (calls !== undefined) line.calls = encode(calls);
    for (const [key, value] of Object.entries(outcome)) {
      roundTrip(name, value);
      line[key] = key === "throws" ? value : encode(value);
    }
    if (!files.has(file)) files.set(file, []);
    files.get(file).push(JSON.stringify(line));
  }

  const cases = new URL("cases/", folder);
  if (!checkOnly) await mkdir(cases, { recursive: true });
  const present = await readdir(cases).catch(() => []);
  const problems = [];
  let bytes = 0;
  for (const [file, lines] of files) {
    const text = lines.join("\n") + "\n";
    const size = Buffer.byteLength(text);
    if (size > MAX_FILE_BYTES) throw new Error(`cases/${file}.jsonl would have ${size} bytes`);
    bytes += size;
    const path = new URL(`${file}.jsonl`, cases);
    if (!checkOnly) await writeFile(path, text);
    else if ((await readFile(path, "utf8").catch(() => null)) !== text) {
      problems.push(`cases/${file}.jsonl is not what the generator makes`);
    }
  }
  for (const name of present.filter((name) => !files.has(name.replace(/\.jsonl$/, "")))) {
    if (checkOnly) problems.push(`cases/${name} is made by no generator`);
    else await rm(new URL(name, cases));
  }
  if (problems.length > 0) {
    throw new Error(`${problems.join("; ")}; run: node problems/generate.mjs ${id}`);
  }
  return { count: names.size, bytes };
}

/** `{ expected }`, `{ expected_any }` or `{ throws }`, after both methods have agreed on it. */
async function solveTwice({ reference, independent }, { name, args, calls }, checker) {
  const given = calls === undefined ? args : [args, calls];
  const outcome = await outcomeOf(reference, given);
  const other = await outcomeOf(independent, given);
  if (!agrees(outcome, other, checker)) {
    throw new Error(`"${name}": reference ${show(outcome)}, independent ${show(other)}`);
  }
  return outcome;
}

async function outcomeOf(solve, args) {
  try {
    const result = await solve(...structuredClone(args));
    return result instanceof AnyOf ? { expected_any: result.answers } : { expected: result };
  } catch (error) {
    if (error instanceof ExpectedError) return { throws: error.message || true };
    throw error;
  }
}

function agrees(outcome, other, checker) {
  if (outcome.throws || other.throws) return outcome.throws === other.throws;
  if (outcome.expected_any || other.expected_any) {
    // In whatever order either method finds them.
    return equal(sorted(outcome.expected_any, false), sorted(other.expected_any, false));
  }
  return same(outcome.expected, other.expected, checker);
}

function same(a, b, checker) {
  if (checker.name === "floats") return close(a, b);
  if (checker.name === "unordered") {
    return equal(sorted(a, checker.nested), sorted(b, checker.nested));
  }
  return equal(a, b);
}

/** Deep equality. Two invalid dates are not equal for `node:util`, but have the same encoding. */
function equal(a, b) {
  return isDeepStrictEqual(a, b) || JSON.stringify(encode(a)) === JSON.stringify(encode(b));
}

/** Nearer than any tolerance a problem allows, so that the references leave room for contestants. */
function close(a, b) {
  if (typeof a === "number" && typeof b === "number") {
    return Object.is(a, b) || Math.abs(a - b) <= 1e-10 * Math.max(1, Math.abs(a));
  }
  if (typeof a !== "object" || a === null || typeof b !== "object" || b === null) {
    return Object.is(a, b);
  }
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => close(a[key], b[key]));
}

function sorted(value, nested) {
  if (!Array.isArray(value)) return value;
  const items = nested ? value.map((item) => sorted(item, nested)) : value;
  const keyed = items.map((item) => [JSON.stringify(encode(item)), item]);
  return keyed.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, item]) => item);
}

function roundTrip(name, value) {
  if (!equal(decode(JSON.parse(JSON.stringify(encode(value)))), value)) {
    throw new Error(`"${name}": ${show(value)} does not survive encoding`);
  }
}

function show(value) {
  const text = JSON.stringify(encode(value));
  return text.length > 200 ? `${text.slice(0, 200)}...` : text;
}
