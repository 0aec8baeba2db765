// What is asked at the end of every program: it costs little where the program has used neither the loop nor `process`.
(function (host, get) {
  'use strict';
  return {
    // Runs what is next; false if there is nothing.
    runNextTask() {
      return get('hasWork', true) !== undefined && get('runTask')();
    },
    // The program has nothing left to do: gives its exit code, unless one who is told has more to do.
    finish() {
      return get('process', true) === undefined ? 0 : get('finishProcess')();
    },
  };
})
