/** Trees as nested [val, left, right]. */
function nested(values) {
  const nodes = values.map((value) => (value === null ? null : [value, null, null]));
  let next = 1;
  for (const node of nodes) {
    if (node === null) continue;
    node[1] = nodes[next++] ?? null;
    node[2] = nodes[next++] ?? null;
  }
  return nodes[0] ?? null;
}

function levelOrder(root) {
  const values = [];
  for (let level = [root]; level.length > 0; ) {
    const below = [];
    for (const node of level) {
      values.push(node === null ? null : node[0]);
      if (node !== null) below.push(node[1], node[2]);
    }
    level = below;
  }
  while (values.length > 0 && values.at(-1) === null) values.pop();
  return values;
}

/** Swaps the children of each node. */
export function reference(values) {
  const root = nested(values);
  const open = [root];
  while (open.length > 0) {
    const node = open.pop();
    if (node === null) continue;
    [node[1], node[2]] = [node[2], node[1]];
    open.push(node[1], node[2]);
  }
  return levelOrder(root);
}

/** Names each node by the way to it, and turns the ways around. */
export function independent(values) {
  const ways = values.length > 0 ? [[""]] : [];
  const all = [];
  let level = ways[0] ?? [];
  let at = 0;
  while (level.length > 0) {
    const below = [];
    for (const way of level) {
      const value = values[at++] ?? null;
      if (value === null) continue;
      all.push([way.replace(/[lr]/g, (side) => (side === "l" ? "r" : "l")), value]);
      below.push(`${way}l`, `${way}r`);
    }
    level = below;
  }
  const there = new Map(all);
  const result = [];
  for (level = there.has("") ? [""] : []; level.length > 0; ) {
    const below = [];
    for (const way of level) {
      result.push(there.has(way) ? there.get(way) : null);
      if (there.has(way)) below.push(`${way}l`, `${way}r`);
    }
    level = below;
  }
  while (result.length > 0 && result.at(-1) === null) result.pop();
  return result;
}
