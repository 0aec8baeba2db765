class KeyRenamer {
  constructor() {
    this.done = new Set();
  }

  static rename(key) {
    let result = '';
    for (let i = 0; i < key.length; i++) {
      const drop = key[i] === '_' && /[A-Za-z0-9]/.test(key[i - 1] ?? '_') && /[a-z]/.test(key[i + 1] ?? '_');
      if (drop) result += key[++i].toUpperCase();
      else result += key[i];
    }
    return result;
  }

  visit(value) {
    if (value === null || typeof value !== 'object' || value instanceof Date) return;
    if (this.done.has(value)) return;
    this.done.add(value);
    for (const [key, item] of Object.entries(value)) {
      if (!Array.isArray(value)) {
        delete value[key];
        value[KeyRenamer.rename(key)] = item;
      }
      this.visit(item);
    }
  }
}

class Solution {
  camelKeys(value) {
    const copy = structuredClone(value);
    new KeyRenamer().visit(copy);
    return copy;
  }
}
