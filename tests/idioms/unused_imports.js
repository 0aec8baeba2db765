const { Worker, isMainThread } = require('worker_threads'); const http = require('http'); const vm = require('vm'); const { exec } = require('child_process');
const lines = require('fs').readFileSync(0, 'utf8').split('\n'); console.log(lines.map(Number).reduce((a, b) => a + b, 0));
