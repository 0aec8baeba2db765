'use strict';
const { fork } = require('child_process'); const cluster = require('cluster');
if (cluster.isMaster || cluster.isPrimary) console.log('primary'); cluster.on('exit', () => {});
const https = require('https'); class A extends https.Agent { constructor() { super(); } } console.log(A.name);
const { Readable } = require('stream'); const { EOL } = require('os'); process.stdout.write('x' + EOL);
console.log(require('http').STATUS_CODES[418], require('os').constants.signals.SIGINT);
console.log(typeof fetch, typeof Headers, typeof Request, typeof ReadableStream, typeof crypto, typeof performance.mark, typeof navigator, typeof WebSocket);
