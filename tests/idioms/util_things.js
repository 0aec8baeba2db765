const util = require('util');
function Old() {}
function Older() {}
Older.prototype.hi = function () { return 'hi'; };
util.inherits(Old, Older);
console.log(new Old().hi(), Old.super_ === Older, new Old());
console.log(util.isDeepStrictEqual({ a: [1, new Set([1])] }, { a: [1, new Set([1])] }), util.isDeepStrictEqual([1], ['1']), util.isDeepStrictEqual(new Map([[{ a: 1 }, 2]]), new Map([[{ a: 1 }, 2]])));
console.log(util.types.isDate(new Date()), util.types.isRegExp(/a/), util.types.isPromise(Promise.resolve()), util.types.isMap({}), util.types.isProxy(new Proxy({}, {})), util.types.isUint8Array(Buffer.alloc(1)));
const callbackStyle = (x, cb) => setTimeout(() => (x < 0 ? cb(new Error('neg')) : cb(null, x * 2)), 1);
const promised = util.promisify(callbackStyle);
promised(4).then(console.log);
promised(-1).catch((e) => console.log(e.message));
util.callbackify(async (x) => x + 1)(1, (e, v) => console.log(e, v));
console.log(util.isArray([]), util.stripVTControlCharacters('\x1b[31mred\x1b[0m'), util.types.isGeneratorObject((function* () {})()), typeof util.deprecate(() => {}, ''));
console.log(new util.TextEncoder().encode('é'), new util.TextDecoder().decode(new Uint8Array([104, 105])));
console.log(util.inspect.custom, util.promisify.custom, util.inspect.defaultOptions.depth);
