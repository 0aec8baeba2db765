// `url`, as far as modules use it to find out where they are.
(function (host, get) {
  'use strict';
  const url = {
    fileURLToPath(url) {
      const text = typeof url === 'string' ? url : url?.href;
      if (typeof text !== 'string') throw get('wrongType')('path', 'of type string or an instance of URL', url);
      if (!text.startsWith('file://')) throw get('fail')(TypeError, 'ERR_INVALID_URL_SCHEME', 'The URL must be of scheme file');
      return decodeURIComponent(text.slice(7));
    },
    pathToFileURL(path) {
      const pathname = encodeURI(get('node:path').resolve(path)).replace(/[?#]/g, encodeURIComponent);
      const href = `file://${pathname}`;
      return { href, protocol: 'file:', pathname, toString: () => href };
    },
  };
  get('withAbsent')(url, 'url', 'there is no network',
    'URL URLSearchParams Url domainToASCII domainToUnicode format parse resolve resolveObject urlToHttpOptions');
  return { 'node:url': url };
})
