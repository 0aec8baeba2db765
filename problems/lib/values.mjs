// The tagged form of values that JSON lacks: an object with exactly one key that starts with `$`.
// The problem format documents the tags; `encode` and `decode` are each other's inverse.

import { types } from "node:util";

const TYPED_ARRAYS = new Map(
  [
    Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array,
    Float32Array, Float64Array, BigInt64Array, BigUint64Array,
  ].map((constructor) => [constructor.name, constructor]),
);

const ERRORS = new Map(
  [Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError].map(
    (constructor) => [constructor.name, constructor],
  ),
);

/** RFC 6901: `~` and `/` inside a key are escaped. */
const pointerToken = (key) => String(key).replaceAll("~", "~0").replaceAll("/", "~1");
const keyOfToken = (token) => token.replaceAll("~1", "/").replaceAll("~0", "~");

/** The JSON-compatible form of a JavaScript value. Throws on what the format cannot hold. */
export function encode(root) {
  const pointers = new Map();

  function visit(value, path) {
    switch (typeof value) {
      case "undefined":
        return { $undefined: true };
      case "boolean":
      case "string":
        return value;
      case "bigint":
        return { $bigint: String(value) };
      case "number":
        return number(value, path);
      case "object":
        return value === null ? null : object(value, path);
      default:
        throw new TypeError(`${path}: a ${typeof value} has no encoded form`);
    }
  }

  function number(value, path) {
    if (Object.is(value, -0)) return { $number: "-0" };
    if (!Number.isFinite(value)) return { $number: String(value) };
    if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
      throw new RangeError(`${path}: ${value} is an integer beyond 2^53 - 1`);
    }
    return value;
  }

  function object(value, path) {
    if (pointers.has(value)) return { $ref: pointers.get(value) };
    pointers.set(value, path);
    if (Array.isArray(value)) return array(value, path);
    if (types.isMap(value)) {
      const entries = [...value];
      return {
        $map: entries.map(([key, item], i) => [
          visit(key, `${path}/$map/${i}/0`),
          visit(item, `${path}/$map/${i}/1`),
        ]),
      };
    }
    if (types.isSet(value)) {
      return { $set: [...value].map((item, i) => visit(item, `${path}/$set/${i}`)) };
    }
    if (types.isDate(value)) {
      const time = value.getTime();
      return { $date: Number.isNaN(time) ? null : new Date(time).toISOString() };
    }
    if (types.isRegExp(value)) return { $regexp: [value.source, value.flags] };
    if (types.isNativeError(value)) return { $error: [value.name, value.message] };
    if (types.isTypedArray(value)) {
      // Elements that JSON has no number for are text: no element can be a string.
      const items = [...value].map((item) => {
        if (typeof item === "bigint") return String(item);
        const encoded = number(item, path);
        return typeof encoded === "number" ? encoded : encoded.$number;
      });
      return { $typed: [value[Symbol.toStringTag], items] };
    }
    if (types.isAnyArrayBuffer(value)) return { $buffer: [...new Uint8Array(value)] };
    const keys = Object.keys(value);
    const literal = keys.length === 1 && keys[0].startsWith("$");
    const inside = literal ? `${path}/$object` : path;
    const fields = Object.fromEntries(
      keys.map((key) => [key, visit(value[key], `${inside}/${pointerToken(key)}`)]),
    );
    return literal ? { $object: fields } : fields;
  }

  function array(value, path) {
    const indices = Object.keys(value);
    if (indices.length === value.length) {
      return value.map((item, i) => visit(item, `${path}/${i}`));
    }
    const present = indices.map((i) => [i, visit(value[i], `${path}/$sparse/1/${i}`)]);
    return { $sparse: [value.length, Object.fromEntries(present)] };
  }

  return visit(root, "#");
}

/** The JavaScript value that an encoded one stands for. */
export function decode(root) {
  const made = new Map();
  const remember = (path, value) => {
    made.set(path, value);
    return value;
  };

  function visit(value, path) {
    if (Array.isArray(value)) {
      const list = remember(path, []);
      value.forEach((item, i) => list.push(visit(item, `${path}/${i}`)));
      return list;
    }
    if (typeof value !== "object" || value === null) return value;
    const keys = Object.keys(value);
    if (keys.length !== 1 || !keys[0].startsWith("$")) return fields(value, path, path);
    return tagged(keys[0], value[keys[0]], path);
  }

  function fields(value, path, inside) {
    const result = remember(path, {});
    for (const key of Object.keys(value)) {
      result[key] = visit(value[key], `${inside}/${pointerToken(key)}`);
    }
    return result;
  }

  function tagged(tag, body, path) {
    switch (tag) {
      case "$undefined":
        return undefined;
      case "$number":
        return Number(body);
      case "$bigint":
        return BigInt(body);
      case "$date":
        return remember(path, new Date(body ?? NaN));
      case "$map": {
        const map = remember(path, new Map());
        body.forEach(([key, item], i) => {
          map.set(visit(key, `${path}/$map/${i}/0`), visit(item, `${path}/$map/${i}/1`));
        });
        return map;
      }
      case "$set": {
        const set = remember(path, new Set());
        body.forEach((item, i) => set.add(visit(item, `${path}/$set/${i}`)));
        return set;
      }
      case "$typed": {
        const [name, items] = body;
        const convert = name.startsWith("Big") ? BigInt : Number;
        return remember(path, TYPED_ARRAYS.get(name).from(items.map(convert)));
      }
      case "$buffer":
        return remember(path, Uint8Array.from(body).buffer);
      case "$regexp":
        return remember(path, new RegExp(body[0], body[1]));
      case "$error":
        return remember(path, new (ERRORS.get(body[0]) ?? Error)(body[1]));
      case "$sparse": {
        const list = remember(path, new Array(body[0]));
        for (const i of Object.keys(body[1])) list[i] = visit(body[1][i], `${path}/$sparse/1/${i}`);
        return list;
      }
      case "$ref":
        if (!made.has(normalised(body))) throw new Error(`${path}: nothing at ${body}`);
        return made.get(normalised(body));
      case "$object":
        return fields(body, path, `${path}/$object`);
      default:
        throw new Error(`${path}: unknown tag ${tag}`);
    }
  }

  // Escapes are brought to one spelling, so that pointers can be compared as text.
  const normalised = (pointer) =>
    pointer.split("/").map(keyOfToken).map((token, i) => (i ? pointerToken(token) : token)).join("/");

  return visit(root, "#");
}
