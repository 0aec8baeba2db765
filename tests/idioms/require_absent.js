for (const name of ['no-such-package', './local', 'lodash']) {
  try {
    require(name);
    console.log('found', name);
  } catch (e) {
    console.log(name, e.code);
  }
}
console.log(require('fs') === require('node:fs'), require('events') === require('events').EventEmitter);
