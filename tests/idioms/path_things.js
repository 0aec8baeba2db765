const path = require('path');
console.log(path.join('/a', '..', 'b', './c'), path.resolve('/x', 'y', '../z'), path.basename('/q/w.txt', '.txt'), path.extname('a.b.c'), path.dirname('/a/b/c'));
console.log(path.parse('/home/u/file.txt'), path.format({ dir: '/a', base: 'b.c' }), path.normalize('/a//b/../c/.'), path.relative('/a/b/c', '/a/d'), path.isAbsolute('x'), path.sep);
console.log(path.join(''), path.normalize(''), path.dirname('a'), path.dirname('/'), path.basename('/'), path.extname('.bashrc'), path.extname('x.'), path.parse('a'));
const os = require('os');
console.log(JSON.stringify(os.EOL), os.platform(), os.type(), os.endianness());
