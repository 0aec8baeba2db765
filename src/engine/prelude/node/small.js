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
      const used = host.heapUsed();
      return { total_heap_size: used, used_heap_size: used, heap_size_limit: used * 4, total_available_size: used * 3, malloced_memory: 0 };
    },
  };
  const tty = { isatty: () => false };
  return { 'node:os': os, 'node:v8': v8, 'node:tty': tty, 'node:console': get('console') };
})
