export default function* generate(random) {
  const edge = (name, value) => ({ file: "edge", name, args: [value] });
  yield edge("number", 7);
  yield edge("text with underscores", "not_a_key");
  yield edge("null", null);
  yield edge("undefined", undefined);
  yield edge("empty object", {});
  yield edge("empty array", []);
  yield edge("one key", { a_b: 1 });
  yield edge("several underscores", { one_two_three_four: 1 });
  yield edge("single letters", { a_b_c_d: 1 });
  yield edge("leading underscore", { _private_key: 1, __proto: 2 });
  yield edge("trailing underscore", { end_: 1, the_end_: 2 });
  yield edge("double underscore", { a__b: 1, a_b__c_d: 2 });
  yield edge("digits", { line_2: 1, line2_b: 2, "2_b": 3 });
  yield edge("upper case", { A_b: 1, a_B: 2, MAX_SIZE: 3 });
  yield edge("other letters", { "a_é": 1, "é_a": 2 });
  yield edge("other signs", { "a-b": 1, "a._b": 2, "a b_c": 3, "": 4 });
  yield edge("values stay", { some_text: "a_b", other_text: "c_d" });
  yield edge("null inside", { the_value: null });
  yield edge("undefined inside", { the_value: undefined });
  yield edge("date inside", { created_at: new Date(Date.UTC(2020, 1, 29)) });
  yield edge("not numbers inside", { the_values: [NaN, -0, Infinity] });
  yield edge("false and zero inside", { is_set: false, the_count: 0, the_text: "" });
  yield edge("array of objects", [{ a_b: 1 }, { a_b: 2 }, [{ c_d: [] }]]);
  yield edge("array of arrays", [[["a_b"]]]);
  yield edge("dollar key", { $unset_value: 1 });

  let deep = { last_one: true };
  for (let i = 0; i < 30; i++) deep = i % 2 ? { next_one: deep } : [deep];
  yield edge("deep", deep);

  const loop = (name, make) => ({ file: "cycles", name, args: [make()] });
  yield loop("array that contains itself", () => {
    const list = [1];
    list.push(list);
    return list;
  });
  yield loop("object in an array", () => {
    const list = [{ my_list: null }];
    list[0].my_list = list;
    return list;
  });
  yield loop("parent and child", () => {
    const parent = { node_name: "parent", only_child: { node_name: "child" } };
    parent.only_child.my_parent = parent;
    return parent;
  });
  yield loop("children with a parent", () => {
    const root = { child_nodes: [{ child_id: 1 }, { child_id: 2 }] };
    for (const child of root.child_nodes) child.parent_node = root;
    return root;
  });
  yield loop("cycle below the top", () => {
    const inner = { is_inner: true };
    inner.to_self = inner;
    return { outer_key: [inner] };
  });
  yield loop("ring", () => {
    const nodes = random.list(5, (i) => ({ node_id: i }));
    nodes.forEach((node, i) => (node.next_node = nodes[(i + 1) % nodes.length]));
    return nodes[0];
  });

  for (let i = 1; i <= 76; i++) {
    const value = tree(random, random.int(1, 4), 0, []);
    yield { file: "random", name: `random ${i}`, args: [value] };
  }
  for (let i = 1; i <= 10; i++) {
    const value = { to_top: null };
    value.to_top = value;
    tree(random, random.int(2, 4), 0.3, [], value);
    yield { file: "cycles", name: `random cycle ${i}`, args: [value] };
  }
}

const WORDS = ["user", "id", "first", "name", "x", "list", "of", "items", "2"];

/** A random object; with the given probability a value is one of the objects that contain it. */
function tree(random, depth, cycles, parents, made = {}) {
  for (let count = random.int(1, 5); count > 0; count--) {
    const words = random.list(random.int(1, 3), () => random.pick(WORDS));
    made[(random.chance(0.1) ? "_" : "") + words.join("_")] = item(random, depth - 1, cycles, [...parents, made]);
  }
  return made;
}

function item(random, depth, cycles, parents) {
  if (random.chance(cycles)) return random.pick(parents);
  if (depth <= 0 || random.chance(0.3)) return random.pick([1, "a_b", null, true, 2.5, ""]);
  if (random.chance(0.4)) return random.list(random.int(0, 3), () => item(random, depth - 1, cycles, parents));
  return tree(random, depth, cycles, parents);
}
