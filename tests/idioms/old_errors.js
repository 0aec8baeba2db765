// Errors as they were written before there were classes.
function Failure(message) {
  this.name = 'Failure';
  this.message = message;
}
Failure.prototype = Object.create(Error.prototype);
Failure.prototype.constructor = Failure;
const failure = new Failure('old');
console.log(failure);
console.log([failure], { failure }, String(failure));
console.log('%s', failure);
console.log(Object.assign(Object.create(Error.prototype), { message: 'made by hand' }));
console.log(require('util').types.isNativeError(failure), failure instanceof Error);
