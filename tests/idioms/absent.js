for (const attempt of [() => require('child_process'), () => require('fs').readdirSync('.'), () => require('fs').promises.mkdir('x'), () => require('net'), () => require('util').parseArgs(), () => require('worker_threads')]) {
  try {
    attempt();
    console.log('no error');
  } catch (error) {
    console.log(error.code, error.message);
  }
}
