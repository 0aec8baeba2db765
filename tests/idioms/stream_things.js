const { Readable, Writable, Transform, PassThrough, Duplex, pipeline, finished } = require('stream');
const { once } = require('events');
class Upper extends Transform { _transform(c, e, cb) { this.push(String(c).toUpperCase()); cb(); } _flush(cb) { this.push('.'); cb(); } }
(async () => {
  const r = new Readable({ read() {} });
  r.push('a');
  r.push('b');
  r.push(null);
  r.on('data', (c) => console.log('data', String(c))).on('end', () => console.log('end'));
  await once(r, 'close');
  const w = new Writable({ write(c, e, cb) { console.log('write', String(c)); setTimeout(cb, 1); }, final(cb) { console.log('final'); cb(); } });
  console.log(w.write('1'), w.write('2'));
  w.end('3', () => console.log('ended'));
  await once(w, 'finish');
  await new Promise((done) => pipeline(Readable.from(['x', 'y']), new Upper(), new PassThrough(), new Writable({ write(c, e, cb) { console.log('piped', String(c)); cb(); } }), (err) => done(console.log('pipeline', err))));
  const o = new Readable({ objectMode: true, read() { this.push(this.n = (this.n ?? 0) + 1); if (this.n === 3) this.push(null); } });
  for await (const x of o) console.log('object', x);
  const bad = new Readable({ read() { this.destroy(new Error('broken')); } });
  bad.resume();
  await once(bad, 'data').catch((e) => console.log('error', e.message));
  finished(Readable.from([]).resume(), (e) => console.log('finished', e));
  console.log(r instanceof Readable, new Upper() instanceof Duplex, new Upper() instanceof Writable);
})();
