// `path`, of systems whose paths have slashes.
(function (host, get) {
  'use strict';
  function text(path, name = 'path') {
    if (typeof path !== 'string') throw get('wrongType')(name, 'of type string', path);
    return path;
  }
  function parts(path, isAbsolute, separator = '/') {
    const kept = [];
    for (const part of path.split(separator)) {
      if (part === '' || part === '.') continue;
      if (part !== '..') kept.push(part);
      else if (kept.length > 0 && kept.at(-1) !== '..') kept.pop();
      else if (!isAbsolute) kept.push('..');
    }
    return kept;
  }
  // What both kinds of paths have alike.
  function addShared(path) {
    path.extname = (name) => {
      const base = path.basename(name);
      const dot = base.lastIndexOf('.');
      return dot <= 0 || base === '..' ? '' : base.slice(dot);
    };
    path.format = ({ dir, root = '', base, name = '', ext = '' }) => {
      const file = base || `${name}${ext && ext[0] !== '.' ? '.' : ''}${ext}`;
      if (!dir) return root + file;
      return dir === root ? dir + file : `${dir}${path.sep}${file}`;
    };
    path._makeLong = path.toNamespacedPath = (name) => name;
    path.matchesGlob = () => { throw get('fail')(Error, 'ERR_FEATURE_UNAVAILABLE', 'path.matchesGlob is not available in Tribunal'); };
  }
  const path = {
    sep: '/',
    delimiter: ':',
    isAbsolute: (name) => text(name).startsWith('/'),
    normalize(name) {
      if (text(name) === '') return '.';
      const isAbsolute = name[0] === '/';
      let result = parts(name, isAbsolute).join('/');
      if (result !== '' && name.endsWith('/')) result += '/';
      return isAbsolute ? `/${result}` : result || (name.endsWith('/') ? './' : '.');
    },
    join(...names) {
      const joined = names.map((name) => text(name)).filter((name) => name !== '').join('/');
      return joined === '' ? '.' : path.normalize(joined);
    },
    resolve(...names) {
      let result = '';
      for (let i = names.length - 1; i >= -1 && !result.startsWith('/'); i--) {
        const name = i >= 0 ? text(names[i]) : get('process').cwd();
        if (name !== '') result = result === '' ? name : `${name}/${result}`;
      }
      return `/${parts(result, true).join('/')}`;
    },
    relative(from, to) {
      const a = parts(path.resolve(from), true);
      const b = parts(path.resolve(to), true);
      let same = 0;
      while (same < a.length && same < b.length && a[same] === b[same]) same++;
      return [...a.slice(same).map(() => '..'), ...b.slice(same)].join('/');
    },
    dirname(name) {
      const trimmed = text(name).replace(/\/+$/, '');
      if (trimmed === '') return name.startsWith('/') ? '/' : '.';
      const slash = trimmed.lastIndexOf('/');
      if (slash === -1) return '.';
      return trimmed.slice(0, slash) || '/';
    },
    basename(name, suffix) {
      const base = text(name).replace(/\/+$/, '').split('/').at(-1);
      return suffix !== undefined && base !== suffix && base.endsWith(suffix) ? base.slice(0, -suffix.length) : base;
    },
    parse(name) {
      const base = path.basename(name);
      const ext = path.extname(name);
      const root = name.startsWith('/') ? '/' : '';
      const slash = name.replace(/\/+$/, '').lastIndexOf('/');
      const dir = slash > 0 ? name.slice(0, slash) : root;
      return { root, dir, base, ext, name: ext === '' ? base : base.slice(0, -ext.length) };
    },
  };
  addShared(path);
  path.posix = path;
  Object.defineProperty(path, 'win32', { get: () => get('node:path/win32'), enumerable: true, configurable: true });
  return { 'node:path': path, 'node:path/posix': path, pathText: text, pathParts: parts, addSharedOfPaths: addShared };
})
