// An entry that throws when it is looked for.
Object.defineProperty(globalThis, 'solve', { get() { throw new Error('gone'); } });
