// What judges other than node give to programs: `readline` and `print` (Codeforces, SpiderMonkey, d8), `gets`, `write`
// and `putstr` (DMOJ and others); and Tribunal's own `readInt`, `readNumber` and `readWord`, which read the next word
// of the input without a string or an array being made of what comes before and after it.
(function (host, get) {
  'use strict';
  // Of ASCII, positions are the same in bytes and in characters, so a line is a piece of one long string.
  let text;
  let isAsked = false;

  function readline() {
    if (!isAsked) {
      isAsked = true;
      text = host.asciiInput();
    }
    if (text === undefined) return host.readLine();
    const start = host.position();
    const end = host.nextLine();
    return end === -1 ? null : text.slice(start, end);
  }
  function write(...args) {
    for (const arg of args) {
      const text = typeof arg === 'string' ? arg : `${arg}`;
      if (!host.write(text)) host.slow.write(text);
    }
  }
  return {
    readline,
    gets: () => readline(),
    print(...args) {
      const text = args.length === 1 ? `${args[0]}` : args.map(String).join(' ');
      if (!host.writeLine(text)) host.slow.writeLine(text);
    },
    write,
    putstr(...args) { write(...args); },
    // NaN is no number that can be read: there the other form says what is wrong.
    readInt() {
      const number = host.readInt();
      return number === number ? number : host.slow.readInt();
    },
    readNumber() {
      const number = host.readNumber();
      return number === number ? number : host.slow.readNumber();
    },
    readWord: () => host.readWord(),
    quit: (code) => get('process').exit(code),
  };
})
