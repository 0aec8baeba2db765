// The console. What a submission writes is kept for the report; it is never part of the result.
(function (host) {
  'use strict';
  const DEPTH = 4;
  const ITEMS = 100;
  const COLUMNS = 76;

  const { ownKeys, getOwnPropertyDescriptor, getPrototypeOf } = Reflect;
  const bare = /^[A-Za-z_$][\w$]*$/;

  function quote(text) {
    const mark = !text.includes("'") ? "'" : !text.includes('"') ? '"' : !text.includes('`') ? '`' : "'";
    const escaped = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"');
    return mark + (mark === "'" ? escaped.replaceAll("'", "\\'") : escaped) + mark;
  }

  function className(value) {
    for (let object = value; object !== null; object = getPrototypeOf(object)) {
      const property = getOwnPropertyDescriptor(object, 'constructor');
      if (property && typeof property.value === 'function' && property.value.name) return property.value.name;
    }
    return null;
  }

  function key(name) {
    if (typeof name === 'symbol') return `[${String(name)}]`;
    return bare.test(name) ? name : quote(name);
  }

  // A value as people write it, without running getters.
  function inspect(value, depth = DEPTH, above = []) {
    switch (typeof value) {
      case 'string': return quote(value);
      case 'number': return Object.is(value, -0) ? '-0' : String(value);
      case 'bigint': return `${value}n`;
      case 'symbol': return String(value);
      case 'function': {
        const kind = /^class\b/.test(Function.prototype.toString.call(value)) ? 'class' : 'Function';
        const name = typeof value.name === 'string' && value.name;
        return kind === 'class' ? `[class ${name || '(anonymous)'}]` : name ? `[Function: ${name}]` : '[Function (anonymous)]';
      }
      case 'object': break;
      default: return String(value);
    }
    if (value === null) return 'null';
    if (above.includes(value)) return '[Circular *1]';
    const name = className(value);
    if (depth < 0) return Array.isArray(value) ? '[Array]' : `[${name ?? 'Object: null prototype'}]`;

    above = [...above, value];
    const inner = (item) => inspect(item, depth - 1, above);
    let prefix = name === 'Object' ? '' : name === null ? '[Object: null prototype] ' : `${name} `;
    let [open, close] = ['{', '}'];
    let items = [];
    let keys = ownKeys(value).filter((k) => getOwnPropertyDescriptor(value, k)?.enumerable);
    const more = (count) => `... ${count} more item${count > 1 ? 's' : ''}`;

    if (Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView))) {
      [open, close] = ['[', ']'];
      prefix = name === 'Array' ? '' : `${name}(${value.length}) `;
      const length = Math.min(value.length, ITEMS);
      for (let i = 0, holes = 0; i <= length; i++) {
        const hole = i < length && !(i in value);
        if (hole) {
          holes++;
          continue;
        }
        if (holes) items.push(`<${holes} empty item${holes > 1 ? 's' : ''}>`);
        holes = 0;
        if (i < length) items.push(inner(value[i]));
      }
      if (value.length > ITEMS) items.push(more(value.length - ITEMS));
      keys = keys.filter((k) => typeof k === 'symbol' || !/^\d+$/.test(k));
    } else if (value instanceof Map) {
      prefix = `${name}(${value.size}) `;
      for (const [k, v] of value) {
        if (items.length === ITEMS) {
          items.push(more(value.size - ITEMS));
          break;
        }
        items.push(`${inner(k)} => ${inner(v)}`);
      }
    } else if (value instanceof Set) {
      prefix = `${name}(${value.size}) `;
      for (const item of value) {
        if (items.length === ITEMS) {
          items.push(more(value.size - ITEMS));
          break;
        }
        items.push(inner(item));
      }
    } else if (value instanceof Error) {
      const stack = getOwnPropertyDescriptor(value, 'stack');
      const text = stack && typeof stack.value === 'string' ? stack.value : `${value.name}: ${value.message}`;
      if (keys.length === 0) return above.length > 1 ? `[${text}]` : text;
      prefix = `${text} `;
    } else if (value instanceof Date) {
      return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
    } else if (value instanceof RegExp) {
      return RegExp.prototype.toString.call(value);
    } else if (value instanceof Promise) {
      return 'Promise { <state hidden> }';
    } else if (value instanceof Number || value instanceof String || value instanceof Boolean) {
      return `[${name}: ${inspect(value.valueOf())}]`;
    }

    for (const k of keys) {
      if (items.length >= ITEMS) {
        items.push(more(keys.length - items.length));
        break;
      }
      const property = getOwnPropertyDescriptor(value, k);
      const shown = 'value' in property ? inner(property.value)
        : property.get && property.set ? '[Getter/Setter]' : property.get ? '[Getter]' : '[Setter]';
      items.push(`${key(k)}: ${shown}`);
    }
    if (items.length === 0) return `${prefix}${open}${close}`;
    const short = `${prefix}${open} ${items.join(', ')} ${close}`;
    if (short.length <= COLUMNS && !short.includes('\n')) return short;
    const indented = items.map((item) => `  ${item.replaceAll('\n', '\n  ')}`);
    return `${prefix}${open}\n${indented.join(',\n')}\n${close}`;
  }

  function show(value) {
    return typeof value === 'string' ? value : inspect(value);
  }

  // `%s %d %i %f %j %o %O %c %%`, as node and browsers know them.
  function format(args) {
    let next = 0;
    const parts = [];
    if (typeof args[0] === 'string' && args.length > 1) {
      next = 1;
      parts.push(args[0].replace(/%[sdifjoOc%]/g, (directive) => {
        if (directive === '%%') return '%';
        if (next >= args.length) return directive;
        const value = args[next++];
        switch (directive[1]) {
          case 's':
            return typeof value === 'bigint' ? `${value}n`
              : typeof value === 'object' && value !== null ? inspect(value, 0) : Object.is(value, -0) ? '-0' : String(value);
          case 'd':
            return typeof value === 'bigint' ? `${value}n` : typeof value === 'symbol' || typeof value === 'object' ? 'NaN' : inspect(Number(value));
          case 'i':
            return typeof value === 'bigint' ? `${value}n` : typeof value === 'symbol' || typeof value === 'object' ? 'NaN' : inspect(parseInt(value));
          case 'f': return typeof value === 'symbol' ? 'NaN' : inspect(parseFloat(value));
          case 'j':
            try {
              return `${JSON.stringify(value)}`;
            } catch {
              return '[Circular]';
            }
          case 'c': return '';
          default: return inspect(value);
        }
      }));
    }
    for (; next < args.length; next++) parts.push(show(args[next]));
    return parts.join(' ');
  }

  let indent = '';
  const counts = new Map();
  const starts = new Map();
  function print(...args) {
    const text = format(args);
    host.write(`${indent && indent + text.replaceAll('\n', `\n${indent}`) || text}\n`);
  }
  function elapsed(label) {
    return `${label}: ${(performance.now() - starts.get(label)).toFixed(3)}ms`;
  }

  function table(rows) {
    if (typeof rows !== 'object' || rows === null) return print(rows);
    const columns = [];
    const lines = Object.entries(rows).map(([index, row]) => {
      const cells = typeof row === 'object' && row !== null ? Object.entries(row) : [['Values', row]];
      for (const [name] of cells) if (!columns.includes(name)) columns.push(name);
      return [index, new Map(cells)];
    });
    const grid = [['(index)', ...columns], ...lines.map(([index, cells]) => [
      index, ...columns.map((name) => (cells.has(name) ? inspect(cells.get(name), 0) : '')),
    ])];
    const widths = grid[0].map((_, column) => Math.max(...grid.map((row) => row[column].length)) + 2);
    const rule = (left, middle, right) => left + widths.map((width) => '─'.repeat(width)).join(middle) + right;
    const line = (row) => `│${row.map((cell, column) => ` ${cell.padEnd(widths[column] - 1)}`).join('│')}│`;
    print([rule('┌', '┬', '┐'), line(grid[0]), rule('├', '┼', '┤'), ...grid.slice(1).map(line), rule('└', '┴', '┘')].join('\n'));
  }

  const console = {
    log: print,
    info: print,
    debug: print,
    warn: print,
    error: print,
    trace: (...args) => print(`Trace: ${format(args)}`),
    dir: (value) => print(inspect(value)),
    dirxml: print,
    table,
    assert(condition, ...args) {
      if (condition) return;
      print(args.length ? `Assertion failed: ${format(args)}` : 'Assertion failed');
    },
    count(label = 'default') {
      counts.set(label, (counts.get(label) ?? 0) + 1);
      print(`${label}: ${counts.get(label)}`);
    },
    countReset: (label = 'default') => void counts.delete(label),
    group(...args) {
      if (args.length) print(...args);
      host.touch();
      indent += '  ';
    },
    groupCollapsed(...args) {
      console.group(...args);
    },
    groupEnd() {
      indent = indent.slice(2);
    },
    time: (label = 'default') => void starts.set(label, performance.now()),
    timeLog(label = 'default', ...args) {
      if (starts.has(label)) print(elapsed(label), ...args);
    },
    timeEnd(label = 'default') {
      if (starts.has(label)) print(elapsed(label));
      starts.delete(label);
    },
  };
  for (const name of Object.keys(console)) {
    Object.defineProperty(console[name], 'name', { value: name });
  }
  // Forgets everything, for a realm that is used again.
  function resetConsole() {
    indent = '';
    counts.clear();
    starts.clear();
  }
  return { console, resetConsole };
})
