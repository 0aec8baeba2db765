const a = new Uint8Array([1, 2, 3]); const c = structuredClone({ a, m: new Map([[1, { x: 1 }]]) }, { transfer: [a.buffer] }); console.log(a.length, a.buffer.byteLength, c);
for (const f of [() => structuredClone(() => 1), () => structuredClone(Symbol('q')), () => structuredClone(1, { transfer: [{}] }), () => structuredClone(), () => structuredClone({ f() {} }), () => structuredClone(1, { transfer: [a.buffer] })]) try { console.log(f()) } catch (e) { console.log(e.name, e.code, e instanceof DOMException) }
try { structuredClone(() => 1) } catch (e) { console.log(e.message) }
const { port1, port2 } = new MessageChannel(); port2.onmessage = (e) => { console.log('got', e.data); if (e.data.n === 2) port2.close(); }; port1.postMessage({ n: 1 }); port1.postMessage({ n: 2 }); console.log('posted');
const mc = new MessageChannel(); mc.port1.on('message', (m) => { console.log('on', m); mc.port1.close(); }); mc.port2.postMessage('hi'); mc.port1.on('close', () => console.log('closed'));
for (const f of [() => btoa('€'), () => atob('%'), () => atob('a'), () => btoa(), () => atob('YWJj\n'), () => btoa('abc'), () => btoa('a')]) try { console.log(f()) } catch (e) { console.log(e.name, e.code, e.message) }

new Blob(['ab', new Uint8Array([99]), new Blob(['d'])], { type: 'Text/Plain' }).text().then(console.log);
