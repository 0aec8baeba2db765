for (const attempt of [
  () => require('child_process').execSync('ls'), () => require('fs').readdirSync('.'), () => require('fs').promises.mkdir('x'),
  () => new (require('net').Socket)(), () => require('util').getSystemErrorName(1), () => new (require('worker_threads').Worker)(__filename),
  () => require('http').createServer(), () => new (class extends require('http').Agent {})(), () => require('https').globalAgent.maxSockets,
  () => require('vm').createContext({}), () => require('node:test')('x', () => {}), () => require('dns/promises').lookup('a'),
  () => new ReadableStream(), () => require('inspector').open(), () => require('http2').connect('x'), () => require('crypto').createCipheriv(),
  () => require('child_process').fork(__filename, { execArgv: ['--stack-size=65500'] }),
  () => require('child_process').spawnSync(process.execPath, ['--stack-size=65500', __filename], { stdio: 'inherit' }),
  () => new (require('worker_threads').Worker)(__filename, { resourceLimits: { stackSizeMb: 256 } }),
]) {
  try {
    attempt();
    console.log('no error');
  } catch (error) {
    console.log(error.code, error.message);
  }
}
fetch('http://x').catch((error) => console.log(error.code, error.message));
