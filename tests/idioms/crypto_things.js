const crypto = require('crypto');
for (const a of ['md5','sha1','sha256','sha512','sha224','sha384','SHA256','RSA-SHA1','sha512-256'])
  for (const e of ['hex','base64','base64url','latin1', undefined]) console.log(a, e, crypto.createHash(a).update('héllo').update(Buffer.from([1,2,3])).digest(e));
const h = crypto.createHash('md5'); h.update('a'); const c = h.copy(); h.update('b'); console.log(h.digest('hex'), c.digest('hex'));
try { h.update('x') } catch (e) { console.log(e.code, e.message, e.name) }
try { h.digest() } catch (e) { console.log(e.code, e.message) }
try { crypto.createHash('nope') } catch (e) { console.log(e.message) }
try { crypto.createHash(5) } catch (e) { console.log(e.code, e.message) }
try { crypto.createHash('md5').update(5) } catch (e) { console.log(e.code, e.message) }
console.log(crypto.createHmac('sha256', 'key').update('data').digest('hex'), crypto.createHmac('sha512', Buffer.alloc(200, 7)).update('data').digest('base64'));
console.log(crypto.timingSafeEqual(Buffer.from('ab'), Buffer.from('ab')), crypto.timingSafeEqual(Buffer.from('ab'), Buffer.from('ac')));
try { crypto.timingSafeEqual(Buffer.from('ab'), Buffer.from('abc')) } catch (e) { console.log(e.code, e.message, e.name) }
console.log(crypto.randomBytes(8).length, crypto.randomBytes(4).toString('hex').length, Buffer.isBuffer(crypto.randomBytes(1)));
console.log(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(crypto.randomUUID()));
for (let i=0;i<100;i++){ const r = crypto.randomInt(3, 6); if (!(r>=3&&r<6)) console.log('bad', r); }
try { crypto.randomInt(5, 5) } catch (e) { console.log(e.code, e.message) }
try { crypto.randomInt(-1) } catch (e) { console.log(e.code, e.message) }
try { crypto.randomInt('a') } catch (e) { console.log(e.code, e.message) }
try { crypto.randomInt(0, 2**48) } catch (e) { console.log(e.code, e.message) }
try { crypto.randomBytes(-1) } catch (e) { console.log(e.code, e.message) }
try { crypto.randomBytes('a') } catch (e) { console.log(e.code, e.message) }
crypto.randomInt(10, (e, n) => console.log(e, n >= 0 && n < 10));
crypto.randomBytes(3, (e, b) => console.log(e, b.length));
console.log(crypto.pbkdf2Sync('pw', 'salt', 100, 40, 'sha512').toString('hex'));
console.log(crypto.webcrypto.getRandomValues(new Uint32Array(4)).length, globalThis.crypto.randomUUID().length);
crypto.subtle.digest('SHA-256', new TextEncoder().encode('abc')).then((b) => console.log(Buffer.from(b).toString('hex')));
console.log(crypto.createHash('sha256').update('').digest('hex'), crypto.getHashes().includes('sha256'));
try { globalThis.crypto.getRandomValues(new Float64Array(1)) } catch (e) { console.log(e.name, e.code, e instanceof DOMException) }
try { globalThis.crypto.getRandomValues(new Uint8Array(70000)) } catch (e) { console.log(e.name, e.code) }
console.log(typeof crypto.createCipheriv, typeof crypto.constants, crypto.constants.RSA_PKCS1_PADDING, Object.prototype.toString.call(globalThis.crypto));
