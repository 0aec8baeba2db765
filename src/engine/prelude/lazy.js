// Makes the prelude's globals when they are first asked for: most programs need few of them, and what a fresh
// context does not hold costs it nothing.
(function (host, groups, isOwn) {
  'use strict';
  const groupOf = { __proto__: null };
  const made = { __proto__: null };
  const { keys } = Object;
  for (const [factory, ...names] of groups) {
    for (const name of names) groupOf[name] = factory;
  }
  // Where `isMade`, only what was made before.
  return function get(name, isMade = false) {
    if (!(name in made)) {
      if (isMade) return undefined;
      const factory = groupOf[name];
      const values = factory(host, get, isOwn);
      const names = keys(values);
      for (let i = 0; i < names.length; i++) {
        if (groupOf[names[i]] === factory) made[names[i]] = values[names[i]];
      }
    }
    return made[name];
  };
})
