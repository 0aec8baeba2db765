console.log('before');
setTimeout(() => { throw new TypeError('late'); }, 10);
setTimeout(() => console.log('never'), 20);
