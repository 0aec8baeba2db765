process.on('unhandledRejection', (reason, promise) => console.log('reason', reason, promise instanceof Promise));
Promise.reject(5);
const late = Promise.reject(6);
late.catch(() => console.log('handled'));
(async () => { throw 'text'; })();
setTimeout(() => console.log('goes on'));
