// The console. What a submission writes is kept for the report; of a function's problem it is never part of the
// result, of a program's it is the output.
(function (host, get) {
  'use strict';
  const { keys } = Object;
  const inspect = (value, options) => get('inspect')(value, options);
  const format = (args) => get('formatWithOptions')(undefined, args);
  // A native's fast form refuses what is too much, and its other form stops the program.
  const writeLine = (text) => host.writeLine(text) || host.slow.writeLine(text);

  // A cell: deeper objects are named only.
  function cell(value) {
    const isDeep = typeof value === 'object' && value !== null && keys(value).length > 2;
    return inspect(value, { maxArrayLength: 3, breakLength: Infinity, depth: isDeep ? -1 : 0 });
  }
  function render(head, columns) {
    const widthOf = (text) => (/[^\x20-\x7e]/.test(text) ? host.columns(text) : text.length);
    const widths = head.map((name, i) => Math.max(widthOf(name), ...columns[i].map(widthOf)) + 2);
    const rule = (left, middle, right) => left + widths.map((width) => '─'.repeat(width)).join(middle) + right;
    const row = (cells) => `│${cells.map((text, i) => ` ${text}${' '.repeat(widths[i] - 1 - widthOf(text))}`).join('│')}│`;
    const rows = columns[0].map((_, y) => row(columns.map((column) => column[y] ?? '')));
    return [rule('┌', '┬', '┐'), row(head), rule('├', '┼', '┤'), ...rows, rule('└', '┴', '┘')].join('\n');
  }
  // A console that writes with two functions, of which each takes a line.
  function makeConsole(out, err) {
    let indent = '';
    const counts = new Map();
    const starts = new Map();
    function print(line, args) {
      // One string or number, which is what programs print by the million, needs no formatting.
      let text;
      const first = args[0];
      if (args.length === 1 && typeof first === 'string') text = first;
      else if (args.length === 1 && typeof first === 'number' && first !== 0) text = `${first}`;
      else text = format(args);
      if (indent !== '') text = indent + text.replaceAll('\n', `\n${indent}`);
      line(text);
    }
    function elapsed(label) {
      const time = get('performance').now() - starts.get(label);
      return `${label}: ${time >= 1000 ? `${(time / 1000).toFixed(3)}s` : `${Number(time.toFixed(3))}ms`}`;
    }

    function table(rows, only) {
      if (typeof rows !== 'object' || rows === null) return console.log(rows);
      const kind = host.kind(rows);
      const isIterator = kind === 'MapIterator' || kind === 'SetIterator';
      if (kind === 'Map' || kind === 'Set' || isIterator) {
        const [items, arePairs] = host.entries(rows);
        const count = arePairs ? items.length / 2 : items.length;
        const index = Array.from({ length: count }, (_, i) => `${i}`);
        const columns = arePairs
          ? [index, index.map((_, i) => cell(items[2 * i])), index.map((_, i) => cell(items[2 * i + 1]))]
          : [index, items.map(cell)];
        return console.log(render(['(iteration index)', ...(arePairs ? ['Key', 'Values'] : ['Values'])], columns));
      }
      const columns = { __proto__: null }; // from the name to the cells
      const values = [];
      const index = keys(rows);
      index.forEach((key, y) => {
        const row = rows[key];
        const isPlain = row === null || (typeof row !== 'function' && typeof row !== 'object');
        if (isPlain && only === undefined) {
          values[y] = cell(row);
          return;
        }
        for (const name of only ?? keys(row)) {
          columns[name] ??= [];
          columns[name][y] = !isPlain && Object.hasOwn(row, name) ? cell(row[name]) : '';
        }
      });
      const head = ['(index)', ...keys(columns)];
      const all = [index, ...Object.values(columns)].map((column) => Array.from(index, (_, y) => column[y] ?? ''));
      if (values.length > 0) {
        head.push('Values');
        all.push(Array.from(index, (_, y) => values[y] ?? ''));
      }
      return console.log(render(head, all));
    }

    const console = {
      log(...args) { print(out, args); },
      warn(...args) { print(err, args); },
      dir(value, options) { print(out, [inspect(value, { customInspect: false, ...options })]); },
      time(label = 'default') {
        label = `${label}`;
        const now = get('performance').now();
        host.touch();
        starts.set(label, now);
      },
      timeEnd(label = 'default') {
        label = `${label}`;
        if (starts.has(label)) print(out, [elapsed(label)]);
        host.touch();
        starts.delete(label);
      },
      timeLog(label = 'default', ...args) {
        if (starts.has(`${label}`)) print(out, ['%s', elapsed(`${label}`), ...args]);
      },
      trace(...args) { print(err, [args.length ? `Trace: ${format(args)}` : 'Trace']); },
      assert(condition, ...args) {
        if (condition) return;
        if (typeof args[0] === 'string') args[0] = `Assertion failed: ${args[0]}`;
        else args.unshift(args.length ? 'Assertion failed:' : 'Assertion failed');
        print(err, args);
      },
      clear() {},
      count(label = 'default') {
        label = `${label}`;
        host.touch();
        counts.set(label, (counts.get(label) ?? 0) + 1);
        print(out, [`${label}: ${counts.get(label)}`]);
      },
      countReset(label = 'default') {
        label = `${label}`;
        host.touch();
        counts.delete(label);
      },
      group(...args) {
        if (args.length) print(out, args);
        host.touch();
        indent += '  ';
      },
      groupEnd() {
        host.touch();
        indent = indent.slice(2);
      },
      table,
      debug(...args) { print(out, args); },
      info(...args) { print(out, args); },
      dirxml(...args) { print(out, args); },
      error(...args) { print(err, args); },
      groupCollapsed(...args) { console.group(...args); },
    };
    // Forgets everything, for a realm that is used again.
    function reset() {
      indent = '';
      // To clear a Map makes a new table, though it be empty.
      if (counts.size > 0) counts.clear();
      if (starts.size > 0) starts.clear();
    }
    // Has lines written by another function.
    function divert(isError, line) {
      if (isError) err = line;
      else out = line;
    }
    return { console, reset, divert };
  }

  // Where there is no other place, what is meant for the error output goes with the rest.
  const { console, reset, divert } = makeConsole(writeLine, host.writeErrorLine ?? writeLine);
  // Whole programs have what else there is of node's.
  if (host.writeErrorLine !== undefined) {
    Object.assign(console, { profile() {}, profileEnd() {}, timeStamp() {} });
    Object.defineProperty(console, Symbol.toStringTag, { value: 'console', configurable: true });
    console.Console = function Console(stdout, stderr) {
      if (new.target === undefined) return new Console(stdout, stderr);
      if (typeof stdout?.write !== 'function') ({ stdout, stderr } = stdout ?? {});
      if (typeof stdout?.write !== 'function') {
        throw get('fail')(TypeError, 'ERR_CONSOLE_WRITABLE_STREAM', 'Console expects a writable stream instance for stdout');
      }
      stderr ??= stdout;
      const made = makeConsole((line) => stdout.write(`${line}\n`), (line) => stderr.write(`${line}\n`));
      Object.assign(this, made.console);
      return undefined;
    };
  }
  return { console, resetConsole: reset, divert };
})
