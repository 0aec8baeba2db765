//! JavaScript values as plain data, outside any isolate.
//!
//! Arguments, expected outputs and results all have this one form. It is an arena rather than a tree, so that cycles
//! and shared references keep their shape, and so that reading, comparing and dropping a value of any depth needs no
//! recursion.

#[cfg(any(test, feature = "arbitrary"))]
pub mod arbitrary;
mod bigint;
mod date;
pub mod display;
pub mod json;
mod text;
mod typed;

pub use text::{Text, is_identifier};

use std::collections::HashMap;

use num_bigint::BigInt;
use serde::{Deserialize, Serialize};

/// A value and all objects that it reaches.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Value {
    /// The value itself.
    pub root: Node,
    /// The objects that [`Node::Object`] points into, in no particular order.
    pub objects: Vec<Object>,
}

/// A primitive, or a reference to an object of the same [`Value`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Node {
    /// `undefined`
    Undefined,
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, NaN, the infinities and -0 included.
    Number(f64),
    /// A BigInt of any size.
    BigInt(BigInt),
    /// A string.
    String(Text),
    /// A symbol, by its description. Only results hold one; it equals nothing.
    Symbol(Text),
    /// The object with this index in [`Value::objects`].
    Object(u32),
}

/// The content of an object.
///
/// There is one form for each value: an array without holes is always `Array`, one with holes always `SparseArray`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Object {
    /// Own enumerable string-keyed properties, in their order. Instances of classes have this form as well.
    Plain(Vec<(Text, Node)>),
    /// An array without holes.
    Array(Vec<Node>),
    /// An array with holes: its length, and the existing elements by ascending index.
    SparseArray {
        /// The array's `length`.
        length: u32,
        /// Index and value of each element that exists.
        elements: Vec<(u32, Node)>,
    },
    /// A Map's entries, in insertion order.
    Map(Vec<(Node, Node)>),
    /// A Set's members, in insertion order.
    Set(Vec<Node>),
    /// Milliseconds since 1970-01-01 UTC, NaN for an invalid date.
    Date(f64),
    /// A typed array or `DataView`: its kind and its bytes, little-endian.
    Typed {
        /// The type of the view.
        kind: TypedKind,
        /// The bytes that the view covers.
        #[serde(with = "serde_bytes")]
        bytes: Vec<u8>,
    },
    /// An `ArrayBuffer`'s bytes.
    Buffer(#[serde(with = "serde_bytes")] Vec<u8>),
    /// A regular expression.
    RegExp {
        /// Its `source`.
        source: Text,
        /// Its `flags`.
        flags: Text,
    },
    /// An error object.
    Error {
        /// Its type, such as `TypeError`.
        name: Text,
        /// Its message.
        message: Text,
    },
    /// A boxed primitive, such as `new Number(1)`.
    Boxed(Node),
    /// A value without a data form (a function, a Proxy, a WeakMap), as a short description for people. Only results
    /// hold one; it equals nothing.
    Opaque(Text),
}

/// The kind of a typed array or view.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[allow(missing_docs, reason = "each is the JavaScript constructor of that name")]
pub enum TypedKind {
    Int8Array,
    Uint8Array,
    Uint8ClampedArray,
    Int16Array,
    Uint16Array,
    Int32Array,
    Uint32Array,
    Float16Array,
    Float32Array,
    Float64Array,
    BigInt64Array,
    BigUint64Array,
    DataView,
}

/// A primitive as a key of a hash table. Equality is that of JavaScript's `Object.is`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Primitive<'a> {
    /// `undefined`
    Undefined,
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// The number's bits; all NaNs have the same.
    Number(u64),
    /// A BigInt.
    BigInt(&'a BigInt),
    /// A string.
    String(&'a Text),
}

impl Node {
    /// Returns the node as a key of a hash table; `None` for an object and for a symbol, which equals nothing.
    pub fn primitive(&self) -> Option<Primitive<'_>> {
        Some(match self {
            Self::Undefined => Primitive::Undefined,
            Self::Null => Primitive::Null,
            Self::Bool(value) => Primitive::Bool(*value),
            Self::Number(value) if value.is_nan() => Primitive::Number(f64::NAN.to_bits()),
            Self::Number(value) => Primitive::Number(value.to_bits()),
            Self::BigInt(value) => Primitive::BigInt(value),
            Self::String(value) => Primitive::String(value),
            Self::Symbol(_) | Self::Object(_) => return None,
        })
    }
}

impl Value {
    /// Creates a value that reaches no object.
    ///
    /// # Panics
    /// If `root` is an object reference.
    pub fn primitive(root: Node) -> Self {
        assert!(!matches!(root, Node::Object(_)), "an object needs its arena");
        Self { root, objects: Vec::new() }
    }

    /// Returns the object that a node refers to; `None` for a primitive or a reference that points nowhere.
    pub fn object(&self, node: &Node) -> Option<&Object> {
        match node {
            Node::Object(id) => self.objects.get(*id as usize),
            _ => None,
        }
    }

    /// Adds an object and returns the node that refers to it.
    ///
    /// # Panics
    /// With more than 2^32 objects.
    pub fn push(&mut self, object: Object) -> Node {
        let id = u32::try_from(self.objects.len()).expect("fewer than 2^32 objects");
        self.objects.push(object);
        Node::Object(id)
    }

    /// Copies a part of this value, with all that it reaches, to a value of its own.
    pub fn part(&self, node: &Node) -> Value {
        let mut part = Value::primitive(Node::Null);
        let mut places: HashMap<u32, u32> = HashMap::new();
        let mut pending = Vec::new();
        let mut place = |node: &mut Node, pending: &mut Vec<u32>| {
            if let Node::Object(id) = node {
                let next = places.len() as u32;
                *id = *places.entry(*id).or_insert_with_key(|id| {
                    pending.push(*id);
                    next
                });
            }
        };
        part.root = node.clone();
        place(&mut part.root, &mut pending);
        // Objects are numbered in the order in which they are found.
        let mut met = 0;
        while let Some(id) = pending.get(met).copied() {
            met += 1;
            let mut object = self.objects.get(id as usize).cloned().unwrap_or(Object::Array(Vec::new()));
            object.for_each_node_mut(|node| place(node, &mut pending));
            part.objects.push(object);
        }
        part
    }

    /// Takes over another value with all that it reaches, and returns its node here.
    ///
    /// # Panics
    /// With more than 2^32 objects.
    pub fn append(&mut self, other: Value) -> Node {
        let offset = u32::try_from(self.objects.len()).expect("fewer than 2^32 objects");
        let shift = |node: &mut Node| {
            if let Node::Object(id) = node {
                *id = id.checked_add(offset).expect("fewer than 2^32 objects");
            }
        };
        let Value { mut root, objects } = other;
        shift(&mut root);
        self.objects.extend(objects.into_iter().map(|mut object| {
            object.for_each_node_mut(shift);
            object
        }));
        root
    }
}

impl Object {
    /// Calls `each` with every node that the object holds, in order.
    pub fn for_each_node<'a>(&'a self, mut each: impl FnMut(&'a Node)) {
        match self {
            Self::Plain(properties) => properties.iter().for_each(|(_, node)| each(node)),
            Self::Array(nodes) | Self::Set(nodes) => nodes.iter().for_each(each),
            Self::SparseArray { elements, .. } => elements.iter().for_each(|(_, node)| each(node)),
            Self::Map(entries) => entries.iter().for_each(|(key, value)| {
                each(key);
                each(value);
            }),
            Self::Boxed(node) => each(node),
            Self::Date(_)
            | Self::Typed { .. }
            | Self::Buffer(_)
            | Self::RegExp { .. }
            | Self::Error { .. }
            | Self::Opaque(_) => {}
        }
    }

    /// Calls `each` with every node that the object holds, in order, for changing it.
    pub fn for_each_node_mut(&mut self, mut each: impl FnMut(&mut Node)) {
        match self {
            Self::Plain(properties) => properties.iter_mut().for_each(|(_, node)| each(node)),
            Self::Array(nodes) | Self::Set(nodes) => nodes.iter_mut().for_each(each),
            Self::SparseArray { elements, .. } => elements.iter_mut().for_each(|(_, node)| each(node)),
            Self::Map(entries) => entries.iter_mut().for_each(|(key, value)| {
                each(key);
                each(value);
            }),
            Self::Boxed(node) => each(node),
            Self::Date(_)
            | Self::Typed { .. }
            | Self::Buffer(_)
            | Self::RegExp { .. }
            | Self::Error { .. }
            | Self::Opaque(_) => {}
        }
    }
}

impl TypedKind {
    /// All kinds, each with the name of its JavaScript constructor.
    pub const ALL: [(TypedKind, &'static str); 13] = [
        (TypedKind::Int8Array, "Int8Array"),
        (TypedKind::Uint8Array, "Uint8Array"),
        (TypedKind::Uint8ClampedArray, "Uint8ClampedArray"),
        (TypedKind::Int16Array, "Int16Array"),
        (TypedKind::Uint16Array, "Uint16Array"),
        (TypedKind::Int32Array, "Int32Array"),
        (TypedKind::Uint32Array, "Uint32Array"),
        (TypedKind::Float16Array, "Float16Array"),
        (TypedKind::Float32Array, "Float32Array"),
        (TypedKind::Float64Array, "Float64Array"),
        (TypedKind::BigInt64Array, "BigInt64Array"),
        (TypedKind::BigUint64Array, "BigUint64Array"),
        (TypedKind::DataView, "DataView"),
    ];

    /// Returns the name of its JavaScript constructor.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _)| *kind == self).map_or("", |(_, name)| name)
    }

    /// Returns the number of bytes of one element.
    pub fn element_size(self) -> usize {
        match self {
            Self::Int8Array | Self::Uint8Array | Self::Uint8ClampedArray | Self::DataView => 1,
            Self::Int16Array | Self::Uint16Array | Self::Float16Array => 2,
            Self::Int32Array | Self::Uint32Array | Self::Float32Array => 4,
            Self::Float64Array | Self::BigInt64Array | Self::BigUint64Array => 8,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::json::{Source, parse, to_json};

    #[test]
    fn a_part_is_a_value_of_its_own_and_can_be_put_into_another() {
        let whole =
            parse(r##"[[1, {"a": []}, {"$ref": "#/0/1"}], "x", {"b": {"$ref": "#/2"}}]"##, Source::Problem);
        let whole = whole.unwrap();
        let super::Object::Array(nodes) = &whole.objects[0] else { panic!("{whole:?}") };
        let parts: Vec<_> = nodes.iter().map(|node| whole.part(node)).collect();
        let texts: Vec<_> = parts.iter().map(to_json).collect();
        // Shared objects and cycles keep their shape.
        assert_eq!(texts, [r##"[1,{"a":[]},{"$ref":"#/1"}]"##, r#""x""#, r##"{"b":{"$ref":"#"}}"##]);
        let mut joined = parts[2].clone();
        joined.root = joined.append(parts[0].clone());
        assert_eq!(to_json(&joined), texts[0]);
    }
}
