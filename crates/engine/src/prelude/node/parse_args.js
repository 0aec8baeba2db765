// `util.parseArgs`.
(function (host, get) {
  'use strict';
  const fail = (code, message) => get('fail')(TypeError, code, message);
  const { hasOwn } = Object;
  function parseArgs(config = {}) {
    const strict = config.strict ?? true;
    const args = config.args ?? get('process').argv.slice(2);
    const options = config.options ?? {};
    const allowPositionals = config.allowPositionals ?? !strict;
    const allowNegative = config.allowNegative ?? false;
    for (const [name, option] of Object.entries(options)) {
      if (option.type !== 'string' && option.type !== 'boolean') {
        throw get('wrongType')(`"options.${name}.type" property`, "('string|boolean')", option.type);
      }
      if (option.short !== undefined && option.short.length !== 1) {
        throw fail('ERR_INVALID_ARG_VALUE', `The property 'options.${name}.short' must be a single character. Received ${get('inspect')(option.short)}`);
      }
    }
    const typeOf = (name) => (hasOwn(options, name) ? options[name].type : undefined);
    const ofShort = (short) => Object.keys(options).find((name) => options[name].short === short) ?? short;
    // What the arguments are, one after the other.
    const tokens = [];
    const rest = args.map((value, index) => ({ value, index }));
    while (rest.length > 0) {
      const { value: arg, index } = rest.shift();
      const next = rest[0]?.value;
      if (arg === '--') {
        tokens.push({ kind: 'option-terminator', index });
        for (const one of rest) tokens.push({ kind: 'positional', index: one.index, value: one.value });
        break;
      }
      if (/^-[^-]$/u.test(arg) && arg.length === 2) {
        const name = ofShort(arg[1]);
        let value;
        let inlineValue;
        if (typeOf(name) === 'string' && next !== undefined && rest[0].isOfGroup !== true) {
          value = rest.shift().value;
          inlineValue = false;
        }
        tokens.push({ kind: 'option', name, rawName: arg, index, value, inlineValue });
      } else if (arg.length > 2 && arg[0] === '-' && arg[1] !== '-') {
        const name = ofShort(arg[1]);
        if (typeOf(name) === 'string') {
          tokens.push({ kind: 'option', name, rawName: `-${arg[1]}`, index, value: arg.slice(2), inlineValue: true });
          continue;
        }
        // Several in one: the last may have a value, in the same word or in the next.
        const all = [];
        for (let i = 1; i < arg.length; i++) {
          if (typeOf(ofShort(arg[i])) !== 'string' || i === arg.length - 1) all.push({ value: `-${arg[i]}`, index });
          else {
            all.push({ value: `-${arg.slice(i)}`, index });
            break;
          }
        }
        rest.unshift(...all);
      } else if (arg.length > 2 && arg.startsWith('--')) {
        const at = arg.indexOf('=', 3);
        if (at !== -1) {
          const name = arg.slice(2, at);
          tokens.push({ kind: 'option', name, rawName: `--${name}`, index, value: arg.slice(at + 1), inlineValue: true });
          continue;
        }
        let name = arg.slice(2);
        let value;
        let inlineValue;
        if (typeOf(name) === 'string' && next !== undefined) {
          value = rest.shift().value;
          inlineValue = false;
        } else if (allowNegative && name.startsWith('no-') && typeOf(name) === undefined && typeOf(name.slice(3)) === 'boolean') {
          name = name.slice(3);
          value = false;
        }
        tokens.push({ kind: 'option', name, rawName: arg, index, value, inlineValue });
      } else {
        tokens.push({ kind: 'positional', index, value: arg });
      }
    }
    const values = { __proto__: null };
    const positionals = [];
    for (const token of tokens) {
      if (token.kind === 'positional') {
        if (!allowPositionals) {
          throw fail('ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL',
            `Unexpected argument '${token.value}'. This command does not take positional arguments`);
        }
        positionals.push(token.value);
      } else if (token.kind === 'option') {
        const { name, rawName, value, inlineValue } = token;
        if (strict) {
          if (!hasOwn(options, name)) {
            throw fail('ERR_PARSE_ARGS_UNKNOWN_OPTION', `Unknown option '${rawName}'${allowPositionals
              ? `. To specify a positional argument starting with a '-', place it at the end of the command after '--', as in '-- ${get('inspect')(rawName).replace(/^'|'$/g, '"')}` : ''}`);
          }
          const both = `${options[name].short === undefined ? '' : `-${options[name].short}, `}--${name}`;
          const type = typeOf(name);
          if (type === 'string' && typeof value !== 'string') {
            throw fail('ERR_PARSE_ARGS_INVALID_OPTION_VALUE', `Option '${both} <value>' argument missing`);
          }
          if (type === 'boolean' && value !== undefined && value !== false) {
            throw fail('ERR_PARSE_ARGS_INVALID_OPTION_VALUE', `Option '${both}' does not take an argument`);
          }
          if (type === 'string' && inlineValue === false && value.length > 1 && value[0] === '-') {
            throw fail('ERR_PARSE_ARGS_INVALID_OPTION_VALUE', `Option '${rawName}' argument is ambiguous.
Did you forget to specify the option argument for '${rawName}'?
To specify an option argument starting with a dash use '${rawName.startsWith('--') ? `${rawName}=-XYZ` : `--${name}=-XYZ' or '${rawName}-XYZ`}'.`);
          }
        }
        if (name === '__proto__') continue;
        const kept = value ?? true;
        if (hasOwn(options, name) && options[name].multiple) (values[name] ??= []).push(kept);
        else values[name] = kept;
      }
    }
    for (const [name, option] of Object.entries(options)) {
      if (option.default !== undefined && values[name] === undefined) values[name] = option.default;
    }
    return config.tokens ? { values, positionals, tokens } : { values, positionals };
  }
  return { parseArgs };
})
