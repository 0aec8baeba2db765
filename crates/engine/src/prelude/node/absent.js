// What node has and a program here has not: it is there by name, so that what imports it and makes no use of it runs,
// and says what is wrong when it is used.
(function (host, get, isOwn, natives) {
  'use strict';
  const ALONE = 'submissions run without processes and threads';
  const NETWORK = 'submissions have no network';
  const REASONS = {
    __proto__: null,
    child_process: ALONE, cluster: ALONE, worker_threads: ALONE, fs: 'submissions have no file system',
    dgram: NETWORK, dns: NETWORK, http: NETWORK, http2: NETWORK, https: NETWORK, net: NETWORK, tls: NETWORK, global: NETWORK,
    inspector: 'nobody debugs a submission', test: 'a submission is judged, not tested',
  };
  const reasonOf = (name) => REASONS[name.split('/')[0].replace(/^_/, '').replace(/^(http|tls)_.*/, '$1')] ??
    'a submission runs alone, with its input and its output';
  const unavailable = (name, reason) => get('fail')(Error, 'ERR_FEATURE_UNAVAILABLE', `${name} is not available in Tribunal: ${reason}`);
  // The error of what would start another process or thread.
  function notAlone(name, isForStack) {
    const size = natives.stackBytes() / 1048576;
    return unavailable(name, isForStack
      ? `${ALONE}, and none is needed for a larger stack: it has ${+size.toFixed(1)} MiB already (\`stack\` of the problem's limits), so call your main function directly`
      : ALONE);
  }
  // A function, or a class, that may be inherited from and says what is wrong when it is called.
  function absentFunction(name, title, reason) {
    const made = { [title]: function () { throw unavailable(name, reason); } }[title];
    return made;
  }
  // An object that says what is wrong when something is read from it.
  function absentObject(name, reason) {
    return new Proxy({}, {
      get(_, key) {
        if (typeof key === 'symbol' || key === 'then' || key === 'toJSON' || key === 'constructor') return undefined;
        throw unavailable(`${name}.${key}`, reason);
      },
    });
  }
  // Gives what a module exports here the names, and the plain values, of what node's exports. Once for each.
  function complete(name, home) {
    const { functions = '', objects = '', values = {} } = JSON.parse(natives.exportsOf(name) ?? '{}');
    const title = name.replace('/', '.');
    const reason = reasonOf(name);
    for (const key in values) if (!(key in home)) home[key] = values[key];
    for (const key of functions.split(' ')) {
      if (key !== '' && !(key in home)) home[key] = absentFunction(`${title}.${key}`, key, reason);
    }
    for (const key of objects.split(' ')) {
      if (key !== '' && !(key in home)) home[key] = absentObject(`${title}.${key}`, reason);
    }
    return home;
  }
  const isKnown = (name) => natives.exportsOf(name) !== undefined;
  const moduleNames = () => natives.exportsOf().split(' ');
  // Modules of which nothing is there but the names.
  const emptyModule = (name) => (name === 'test'
    ? absentFunction('test', 'test', reasonOf(name))
    : {});
  const GLOBALS = ('Headers Request Response FormData WebSocket fetch ' +
    'ReadableStream ReadableStreamDefaultReader ReadableStreamBYOBReader ReadableStreamBYOBRequest ReadableByteStreamController ' +
    'ReadableStreamDefaultController TransformStream TransformStreamDefaultController WritableStream WritableStreamDefaultController ' +
    'WritableStreamDefaultWriter ByteLengthQueuingStrategy CountQueuingStrategy TextEncoderStream TextDecoderStream ' +
    'CompressionStream DecompressionStream Performance PerformanceObserverEntryList PerformanceResourceTiming').split(' ');
  const globals = {};
  GLOBALS.forEach((name, i) => {
    globals[name] = absentFunction(name, name, i < 6 ? NETWORK : 'streams of the web and the like are not there');
  });
  globals.fetch = { async fetch() { throw unavailable('fetch', NETWORK); } }.fetch;
  return { complete, isKnown, moduleNames, emptyModule, notAlone, ...globals };
})
