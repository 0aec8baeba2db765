import { createRequire } from 'module';
import { readFileSync } from 'fs';
const require = createRequire(import.meta.url);
import { builtinModules } from 'node:module';
for (const name of [...builtinModules, 'node:test', 'node:sea'].filter(n => !n.startsWith('_'))) {
  const m = await import(name);
  const d = m.default;
  if (d !== require(name)) console.log('default', name);
}
console.log('ok');
