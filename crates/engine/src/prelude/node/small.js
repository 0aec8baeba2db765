// Modules of which programs use little.
(function (host, get) {
  'use strict';
  const os = {
    EOL: '\n',
    devNull: '/dev/null',
    platform: () => 'linux',
    type: () => 'Linux',
    arch: () => 'x64',
    machine: () => 'x86_64',
    release: () => '6.0.0',
    version: () => '#1',
    endianness: () => 'LE',
    hostname: () => 'tribunal',
    homedir: () => '/tribunal',
    tmpdir: () => '/tmp',
    cpus: () => [{ model: '', speed: 0, times: { user: 0, nice: 0, sys: 0, idle: 0, irq: 0 } }],
    availableParallelism: () => 1,
    totalmem: () => 2 ** 31,
    freemem: () => 2 ** 30,
    loadavg: () => [0, 0, 0],
    uptime: () => get('performance').now() / 1000,
    networkInterfaces: () => ({}),
    userInfo: () => ({ uid: 1000, gid: 1000, username: 'tribunal', homedir: '/tribunal', shell: null }),
    getPriority: () => 0,
    setPriority() {},
  };
  const v8 = {
    // The stack is what the problem allows.
    setFlagsFromString() {},
    getHeapStatistics() {
      // As little as of `process.memoryUsage`.
      const { heapTotal, heapUsed, external } = get('process').memoryUsage();
      return {
        total_heap_size: heapTotal, total_heap_size_executable: 262144, total_physical_size: heapTotal,
        total_available_size: 4341101064, used_heap_size: heapUsed, heap_size_limit: 4345298944, malloced_memory: 262320,
        peak_malloced_memory: 571392, does_zap_garbage: 0, number_of_native_contexts: 1, number_of_detached_contexts: 0,
        total_global_handles_size: 8192, used_global_handles_size: 2112, external_memory: external,
      };
    },
  };
  const tty = { isatty: () => false };
  return { 'node:os': os, 'node:v8': v8, 'node:tty': tty, 'node:console': get('console') };
})
