// What hostile programs stand between: an honest program that looks whether the world is as it should be.
function solve(x, list) {
  for (const key in {}) return `polluted: ${key}`;
  for (const [owner, names] of [
    [Array, ['push', 'sort', 'map', 'join']],
    [Promise, ['then']],
    [String, ['split', 'replace']],
    [Map, ['get', 'set']],
  ]) {
    for (const name of names) {
      const text = Function.prototype.toString.call(owner.prototype[name]);
      if (!text.includes('[native code]')) return `patched: ${name}`;
    }
  }
  for (const name of ['kept', 'late', 'list', 'buffer', 'memory', 'seen', 'answer']) {
    if (name in globalThis) return `left behind: ${name}`;
  }
  if (RegExp.$1 !== '' || Error.prepareStackTrace !== undefined) return 'left behind: settings';
  if (list.sort().join() !== '1,2,3') return `not sorted: ${list}`;
  const words = new Map('to be or not to be'.split(' ').map((word, i) => [word, i]));
  if (JSON.stringify([...words]) !== '[["to",4],["be",5],["or",2],["not",3]]') return 'not mapped';
  return new Promise((resolve) => setTimeout(resolve, 5, x === 0 ? 'ok' : 'right'));
}
