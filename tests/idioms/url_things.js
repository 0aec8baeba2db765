const u = new URL('https://user:pa%20ss@sub.Example.com:8080/p/a/../t/h?query=string&a=1&a=2#hash');
console.log(u); console.log(u.href, u.origin, `${u}`, JSON.stringify(u));
u.port = '443'; u.hash = ''; u.pathname = '/ü x'; u.searchParams.append('k y', 'v&=é'); console.log(u.href); u.search = '?z=9'; console.log(u.searchParams.get('z'), [...u.searchParams]);
u.host = 'foo.org:81'; u.protocol = 'http'; u.username = 'x@'; console.log(u.href); u.href = 'file:///tmp/x'; console.log(u.href, u.origin, u.host);
for (const [i, b] of [['../x', 'http://a/b/c/d'], ['//h/x', 'http://a'], ['x'], ['http://'], ['http://ex ample'], ['http://[::1]:80/'], ['data:text/plain,hi'], ['http://münchen.de/ß'], ['HTTP://EX%41MPLE.com'], ['?a', 'http://h/p?q#f'], ['javascript:alert(1)'], ['http://1.2.3']]) {
  try { console.log(new URL(i, b).href) } catch (e) { console.log(e.name, e.code, e.message, e.input, e.base) }
}
console.log(URL.canParse('x:'), URL.canParse('x'), Object.keys(u), u instanceof URL, Object.prototype.toString.call(u));
const p = new URLSearchParams('?a=1&b=2&a=3&c=%20x+y&d=%zz&e');
console.log(p, p.size, p.toString(), p.get('c'), p.getAll('a'), p.has('a', '3'), p.has('q'));
p.set('a', 'new'); p.delete('b'); p.append('ä', '~!*()\'_-.'); p.sort(); console.log(p.toString()); console.log([...p.keys()], [...p.values()], p.entries());
console.log(new URLSearchParams({ x: 1, y: [1, 2] }), new URLSearchParams([['a', 'b'], ['c', 'd']]).toString(), new URLSearchParams(new Map([['m', 'n']])).toString(), new URLSearchParams());
p.forEach((v, k, self) => console.log(k, v, self === p));
try { new URLSearchParams([['a']]) } catch (e) { console.log(e.code, e.message) }
try { p.get() } catch (e) { console.log(e.code, e.message) }
try { new URL() } catch (e) { console.log(e.code, e.message) }
console.log(Object.fromEntries(p)); console.log({ u: new URL('http://a.b/c?d=e') }); console.log([new URL('http://a.b')], { a: { b: { c: new URL('http://x.y') } } });
for (const [k, v] of new URLSearchParams('q=1&r=2')) console.log(k, v);
const url = require('url');
console.log(url.parse('http://user:pass@sub.host.com:8080/p/a/t/h?query=string#hash'));
console.log(url.parse('/a?b=c&d=e', true).query, url.parse('mailto:x@y.z'), url.parse('//h/p', false, true).host);
console.log(url.format({ protocol: 'https', hostname: 'a.b', pathname: '/x', query: { q: 1, r: ['a', 'b'] } }), url.resolve('http://a.com/b/c', '../d?e'), url.resolve('/one/two/three', 'four'), url.resolve('http://example.com/', '/one'));
console.log(url.fileURLToPath('file:///a%20b/c'), url.pathToFileURL('/a b#c').href, url.domainToASCII('español.com'), url.domainToUnicode('xn--espaol-zwa.com'), url.format(new URL('http://a:b@c/d?e#f'), { auth: false, fragment: false }));
const qs = require('querystring');
console.log(qs.parse('a=1&b=2&a=3&c=%20x+y&=z&e'), qs.stringify({ a: [1, 'b'], c: true, d: null, e: 'ü &', f: NaN }), qs.escape("a b'(é"), qs.unescape('%41%zz'), qs.parse('a:1;b:2', ';', ':'));
