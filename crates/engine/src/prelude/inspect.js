// Values as text, exactly as node's `util.inspect` and `util.format` write them: programs print objects, and judges
// compare what they print.
//
// `customs` says whether an object may describe itself through `nodejs.util.inspect.custom`. In a realm that cases
// share it may not: the method would get hold of functions of ours.
(function (host, _, customs) {
  'use strict';
  const { ownKeys, getOwnPropertyDescriptor, getPrototypeOf, apply } = Reflect;
  const hasOwn = Object.hasOwn;
  const isEnumerable = (object, key) => apply(Object.prototype.propertyIsEnumerable, object, [key]);
  const CUSTOM = Symbol.for('nodejs.util.inspect.custom');
  const defaults = {
    showHidden: false,
    depth: 2,
    colors: false,
    customInspect: true,
    showProxy: false,
    maxArrayLength: 100,
    maxStringLength: 10000,
    breakLength: 80,
    compact: 3,
    sorted: false,
    getters: false,
    numericSeparator: false,
  };
  // Codes of terminals that switch a style on and off.
  const colors = !customs ? { __proto__: null } : {
    __proto__: null,
    reset: [0, 0], bold: [1, 22], dim: [2, 22], italic: [3, 23], underline: [4, 24], blink: [5, 25], inverse: [7, 27],
    hidden: [8, 28], strikethrough: [9, 29], doubleunderline: [21, 24],
    black: [30, 39], red: [31, 39], green: [32, 39], yellow: [33, 39], blue: [34, 39], magenta: [35, 39],
    cyan: [36, 39], white: [37, 39], gray: [90, 39], grey: [90, 39],
    bgBlack: [40, 49], bgRed: [41, 49], bgGreen: [42, 49], bgYellow: [43, 49], bgBlue: [44, 49],
    bgMagenta: [45, 49], bgCyan: [46, 49], bgWhite: [47, 49],
  };
  const styles = {
    __proto__: null,
    special: 'cyan', number: 'yellow', bigint: 'yellow', boolean: 'yellow', undefined: 'grey', null: 'bold',
    string: 'green', symbol: 'green', date: 'magenta', regexp: 'red', module: 'underline',
  };
  const plain = (text) => text;
  function coloured(text, style) {
    const codes = colors[styles[style]];
    return codes ? `\x1b[${codes[0]}m${text}\x1b[${codes[1]}m` : text;
  }
  const stripped = (text) => text.replace(/\x1b\[\d+m/g, '');

  const builtIns = new Set(ownKeys(globalThis).filter((name) => typeof name === 'string' && /^[A-Z][a-zA-Z0-9]+$/.test(name)));

  const TO_ESCAPE = /[\x00-\x1f\x27\x5c\x7f-\x9f]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;
  const SHORT_ESCAPES = { __proto__: null, '\b': '\\b', '\t': '\\t', '\n': '\\n', '\f': '\\f', '\r': '\\r', '\\': '\\\\' };
  function escapeUnit(unit) {
    const code = unit.charCodeAt(0);
    if (code >= 0xd800) return `\\u${code.toString(16)}`;
    return SHORT_ESCAPES[unit] ?? `\\x${code.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  const ALL_BUT_QUOTE = /[\x00-\x1f\x5c\x7f-\x9f]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
  function quote(text) {
    let mark = "'";
    if (text.includes("'")) {
      if (!text.includes('"')) mark = '"';
      else if (!text.includes('`') && !text.includes('${')) mark = '`';
    } else if (!TO_ESCAPE.test(text)) {
      return `'${text}'`;
    }
    text = text.replace(ALL_BUT_QUOTE, escapeUnit);
    if (mark === "'") text = text.replaceAll("'", "\\'");
    return mark + text + mark;
  }

  const separated = (digits) => digits.replace(/\B(?=(\d{3})+$)/g, '_');
  function formatNumber(number, separate) {
    if (!separate) return number === 0 && 1 / number < 0 ? '-0' : `${number}`;
    const text = String(number);
    if (/[eIN]/.test(text)) return text;
    const [whole, fraction] = text.split('.');
    const sign = whole[0] === '-' ? '-' : '';
    const start = sign + separated(whole.slice(sign.length));
    return fraction ? `${start}.${fraction.replace(/\d{3}(?=\d)/g, '$&_')}` : start;
  }
  const formatBigInt = (value, separate) => {
    const text = String(value);
    return `${separate ? (text[0] === '-' ? `-${separated(text.slice(1))}` : separated(text)) : text}n`;
  };

  function formatPrimitive(stylize, value, ctx) {
    switch (typeof value) {
      case 'string': {
        let rest = '';
        if (value.length > ctx.maxStringLength) {
          const more = value.length - ctx.maxStringLength;
          value = value.slice(0, ctx.maxStringLength);
          rest = `... ${more} more character${more > 1 ? 's' : ''}`;
        }
        if (ctx.compact !== true && value.length > 16 && value.length > ctx.breakLength - ctx.indentation - 4) {
          const lines = value.split(/(?<=\n)/).map((line) => stylize(quote(line), 'string'));
          return lines.join(` +\n${' '.repeat(ctx.indentation + 2)}`) + rest;
        }
        return stylize(quote(value), 'string') + rest;
      }
      case 'number': return stylize(formatNumber(value, ctx.numericSeparator), 'number');
      case 'bigint': return stylize(formatBigInt(value, ctx.numericSeparator), 'bigint');
      case 'boolean': return stylize(`${value}`, 'boolean');
      case 'undefined': return stylize('undefined', 'undefined');
      default: return stylize(apply(Symbol.prototype.toString, value, []), 'symbol');
    }
  }

  // What an object's own and inherited properties say of its class; null for one that inherits from nothing.
  function constructorName(object, ctx, level, inherited) {
    let first;
    const value = object;
    while (object) {
      const property = getOwnPropertyDescriptor(object, 'constructor');
      if (property && typeof property.value === 'function' && property.value.name !== '' && isInstance(value, property.value)) {
        if (inherited && (first !== object || !builtIns.has(property.value.name))) {
          addInherited(ctx, value, first ?? value, level, inherited);
        }
        return String(property.value.name);
      }
      object = getPrototypeOf(object);
      if (first === undefined) first = object;
    }
    if (first === null) return null;
    const own = host.constructorName(value);
    if (ctx.depth !== null && level > ctx.depth) return `${own} <Complex prototype>`;
    const above = constructorName(first, ctx, level + 1, inherited);
    if (above === null) return `${own} <${inspect(first, { ...options(ctx), customInspect: false, depth: -1 })}>`;
    return `${own} <${above}>`;
  }
  function isInstance(value, constructor) {
    try {
      return value instanceof constructor;
    } catch {
      return false;
    }
  }
  // With `showHidden`, properties of prototypes that are not built in are shown, too.
  function addInherited(ctx, value, object, level, output) {
    const seen = new Set();
    for (let depth = 0; depth < 3 && object !== null; depth++) {
      const constructor = getOwnPropertyDescriptor(object, 'constructor');
      if (constructor && typeof constructor.value === 'function' && builtIns.has(constructor.value.name)) return;
      if (depth > 0) ownKeys(value).forEach((key) => seen.add(key));
      ctx.seen.push(value);
      for (const key of ownKeys(object)) {
        if (key === 'constructor' || hasOwn(value, key) || (depth > 0 && seen.has(key))) continue;
        const property = getOwnPropertyDescriptor(object, key);
        if (typeof property.value === 'function') continue;
        const text = formatProperty(ctx, object, level, key, PROPERTY, property, value);
        output.push(ctx.colors ? `\x1b[2m${text}\x1b[22m` : text);
      }
      ctx.seen.pop();
      value = object;
      object = getPrototypeOf(object);
    }
  }
  function prefixOf(name, tag, fallback, size = '') {
    if (name === null) {
      return tag !== '' && tag !== fallback ? `[${fallback}${size}: null prototype] [${tag}] ` : `[${fallback}${size}: null prototype] `;
    }
    return tag !== '' && tag !== name ? `${name}${size} [${tag}] ` : `${name}${size} `;
  }

  function shownKeys(value, showHidden) {
    const symbols = Object.getOwnPropertySymbols(value);
    if (showHidden) return [...Object.getOwnPropertyNames(value), ...symbols];
    let keys;
    try {
      keys = Object.keys(value);
    } catch {
      keys = Object.getOwnPropertyNames(value); // of a module that is not evaluated
    }
    return symbols.length === 0 ? keys : [...keys, ...symbols.filter((key) => isEnumerable(value, key))];
  }
  const INDEX = /^(0|[1-9][0-9]*)$/;
  const isIndex = (key) => typeof key === 'string' && INDEX.test(key) && +key < 4294967295;

  function formatValue(ctx, value, level, isTyped) {
    if (typeof value !== 'object' && typeof value !== 'function') return formatPrimitive(ctx.stylize, value, ctx);
    if (value === null) return ctx.stylize('null', 'null');
    const shown = value;
    const proxy = host.proxyDetails(value);
    if (proxy !== undefined) {
      if (proxy[0] === null) return ctx.stylize('<Revoked Proxy>', 'special');
      if (ctx.showProxy) return formatProxy(ctx, proxy, level);
      for (let inner = proxy; inner !== undefined; inner = host.proxyDetails(value)) {
        value = inner[0];
        if (value === null) return ctx.stylize('<Revoked Proxy>', 'special');
      }
    }
    if (customs && ctx.customInspect) {
      const custom = value[CUSTOM];
      if (typeof custom === 'function' && custom !== inspect && !(value.constructor && value.constructor.prototype === value)) {
        const depth = ctx.depth === null ? null : ctx.depth - level;
        const text = apply(custom, shown, [depth, { ...options(ctx), ...ctx.userOptions, stylize: ctx.stylize }, inspect]);
        if (text !== shown) {
          const described = typeof text === 'object' ? formatValue(ctx, text, level) : `${text}`;
          return described.replaceAll('\n', `\n${' '.repeat(ctx.indentation)}`);
        }
      }
    }
    if (ctx.seen.includes(value)) {
      ctx.circular ??= new Map();
      let index = ctx.circular.get(value);
      if (index === undefined) ctx.circular.set(value, index = ctx.circular.size + 1);
      return ctx.stylize(`[Circular *${index}]`, 'special');
    }
    return formatObject(ctx, value, level, isTyped);
  }

  function formatProxy(ctx, proxy, level) {
    if (ctx.depth !== null && level > ctx.depth) return ctx.stylize('Proxy [Array]', 'special');
    level += 1;
    ctx.indentation += 2;
    const output = [formatValue(ctx, proxy[0], level), formatValue(ctx, proxy[1], level)];
    ctx.indentation -= 2;
    return joined(ctx, output, '', ['Proxy [', ']'], ELEMENTS, level);
  }

  // What the entries of an object are: properties with names, elements, or elements that are properties as well.
  const PROPERTY = 0;
  const INSIDE = 1;
  const ELEMENTS = 2;

  function formatObject(ctx, value, level, isTyped) {
    let inherited = ctx.showHidden && (ctx.depth === null || level <= ctx.depth) ? [] : undefined;
    const name = constructorName(value, ctx, level, inherited);
    if (inherited?.length === 0) inherited = undefined;
    let tag = value[Symbol.toStringTag];
    if (typeof tag !== 'string' || (tag !== '' && (ctx.showHidden ? hasOwn : isEnumerable)(value, Symbol.toStringTag))) tag = '';

    const kind = host.kind(value);
    let base = '';
    let braces = ['{', '}'];
    let entries = () => [];
    let type = PROPERTY;
    let keys;
    const isBare = () => keys.length === 0 && inherited === undefined;
    // What is iterated is told by its kind only if it still can be iterated.
    const isIterable = name === null || Symbol.iterator in value;
    const iterated = isIterable ? kind : '';

    if (isIterable && Array.isArray(value)) {
      const prefix = name !== 'Array' || tag !== '' ? prefixOf(name, tag, 'Array', `(${value.length})`) : '';
      keys = host.otherKeys(value, ctx.showHidden);
      braces = [`${prefix}[`, ']'];
      if (value.length === 0 && isBare()) return `${braces[0]}]`;
      type = ELEMENTS;
      entries = formatArray;
    } else if (iterated === 'Set') {
      const size = apply(sizeOfSet, value, []);
      const prefix = prefixOf(name, tag, 'Set', `(${size})`);
      keys = shownKeys(value, ctx.showHidden);
      if (size === 0 && isBare()) return `${prefix}{}`;
      braces[0] = `${prefix}{`;
      entries = formatSet;
    } else if (iterated === 'Map') {
      const size = apply(sizeOfMap, value, []);
      const prefix = prefixOf(name, tag, 'Map', `(${size})`);
      keys = shownKeys(value, ctx.showHidden);
      if (size === 0 && isBare()) return `${prefix}{}`;
      braces[0] = `${prefix}{`;
      entries = formatMap;
    } else if (iterated === 'TypedArray') {
      const size = apply(lengthOfTyped, value, []);
      const fallback = name === null ? apply(tagOfTyped, value, []) : '';
      keys = host.otherKeys(value, ctx.showHidden);
      braces = [`${prefixOf(name, tag, fallback, `(${size})`)}[`, ']'];
      if (size === 0 && keys.length === 0 && !ctx.showHidden) return `${braces[0]}]`;
      type = ELEMENTS;
      entries = formatTyped;
    } else if (iterated === 'MapIterator' || iterated === 'SetIterator') {
      keys = shownKeys(value, ctx.showHidden);
      const owner = iterated === 'MapIterator' ? 'Map' : 'Set';
      if (tag !== `${owner} Iterator`) tag = tag !== '' ? `${owner} Iterator] [${tag}` : `${owner} Iterator`;
      braces[0] = `[${tag}] {`;
      entries = (_, object, at) => formatIterator(ctx, object, at, braces, owner === 'Map');
    } else {
      keys = shownKeys(value, ctx.showHidden);
      if (kind === 'Arguments' && name === 'Object') {
        braces[0] = '[Arguments] {';
        if (isBare()) return `${braces[0]}}`;
      } else if (kind === '' && name === 'Object') {
        if (tag !== '') braces[0] = `${prefixOf(name, tag, 'Object')}{`;
        if (isBare()) return `${braces[0]}}`;
      } else if (typeof value === 'function') {
        base = functionBase(value, name, tag);
        if (isBare()) return ctx.stylize(base, 'special');
      } else if (kind === 'RegExp') {
        base = apply(RegExp.prototype.toString, name !== null ? value : new RegExp(value), []);
        const prefix = prefixOf(name, tag, 'RegExp');
        if (prefix !== 'RegExp ') base = `${prefix}${base}`;
        if (isBare() || (ctx.depth !== null && level > ctx.depth)) return ctx.stylize(base, 'regexp');
      } else if (kind === 'Date') {
        const time = apply(Date.prototype.getTime, value, []);
        base = time === time ? apply(Date.prototype.toISOString, value, []) : 'Invalid Date';
        const prefix = prefixOf(name, tag, 'Date');
        if (prefix !== 'Date ') base = `${prefix}${base}`;
        if (isBare()) return ctx.stylize(base, 'date');
      } else if (kind === 'Error' || (kind === '' && isInstance(value, Error))) {
        base = errorBase(ctx, value, name, tag, keys);
        if (isBare()) return base;
      } else if (kind === 'ArrayBuffer' || kind === 'SharedArrayBuffer') {
        const prefix = prefixOf(name, tag, kind);
        if (!isTyped) entries = formatBuffer;
        else if (isBare()) return `${prefix}{ byteLength: ${formatNumber(value.byteLength, false)} }`;
        braces[0] = `${prefix}{`;
        keys.unshift('byteLength');
      } else if (kind === 'DataView') {
        braces[0] = `${prefixOf(name, tag, 'DataView')}{`;
        keys.unshift('byteLength', 'byteOffset', 'buffer');
      } else if (kind === 'Promise') {
        braces[0] = `${prefixOf(name, tag, 'Promise')}{`;
        entries = formatPromise;
      } else if (kind === 'WeakSet' || kind === 'WeakMap') {
        braces[0] = `${prefixOf(name, tag, kind)}{`;
        // Not with `showHidden`, either: what is still there tells when V8 has collected.
        entries = () => [ctx.stylize('<items unknown>', 'special')];
      } else if (kind === 'Module') {
        braces[0] = `${prefixOf(name, tag, 'Module')}{`;
        const exports = keys;
        keys = [];
        entries = () => formatExports(ctx, value, level + 1, exports);
      } else if (kind.startsWith('Boxed')) {
        base = boxedBase(ctx, value, kind.slice(5), keys, name, tag);
        if (isBare()) return base;
      } else {
        if (isBare()) return `${prefixOf(name, tag, 'Object')}{}`;
        braces[0] = `${prefixOf(name, tag, 'Object')}{`;
      }
    }
    if (ctx.depth !== null && level > ctx.depth) {
      const text = prefixOf(name, tag, Array.isArray(value) ? 'Array' : 'Object').slice(0, -1);
      return ctx.stylize(name === null ? text : `[${text}]`, 'special');
    }

    level += 1;
    ctx.seen.push(value);
    ctx.currentDepth = level;
    let output;
    const { indentation } = ctx;
    try {
      output = entries(ctx, value, level);
      for (const key of keys) output.push(formatProperty(ctx, value, level, key, type === ELEMENTS ? INSIDE : PROPERTY));
      if (inherited) output.push(...inherited);
    } catch (error) {
      if (!(error instanceof RangeError) || error.message !== 'Maximum call stack size exceeded') throw error;
      ctx.seen.pop();
      ctx.indentation = indentation;
      return ctx.stylize(`[${prefixOf(name, tag, 'Object').slice(0, -1)}: Inspection interrupted prematurely. Maximum call stack size exceeded.]`, 'special');
    }
    const index = ctx.circular?.get(value);
    if (index !== undefined) {
      const reference = ctx.stylize(`<ref *${index}>`, 'special');
      if (ctx.compact === true) braces[0] = `${reference} ${braces[0]}`;
      else base = base === '' ? reference : `${reference} ${base}`;
    }
    ctx.seen.pop();
    if (ctx.sorted) {
      const order = ctx.sorted === true ? undefined : ctx.sorted;
      if (type === PROPERTY) output.sort(order);
      else if (keys.length > 1) output.push(...output.splice(output.length - keys.length).sort(order));
    }
    const text = joined(ctx, output, base, braces, type, level, value);
    // What is too long to be shown is shown no deeper.
    const length = (ctx.budget[ctx.indentation] ?? 0) + text.length;
    ctx.budget[ctx.indentation] = length;
    if (length > 2 ** 27) ctx.depth = -1;
    return text;
  }

  const getter = (object, key) => getOwnPropertyDescriptor(object, key).get;
  const typedPrototype = getPrototypeOf(Uint8Array.prototype);
  const sizeOfSet = getter(Set.prototype, 'size');
  const sizeOfMap = getter(Map.prototype, 'size');
  const lengthOfTyped = getter(typedPrototype, 'length');
  const tagOfTyped = getter(typedPrototype, Symbol.toStringTag);

  function functionBase(value, name, tag) {
    const source = apply(Function.prototype.toString, value, []);
    if (source.startsWith('class') && source.endsWith('}')) {
      // A class, unless it is a method of that name.
      const inside = source.slice(5, -1);
      const brace = inside.indexOf('{');
      if (brace !== -1 && (!inside.slice(0, brace).includes('(') || /^(\s+[^(]*?)\s*{/.test(inside.replace(/\/\*.*?\*\/|\/\/.*?\n/gs, ' ')))) {
        return classBase(value, name, tag);
      }
    }
    const type = host.kind(value);
    let base = `[${type}`;
    if (name === null) base += ' (null prototype)';
    base += value.name === '' ? ' (anonymous)' : `: ${typeof value.name === 'string' ? value.name : inspect(value.name)}`;
    base += ']';
    if (name !== type && name !== null) base += ` ${name}`;
    if (tag !== '' && name !== tag) base += ` [${tag}]`;
    return base;
  }
  function classBase(value, name, tag) {
    let base = `class ${(hasOwn(value, 'name') && value.name) || '(anonymous)'}`;
    if (name !== 'Function' && name !== null) base += ` [${name}]`;
    if (tag !== '' && name !== tag) base += ` [${tag}]`;
    if (name === null) return `[${base} extends null]`;
    const above = getPrototypeOf(value).name;
    return above ? `[${base} extends ${above}]` : `[${base}]`;
  }
  function boxedBase(ctx, value, type, keys, name, tag) {
    if (type === 'String') keys.splice(0, value.length);
    const prototype = { Number, String, Boolean, BigInt, Symbol }[type].prototype;
    let base = `[${type}`;
    if (type !== name) base += name === null ? ' (null prototype)' : ` (${name})`;
    base += `: ${formatPrimitive(plain, apply(prototype.valueOf, value, []), ctx)}]`;
    if (tag !== '' && tag !== name) base += ` [${tag}]`;
    if (keys.length !== 0 || ctx.stylize === plain) return base;
    return ctx.stylize(base, type.toLowerCase());
  }

  function errorBase(ctx, error, name, tag, keys) {
    const errorName = error.name != null ? String(error.name) : 'Error';
    let stack = error.stack ? String(error.stack) : apply(Error.prototype.toString, error, []);
    if (!ctx.showHidden && keys.length !== 0) {
      for (const key of ['name', 'message', 'stack']) {
        const index = keys.indexOf(key);
        if (index !== -1 && (typeof error[key] !== 'string' || stack.includes(error[key]))) keys.splice(index, 1);
      }
    }
    if ('cause' in error && !keys.includes('cause')) keys.push('cause');
    if (hasOwn(error, 'errors') && Array.isArray(error.errors) && !keys.includes('errors')) keys.push('errors');
    stack = withClass(stack, name, errorName, tag);
    let start = (error.message && stack.indexOf(error.message)) || -1;
    if (start !== -1) start += error.message.length;
    if (stack.indexOf('\n    at', start) === -1) stack = `[${stack}]`;
    return ctx.indentation === 0 ? stack : stack.replaceAll('\n', `\n${' '.repeat(ctx.indentation)}`);
  }
  // A stack begins with the error's name, which may say nothing of its class.
  function withClass(stack, name, errorName, tag) {
    let length = errorName.length;
    if (typeof errorName !== 'string') return stack;
    if (name === null || (errorName.endsWith('Error') && stack.startsWith(errorName) &&
        (stack.length === length || stack[length] === ':' || stack[length] === '\n'))) {
      let fallback = 'Error';
      if (name === null) {
        const start = /^([A-Z][a-z_ A-Z0-9[\]()-]+)(?::|\n\s+at)/.exec(stack) ?? /^([a-z_A-Z0-9-]*Error)$/.exec(stack);
        fallback = (start && start[1]) || '';
        length = fallback.length;
        fallback ||= 'Error';
      }
      const prefix = prefixOf(name, tag, fallback).slice(0, -1);
      if (errorName !== prefix) {
        if (prefix.includes(errorName)) {
          stack = length === 0 ? `${prefix}: ${stack}` : `${prefix}${stack.slice(length)}`;
        } else {
          stack = `${prefix} [${errorName}]${stack.slice(length)}`;
        }
      }
    }
    return stack;
  }

  const moreItems = (count) => `... ${count} more item${count > 1 ? 's' : ''}`;
  const shownLength = (ctx, length) => Math.min(Math.max(0, ctx.maxArrayLength), length);
  const emptyItems = (ctx, count) => ctx.stylize(`<${count} empty item${count > 1 ? 's' : ''}>`, 'undefined');

  function formatArray(ctx, value, level) {
    const shown = shownLength(ctx, value.length);
    const output = [];
    for (let i = 0; i < shown; i++) {
      if (!hasOwn(value, i)) return formatHoles(ctx, value, level, shown, output, i);
      output.push(formatProperty(ctx, value, level, i, ELEMENTS));
    }
    if (shown < value.length) output.push(moreItems(value.length - shown));
    return output;
  }
  // The rest of an array, from the first index at which it has nothing. Holes take one place, however many.
  function formatHoles(ctx, value, level, shown, output, index) {
    const keys = Object.keys(value);
    for (let i = index; i < keys.length && output.length < shown; i++) {
      if (!isIndex(keys[i])) break;
      const next = +keys[i];
      if (next !== index) {
        output.push(emptyItems(ctx, next - index));
        index = next;
        if (output.length === shown) break;
      }
      output.push(formatProperty(ctx, value, level, keys[i], ELEMENTS));
      index++;
    }
    const rest = value.length - index;
    if (rest > 0) output.push(output.length === shown ? moreItems(rest) : emptyItems(ctx, rest));
    return output;
  }
  function formatSet(ctx, value, level) {
    const size = apply(sizeOfSet, value, []);
    const shown = shownLength(ctx, size);
    const output = [];
    ctx.indentation += 2;
    for (const item of host.entries(value)[0]) {
      if (output.length >= shown) break;
      output.push(formatValue(ctx, item, level));
    }
    if (size > shown) output.push(moreItems(size - shown));
    ctx.indentation -= 2;
    return output;
  }
  function formatMap(ctx, value, level) {
    const size = apply(sizeOfMap, value, []);
    const shown = shownLength(ctx, size);
    const output = [];
    ctx.indentation += 2;
    const [flat] = host.entries(value);
    for (let i = 0; i < shown; i++) {
      output.push(`${formatValue(ctx, flat[2 * i], level)} => ${formatValue(ctx, flat[2 * i + 1], level)}`);
    }
    if (size > shown) output.push(moreItems(size - shown));
    ctx.indentation -= 2;
    return output;
  }
  function formatTyped(ctx, value, level) {
    const length = apply(lengthOfTyped, value, []);
    const shown = shownLength(ctx, length);
    const output = [];
    for (let i = 0; i < shown; i++) output.push(formatPrimitive(ctx.stylize, value[i], ctx));
    if (length > shown) output.push(moreItems(length - shown));
    if (ctx.showHidden) {
      ctx.indentation += 2;
      for (const key of ['BYTES_PER_ELEMENT', 'length', 'byteLength', 'byteOffset', 'buffer']) {
        output.push(`[${key}]: ${formatValue(ctx, value[key], level, true)}`);
      }
      ctx.indentation -= 2;
    }
    return output;
  }
  function formatBuffer(ctx, value) {
    let bytes;
    try {
      bytes = new Uint8Array(value);
    } catch {
      return [ctx.stylize('(detached)', 'special')];
    }
    const shown = shownLength(ctx, bytes.length);
    let text = Array.from(bytes.subarray(0, shown), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const more = bytes.length - shown;
    if (more > 0) text += ` ... ${more} more byte${more > 1 ? 's' : ''}`;
    return [`${ctx.stylize('[Uint8Contents]', 'special')}: <${text}>`];
  }
  function formatPromise(ctx, value, level) {
    const [state, result] = host.promiseDetails(value);
    if (state === 'pending') return [ctx.stylize('<pending>', 'special')];
    ctx.indentation += 2;
    const text = formatValue(ctx, result, level);
    ctx.indentation -= 2;
    return [state === 'rejected' ? `${ctx.stylize('<rejected>', 'special')} ${text}` : text];
  }
  function formatIterator(ctx, value, level, braces, isOfMap) {
    const [entries, arePairs] = host.entries(value);
    if (arePairs && isOfMap) {
      braces[0] = braces[0].replace(/ Iterator] {$/, ' Entries] {');
      return formatPairs(ctx, entries, level);
    }
    if (arePairs) {
      braces[0] = braces[0].replace(/ Iterator] {$/, ' Entries] {');
      return formatPairs(ctx, entries, level);
    }
    return formatItems(ctx, entries, level);
  }
  function formatItems(ctx, entries, level) {
    const shown = shownLength(ctx, entries.length);
    ctx.indentation += 2;
    const output = entries.slice(0, shown).map((item) => formatValue(ctx, item, level));
    ctx.indentation -= 2;
    if (entries.length > shown) output.push(moreItems(entries.length - shown));
    return output;
  }
  function formatPairs(ctx, flat, level) {
    const count = flat.length / 2;
    const shown = shownLength(ctx, count);
    const output = [];
    ctx.indentation += 2;
    for (let i = 0; i < shown; i++) {
      const pair = [formatValue(ctx, flat[2 * i], level), formatValue(ctx, flat[2 * i + 1], level)];
      output.push(joined(ctx, pair, '', ['[', ']'], ELEMENTS, level));
    }
    ctx.indentation -= 2;
    if (count > shown) output.push(moreItems(count - shown));
    return output;
  }
  function formatExports(ctx, value, level, keys) {
    return keys.map((key) => {
      try {
        return formatProperty(ctx, value, level, key, PROPERTY);
      } catch {
        return `${formatKey(ctx, key, true)}: ${ctx.stylize('<uninitialized>', 'special')}`;
      }
    });
  }

  function formatKey(ctx, key, isShown) {
    if (typeof key === 'symbol') {
      return `[${ctx.stylize(apply(Symbol.prototype.toString, key, []).replace(ALL_BUT_QUOTE, escapeUnit), 'symbol')}]`;
    }
    if (key === '__proto__') return "['__proto__']";
    if (!isShown) return `[${key.replace(ALL_BUT_QUOTE, escapeUnit).replaceAll("'", "\\'")}]`;
    return /^[a-zA-Z_][a-zA-Z_0-9]*$/.test(key) ? ctx.stylize(key, 'name') : ctx.stylize(quote(key), 'string');
  }
  function formatProperty(ctx, object, level, key, type, property, original = object) {
    property ??= getOwnPropertyDescriptor(object, key) ?? { value: object[key], configurable: true, enumerable: true };
    let text;
    let space = ' ';
    if (property.value !== undefined) {
      const deeper = ctx.compact !== true || type !== PROPERTY ? 2 : 3;
      ctx.indentation += deeper;
      text = formatValue(ctx, property.value, level);
      if (deeper === 3 && ctx.breakLength < columnsOf(text)) space = `\n${' '.repeat(ctx.indentation)}`;
      ctx.indentation -= deeper;
    } else if (property.get !== undefined) {
      text = formatGetter(ctx, property, original, level);
    } else {
      text = property.set !== undefined ? ctx.stylize('[Setter]', 'special') : ctx.stylize('undefined', 'undefined');
    }
    return type === ELEMENTS ? text : `${formatKey(ctx, key, property.enumerable)}:${space}${text}`;
  }
  function formatGetter(ctx, property, object, level) {
    const label = property.set !== undefined ? 'Getter/Setter' : 'Getter';
    const isWanted = ctx.getters && (ctx.getters === true ||
      (ctx.getters === 'get' && property.set === undefined) || (ctx.getters === 'set' && property.set !== undefined));
    if (!isWanted) return ctx.stylize(`[${label}]`, 'special');
    ctx.indentation += 2;
    try {
      const value = apply(property.get, object, []);
      if (value === null) return `${ctx.stylize(`[${label}:`, 'special')} ${ctx.stylize('null', 'null')}${ctx.stylize(']', 'special')}`;
      if (typeof value === 'object') return `${ctx.stylize(`[${label}]`, 'special')} ${formatValue(ctx, value, level)}`;
      return `${ctx.stylize(`[${label}:`, 'special')} ${formatPrimitive(ctx.stylize, value, ctx)}${ctx.stylize(']', 'special')}`;
    } catch (error) {
      return ctx.stylize(`[${label}: <Inspection threw (${error.message})>]`, 'special');
    } finally {
      ctx.indentation -= 2;
    }
  }

  // Entries on one line if that is short enough, on several otherwise; many short elements in columns.
  function joined(ctx, output, base, braces, type, level, value) {
    const front = base ? `${base} ` : '';
    if (ctx.compact !== true) {
      if (typeof ctx.compact === 'number' && ctx.compact >= 1) {
        const count = output.length;
        if (type === ELEMENTS && count > 6) output = inColumns(ctx, output, value);
        if (ctx.currentDepth - level < ctx.compact && count === output.length) {
          const start = output.length + ctx.indentation + braces[0].length + base.length + 10;
          if (fits(ctx, output, start, base)) {
            const line = output.join(', ');
            if (!line.includes('\n')) return `${front}${braces[0]} ${line} ${braces[1]}`;
          }
        }
      }
      const line = `\n${' '.repeat(ctx.indentation)}`;
      return `${front}${braces[0]}${line}  ${output.join(`,${line}  `)}${line}${braces[1]}`;
    }
    if (fits(ctx, output, 0, base)) return `${braces[0]}${base ? ` ${base}` : ''} ${output.join(', ')} ${braces[1]}`;
    const line = `\n${' '.repeat(ctx.indentation)}`;
    const first = base === '' && braces[0].length === 1 ? ' ' : `${base ? ` ${base}` : ''}\n${line.slice(1)}  `;
    return `${braces[0]}${first}${output.join(`,${line}  `)} ${braces[1]}`;
  }
  // What a text takes on a terminal; some characters take two columns, some none.
  const columnsOf = (text) => (/[^\x20-\x7e]/.test(text) ? host.columns(text) : text.length);
  const widthOf = (ctx, text) => (ctx.colors ? stripped(text).length : text.length);
  function fits(ctx, output, start, base) {
    let length = output.length + start;
    if (length + output.length > ctx.breakLength) return false;
    for (const text of output) {
      length += widthOf(ctx, text);
      if (length > ctx.breakLength) return false;
    }
    return base === '' || !base.includes('\n');
  }
  function inColumns(ctx, output, value) {
    const SPACE = 2; // between two elements: a comma and a blank
    const hasRest = ctx.maxArrayLength < output.length;
    const count = hasRest ? output.length - 1 : output.length;
    const widths = [];
    let total = 0;
    let widest = 0;
    for (let i = 0; i < count; i++) {
      const width = columnsOf(ctx.colors ? stripped(output[i]) : output[i]);
      widths.push(width);
      total += width + SPACE;
      if (width > widest) widest = width;
    }
    const room = widest + SPACE;
    if (room * 3 + ctx.indentation >= ctx.breakLength || !(total / room > 5 || widest <= 6)) return output;
    // About as many columns as make a block that is 2.5 times as wide as high, with what is wider than most in mind.
    const biased = Math.max(room - 3 - Math.sqrt(room - total / output.length), 1);
    const columns = Math.min(
      Math.round(Math.sqrt(2.5 * biased * count) / biased),
      Math.floor((ctx.breakLength - ctx.indentation) / room),
      ctx.compact * 4,
      15,
    );
    if (columns <= 1) return output;
    const columnWidths = [];
    for (let column = 0; column < columns; column++) {
      let width = 0;
      for (let i = column; i < count; i += columns) if (widths[i] > width) width = widths[i];
      columnWidths.push(width + SPACE);
    }
    let isRight = true;
    if (value !== undefined) {
      for (let i = 0; i < output.length && isRight; i++) {
        isRight = typeof value[i] === 'number' || typeof value[i] === 'bigint';
      }
    }
    const rows = [];
    for (let i = 0; i < count; i += columns) {
      const end = Math.min(i + columns, count);
      let row = '';
      for (let j = i; j < end; j++) {
        const isLast = j === end - 1;
        const cell = isLast ? output[j] : `${output[j]}, `;
        const width = columnWidths[j - i] + output[j].length - widths[j] - (isLast ? SPACE : 0);
        row += isRight ? cell.padStart(width) : isLast ? cell : cell.padEnd(width);
      }
      rows.push(row);
    }
    if (hasRest) rows.push(output[count]);
    return rows;
  }

  function options(ctx) {
    const all = {};
    for (const key of Object.keys(defaults)) all[key] = ctx[key];
    return all;
  }
  function context(given) {
    const ctx = {
      __proto__: null,
      budget: { __proto__: null }, indentation: 0, seen: [], currentDepth: 0, stylize: plain, circular: undefined,
      ...defaults, userOptions: given,
    };
    if (typeof given === 'object' && given !== null) {
      for (const key of Object.keys(given)) {
        if (hasOwn(defaults, key) || key === 'stylize') ctx[key] = given[key];
      }
    }
    if (ctx.colors) ctx.stylize = coloured;
    if (ctx.maxArrayLength === null) ctx.maxArrayLength = Infinity;
    if (ctx.maxStringLength === null) ctx.maxStringLength = Infinity;
    return ctx;
  }
  function inspect(value, given) {
    if (arguments.length > 2 || typeof given === 'boolean') {
      // `showHidden`, `depth` and `colors` by position, as it once was.
      given = { showHidden: given };
      if (arguments[2] !== undefined) given.depth = arguments[2];
      if (arguments[3] !== undefined) given.colors = arguments[3];
    }
    return formatValue(context(given), value, 0);
  }
  if (customs) {
    Object.assign(inspect, { custom: CUSTOM, colors: { __proto__: null, ...colors }, styles });
    Object.defineProperty(inspect, 'defaultOptions', {
      get() { return defaults; },
      set(given) { Object.assign(defaults, given); },
    });
  }

  // Whether `String(value)` says no more than what every object says.
  function hasBuiltInToString(value) {
    let proxy = host.proxyDetails(value);
    while (proxy !== undefined) {
      if (proxy[0] === null) return true;
      value = proxy[0];
      proxy = host.proxyDetails(value);
    }
    if (typeof value.toString !== 'function') return true;
    if (hasOwn(value, 'toString')) return false;
    let home = value;
    do home = getPrototypeOf(home); while (!hasOwn(home, 'toString'));
    const property = getOwnPropertyDescriptor(home, 'constructor');
    return property !== undefined && typeof property.value === 'function' && builtIns.has(property.value.name);
  }
  function stringify(value) {
    try {
      return JSON.stringify(value);
    } catch (error) {
      if (error instanceof TypeError && error.message.startsWith('Converting circular structure')) return '[Circular]';
      throw error;
    }
  }
  function directive(letter, value, given) {
    const number = (convert) => {
      if (typeof value === 'symbol') return 'NaN';
      return formatNumber(convert(value), false);
    };
    switch (letter) {
      case 's':
        if (typeof value === 'number') return formatNumber(value, false);
        if (typeof value === 'bigint') return formatBigInt(value, false);
        if (typeof value !== 'object' || value === null || !hasBuiltInToString(value)) return String(value);
        return inspect(value, { ...given, depth: 0, colors: false, compact: 3 });
      case 'j': return `${stringify(value)}`;
      case 'd': return typeof value === 'bigint' ? formatBigInt(value, false) : number(Number);
      case 'i': return typeof value === 'bigint' ? formatBigInt(value, false) : number(parseInt);
      case 'f': return number(parseFloat);
      case 'O': return inspect(value, given);
      case 'o': return inspect(value, { ...given, showHidden: true, showProxy: true, depth: 4 });
      default: return ''; // `c`: a style, which text has not
    }
  }
  function formatWithOptions(given, args) {
    const first = args[0];
    if (args.length === 1) return typeof first === 'string' ? first : inspect(first, given);
    let next = 0;
    let text = '';
    let space = '';
    if (typeof first === 'string') {
      let done = 0;
      for (let i = first.indexOf('%'); i !== -1 && i < first.length - 1; i = first.indexOf('%', i)) {
        const letter = first[i + 1];
        if (letter === '%') text += first.slice(done, i + 1);
        else if (next + 1 < args.length && 'sjdifoOc'.includes(letter)) text += first.slice(done, i) + directive(letter, args[++next], given);
        else {
          i += 2;
          continue;
        }
        done = i += 2;
      }
      if (done !== 0) {
        next++;
        space = ' ';
        text += first.slice(done);
      }
    }
    for (; next < args.length; next++) {
      const value = args[next];
      text += space + (typeof value === 'string' ? value : inspect(value, given));
      space = ' ';
    }
    return text;
  }

  return { inspect, formatWithOptions, stripColors: stripped };
})
