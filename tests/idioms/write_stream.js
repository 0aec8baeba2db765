const fs = require('fs'); try { fs.createWriteStream(undefined) } catch (e) { console.log(e.code, e.message) } try { fs.createReadStream() } catch (e) { console.log(e.code, e.message) }
const o = fs.createWriteStream('/dev/stdout'); o.write('a\n'); o.end('b\n');
