const { builtinModules } = require('module');
const bad = [];
for (const name of builtinModules) for (const id of [name, 'node:' + name]) {
  try { const m = require(id); if (m === undefined) bad.push(id); } catch (e) { bad.push(id + ' ' + e.message); }
}
for (const id of ['node:test', 'node:sea', 'node:test/reporters']) require(id);
console.log(bad, builtinModules.length);
try { require('test'); } catch (e) { console.log(e.code); }
try { require('node:nope'); } catch (e) { console.log(e.code, e.message); }
