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
  // What few programs use, the host has scripts for; `natives` is what these call.
  function makeOnDemand(name) {
    if (name === 'natives') {
      made.natives = host.onDemand();
      return;
    }
    const values = host.onDemand(name)?.(host, get, isOwn, get('natives'));
    for (const other in values) if (!(other in groupOf)) made[other] = values[other];
  }
  // Where `isMade`, only what was made before.
  function get(name, isMade = false) {
    if (!(name in made)) {
      if (isMade) return undefined;
      const factory = groupOf[name];
      if (factory === undefined) {
        makeOnDemand(name);
        return made[name];
      }
      const values = factory(host, get, isOwn);
      const names = keys(values);
      for (let i = 0; i < names.length; i++) {
        if (groupOf[names[i]] === factory) made[names[i]] = values[names[i]];
      }
    }
    return made[name];
  }
  return get;
})
