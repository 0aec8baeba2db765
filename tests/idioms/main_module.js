if (require.main === module) console.log('main');
if (!module.parent) console.log('no parent', module.parent);
if (process.mainModule === module) console.log('main, too');
console.log(process.argv[1] === __filename, require('path').dirname(__filename) === __dirname);
