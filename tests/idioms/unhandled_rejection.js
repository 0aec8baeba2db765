process.on('exit', (c) => console.log('code', c));
Promise.reject(new Error('nobody'));
setTimeout(() => console.log('never'));
