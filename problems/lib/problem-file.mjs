// Reads the few facts that the generators need from a `problem.toml`: the checker and the inline
// cases. This is no TOML parser; it expects these values on one line each and either in the
// notation that TOML shares with JSON or as a literal string, and says so where they are not.

import { decode } from "./values.mjs";

/**
 * @returns {{checker: object, samples: {
 *   name: string, args: any[], calls: any[] | undefined, expected: any, expected_any: any[] | undefined, throws: any
 * }[]}}
 */
export function readProblemFile(text) {
  const checker = {};
  const samples = [];
  let target = null;
  let insideText = false;
  for (const [index, line] of text.split("\n").entries()) {
    const quotes = line.split("'''").length - 1;
    if (insideText || quotes > 0) {
      insideText = insideText !== (quotes % 2 === 1);
      continue;
    }
    const header = /^\[+([\w.]+)\]+/.exec(line)?.[1];
    if (header) {
      target = header === "checker" ? checker : header === "case" ? {} : null;
      if (header === "case") samples.push(target);
    }
    const pair = /^(\w+)\s*=\s*(.*)$/.exec(line);
    if (target && pair) target[pair[1]] = value(pair[2], index + 1);
  }
  return { checker, samples: samples.map(sample) };
}

function value(text, line) {
  const literal = /^'([^']*)'$/.exec(text);
  if (literal) return literal[1];
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`line ${line}: write this value on one line, as JSON or in single quotes`);
  }
}

function sample(fields) {
  const read = (key) =>
    `${key}_json` in fields ? decode(JSON.parse(fields[`${key}_json`])) : decode(fields[key]);
  const calls = read("calls");
  const args = read("args") ?? (calls && []);
  const [expected, expected_any] = [read("expected"), read("expected_any")];
  return { name: fields.name, args, calls, expected, expected_any, throws: fields.throws };
}
