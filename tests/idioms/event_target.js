const ac = new AbortController(); console.log(ac, ac.signal, ac.signal.aborted, ac.signal.reason);
ac.signal.addEventListener('abort', (e) => console.log('abort', e.type, e.target === ac.signal, e instanceof Event)); ac.signal.onabort = () => console.log('onabort');
ac.abort(); ac.abort('again'); console.log(ac.signal.aborted, ac.signal.reason.name, ac.signal.reason.message, ac.signal.reason.code, ac.signal.reason instanceof DOMException, ac.signal.reason instanceof Error);
try { ac.signal.throwIfAborted() } catch (e) { console.log(e.name, e === ac.signal.reason, String(e)) }
console.log(AbortSignal.abort('why').reason, AbortSignal.any([AbortSignal.abort(7)]).reason); const b = new AbortController(); const any = AbortSignal.any([b.signal]); any.addEventListener('abort', () => console.log('any', any.reason)); b.abort(new Error('mine').message);
const t = AbortSignal.timeout(5); t.addEventListener('abort', () => console.log(t.reason.name, t.reason.message, t.reason.code)); setTimeout(() => console.log('later'), 20);
try { new AbortSignal() } catch (e) { console.log(e.code, e.message) }
const et = new EventTarget(); const l = (e) => console.log('l', e.type, e.detail, e.defaultPrevented, e.cancelable); et.addEventListener('x', l); et.addEventListener('x', l); et.addEventListener('x', { handleEvent(e) { console.log('obj', this !== et); e.preventDefault(); } }); et.addEventListener('x', () => console.log('once'), { once: true });
console.log(et.dispatchEvent(new CustomEvent('x', { detail: { a: 1 }, cancelable: true })), et.dispatchEvent(new Event('x'))); et.removeEventListener('x', l); et.dispatchEvent(new Event('x'));
console.log(et, Object.prototype.toString.call(et), Object.prototype.toString.call(new Event('q')));
class Game extends EventTarget { start() { this.dispatchEvent(new Event('start')) } } const g = new Game(); g.addEventListener('start', function (e) { console.log(this === g, e.currentTarget === g, e.eventPhase) }); g.start(); console.log(g);
et.addEventListener('stop', (e) => { console.log(1); e.stopImmediatePropagation() }); et.addEventListener('stop', () => console.log(2)); et.dispatchEvent(new Event('stop'));
try { et.dispatchEvent({ type: 'x' }) } catch (e) { console.log(e.code, e.message) } try { new Event() } catch (e) { console.log(e.code, e.message) }
const d = new DOMException('msg', 'SyntaxError'); console.log(d.name, d.code, d.message, String(d), d instanceof Error, DOMException.ABORT_ERR, d.INDEX_SIZE_ERR, Object.prototype.toString.call(d), new DOMException().name, new DOMException('a', { name: 'b', cause: 3 }).cause);
console.log(Object.keys(ac), Object.keys(new Event('q')), 'aborted' in ac.signal);
const { once, EventEmitter } = require('events'); once(et, 'go').then(([e]) => console.log('once', e.type)); et.dispatchEvent(new Event('go'));
const ee = new EventEmitter(); once(ee, 'z', { signal: AbortSignal.abort() }).catch((e) => console.log(e.name, e.code, e.message));
require('timers/promises').setTimeout(1000, 1, { signal: AbortSignal.abort() }).catch((e) => console.log(e.name, e.code, e.message));
