// `path.win32`: paths with drives and backslashes.
(function (host, get) {
  'use strict';
  const text = get('pathText');
  const parts = (path, isAbsolute) => get('pathParts')(path, isAbsolute, /[\\/]/);
  // A path's drive or share, whether it starts at a root, and what follows.
  function split(path) {
    const share = /^[\\/]{2}([^\\/]+)[\\/]+([^\\/]+)/.exec(path);
    if (share !== null) return { device: `\\\\${share[1]}\\${share[2]}`, isAbsolute: true, rest: path.slice(share[0].length), start: share[0].length };
    const device = /^[A-Za-z]:/.exec(path)?.[0] ?? '';
    return { device, isAbsolute: /^[\\/]/.test(path.slice(device.length)), rest: path.slice(device.length), start: device.length };
  }
  const path = {
    sep: '\\',
    delimiter: ';',
    isAbsolute: (name) => /^([\\/]|[A-Za-z]:[\\/])/.test(text(name)),
    normalize(name) {
      if (text(name) === '') return '.';
      const { device, isAbsolute, rest } = split(name);
      let result = parts(rest, isAbsolute).join('\\');
      if (result === '' && !isAbsolute) result = '.';
      if (result !== '' && /[\\/]$/.test(rest)) result += '\\';
      return device + (isAbsolute ? '\\' : '') + result;
    },
    join(...names) {
      const given = names.map((name) => text(name)).filter((name) => name !== '');
      if (given.length === 0) return '.';
      let joined = given.join('\\');
      // Two slashes at the start make a share only if the first part has them.
      if (!/^[\\/]{2}[^\\/]/.test(given[0])) joined = joined.replace(/^[\\/]{2,}/, '\\');
      return path.normalize(joined);
    },
    resolve(...names) {
      let device = '';
      let tail = '';
      let isAbsolute = false;
      for (let i = names.length - 1; i >= 0 && !(isAbsolute && device !== ''); i--) {
        const found = split(text(names[i]));
        if (names[i] === '' || (device !== '' && found.device !== '' && found.device.toLowerCase() !== device.toLowerCase())) continue;
        device ||= found.device;
        if (!isAbsolute) {
          tail = `${found.rest}\\${tail}`;
          isAbsolute = found.isAbsolute;
        }
      }
      if (!isAbsolute) tail = `${get('process').cwd()}\\${tail}`;
      return `${device}\\${parts(tail, true).join('\\')}`;
    },
    relative(from, to) {
      const [a, b] = [text(from, 'from'), text(to, 'to')].map((name) => split(path.resolve(name)));
      if (a.device.toLowerCase() !== b.device.toLowerCase()) return path.resolve(to);
      const [x, y] = [parts(a.rest, true), parts(b.rest, true)];
      let same = 0;
      while (same < x.length && same < y.length && x[same].toLowerCase() === y[same].toLowerCase()) same++;
      return [...x.slice(same).map(() => '..'), ...y.slice(same)].join('\\');
    },
    dirname(name) {
      const { device, isAbsolute, rest, start } = split(text(name));
      const root = name.slice(0, start) + (isAbsolute ? rest.slice(0, 1) : '');
      const inner = isAbsolute ? rest.slice(1) : rest;
      const trimmed = inner.replace(/[\\/]+$/, '');
      const slash = Math.max(trimmed.lastIndexOf('/'), trimmed.lastIndexOf('\\'));
      if (slash === -1) return root || '.';
      return root + trimmed.slice(0, slash);
    },
    basename(name, suffix) {
      const base = text(name).replace(/^[A-Za-z]:/, '').replace(/[\\/]+$/, '').split(/[\\/]/).at(-1);
      return suffix !== undefined && base !== suffix && base.endsWith(suffix) ? base.slice(0, -suffix.length) : base;
    },
    parse(name) {
      const { isAbsolute, rest, start } = split(text(name));
      const root = name.slice(0, start) + (isAbsolute ? rest.slice(0, 1) : '');
      const base = path.basename(name.slice(root.length));
      const ext = path.extname(base);
      const inner = name.slice(root.length).replace(/[\\/]+$/, '');
      const slash = Math.max(inner.lastIndexOf('/'), inner.lastIndexOf('\\'));
      return { root, dir: slash > 0 ? root + inner.slice(0, slash) : root, base, ext, name: ext === '' ? base : base.slice(0, -ext.length) };
    },
  };
  get('addSharedOfPaths')(path);
  path.win32 = path;
  path.posix = get('node:path');
  return { 'node:path/win32': path };
})
