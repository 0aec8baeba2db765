const EventEmitter = require('events');
const e = new EventEmitter();
e.on('a', (...args) => console.log('1', args));
e.once('a', () => console.log('once'));
e.prependListener('a', function () { console.log('first', this === e); });
console.log(e.emit('a', 1, 2), e.emit('a'), e.emit('b'), e.listenerCount('a'), e.eventNames());
const f = () => console.log('f');
e.on('x', f).on('x', f).off('x', f);
e.emit('x');
e.removeAllListeners('x');
console.log(e.emit('x'), e.listeners('a').length, e.getMaxListeners());
try {
  e.emit('error', new Error('unheard'));
} catch (error) {
  console.log(error.message);
}
e.on('error', (error) => console.log('heard', error.message));
e.emit('error', new Error('x'));
class Custom extends EventEmitter { go() { this.emit('go', this.constructor.name); } }
const c = new Custom();
c.on('go', console.log);
c.go();
function Legacy() { EventEmitter.call(this); }
require('util').inherits(Legacy, EventEmitter);
new Legacy().on('z', () => console.log('legacy')).emit('z');
const on = new EventEmitter();
on.on('newListener', (name) => console.log('new', name));
on.on('removeListener', (name) => console.log('removed', name));
on.on('q', f);
on.off('q', f);
EventEmitter.once(e, 'later').then(([v]) => console.log('later', v));
e.emit('later', 42);
(async () => {
  setTimeout(() => { e.emit('tick', 1); e.emit('tick', 2); e.emit('stop'); }, 5);
  for await (const [v] of EventEmitter.on(e, 'tick')) {
    console.log('tick', v);
    if (v === 2) break;
  }
})();
console.log(new EventEmitter(), EventEmitter.defaultMaxListeners);
