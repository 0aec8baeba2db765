const channel = new MessageChannel(); const tasks = []; channel.port1.onmessage = () => { const f = tasks.shift(); if (f) { f(); channel.port2.postMessage(null); } else channel.port1.close(); };
for (let i = 0; i < 3; i++) tasks.push(() => console.log('task', i)); channel.port2.postMessage(null); Promise.resolve().then(() => console.log('micro')); console.log('sync');
