//! Random values for property tests.

use proptest::{collection::vec, prelude::*};

use super::{Node, Object, Text, TypedKind, Value};

/// Returns a strategy of values with shared references, cycles, and objects that nothing refers to.
pub fn value() -> impl Strategy<Value = Value> {
    (1..8usize).prop_flat_map(|objects| {
        (node(objects as u32), vec(object(objects as u32), objects))
            .prop_map(|(root, objects)| Value { root, objects })
    })
}

/// Returns a strategy of values made of few different parts, so that two of them are often equal.
pub fn small_value() -> impl Strategy<Value = Value> {
    let node = prop_oneof![
        3 => Just(Node::Null),
        3 => (0..2u8).prop_map(|number| Node::Number(number.into())),
        1 => prop::sample::select(vec![-0.0, f64::NAN]).prop_map(Node::Number),
        6 => (0..4u32).prop_map(Node::Object)
    ];
    let object = prop_oneof![
        3 => vec(node.clone(), 0..4).prop_map(Object::Array),
        2 => vec(node.clone(), 0..3).prop_map(Object::Set),
        2 => vec((node.clone(), node.clone()), 0..3).prop_map(Object::Map),
        1 => vec((0..2u32, node.clone()), 0..2)
            .prop_map(|elements| Object::SparseArray { length: 3, elements: elements.into_iter().take(1).collect() }),
        1 => node.clone().prop_map(Object::Boxed),
        2 => vec(node.clone(), 0..3)
            .prop_map(|nodes| Object::Plain(["a", "b"].into_iter().map(Text::from).zip(nodes).collect())),
    ];
    (node, vec(object, 4)).prop_map(|(root, objects)| Value { root, objects })
}

fn text() -> impl Strategy<Value = Text> {
    prop_oneof![
        4 => "[a-c$/~\"#0]{0,3}".prop_map(Text::from),
        1 => any::<String>().prop_map(Text::from),
        1 => vec(prop_oneof![Just(0xd800u16), Just(0xdc00), Just(0x61)], 0..3).prop_map(|units| Text::from_utf16(&units)),
    ]
}

fn number() -> impl Strategy<Value = f64> {
    prop_oneof![
        3 => (-3..3i8).prop_map(f64::from),
        2 => any::<f64>(),
        1 => prop::sample::select(vec![
            f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -0.0, 1e21, 9007199254740992.0, 9007199254740994.0, -1e20, 5e-324,
        ]),
    ]
}

fn primitive() -> impl Strategy<Value = Node> {
    prop_oneof![
        Just(Node::Undefined),
        Just(Node::Null),
        any::<bool>().prop_map(Node::Bool),
        number().prop_map(Node::Number),
        any::<i128>().prop_map(|number| Node::BigInt(number.into())),
        text().prop_map(Node::String),
    ]
}

fn node(objects: u32) -> impl Strategy<Value = Node> {
    prop_oneof![primitive(), (0..objects).prop_map(Node::Object)]
}

fn object(objects: u32) -> impl Strategy<Value = Object> {
    let node = || node(objects);
    prop_oneof![
        vec((text(), node()), 0..4).prop_map(|mut properties| {
            let mut seen = std::collections::HashSet::new();
            properties.retain(|(key, _)| seen.insert(key.clone()));
            Object::Plain(properties)
        }),
        vec(node(), 0..4).prop_map(Object::Array),
        vec((0..5u32, node()), 0..3).prop_map(|mut elements| {
            elements.sort_by_key(|(index, _)| *index);
            elements.dedup_by_key(|(index, _)| *index);
            Object::SparseArray { length: 6, elements }
        }),
        vec((node(), node()), 0..4).prop_map(|mut entries| {
            let mut seen = std::collections::HashSet::new();
            entries.retain(|(key, _)| seen.insert(format!("{:?}", normal(key))));
            entries.iter_mut().for_each(|(key, _)| *key = normal(key));
            Object::Map(entries)
        }),
        vec(node(), 0..4).prop_map(|members| {
            let mut seen = std::collections::HashSet::new();
            let members = members.iter().map(normal);
            Object::Set(members.filter(|member| seen.insert(format!("{member:?}"))).collect())
        }),
        prop_oneof![
            Just(f64::NAN),
            (-8_640_000_000_000_000i64..8_640_000_000_000_000).prop_map(|ms| ms as f64)
        ]
        .prop_map(Object::Date),
        (0..TypedKind::ALL.len(), vec(any::<u8>(), 0..4)).prop_map(|(kind, pattern)| {
            let kind = TypedKind::ALL[kind].0;
            Object::Typed { kind, bytes: canonical(kind, pattern.repeat(kind.element_size())) }
        }),
        vec(any::<u8>(), 0..4).prop_map(Object::Buffer),
        (text(), "g?i?m?").prop_map(|(source, flags)| Object::RegExp { source, flags: flags.into() }),
        (text(), text()).prop_map(|(name, message)| Object::Error { name, message }),
        primitive()
            .prop_filter("can be boxed", |node| !matches!(node, Node::Undefined | Node::Null))
            .prop_map(Object::Boxed),
    ]
}

/// Replaces -0 by 0, as the keys of Maps and Sets do.
fn normal(key: &Node) -> Node {
    if matches!(key, Node::Number(number) if *number == 0.0) { Node::Number(0.0) } else { key.clone() }
}

/// Makes all NaNs the same, as in JSON.
fn canonical(kind: TypedKind, mut bytes: Vec<u8>) -> Vec<u8> {
    let nan: &[u8] = match kind {
        TypedKind::Float16Array => &[0x00, 0x7e],
        TypedKind::Float32Array => &[0, 0, 0xc0, 0x7f],
        TypedKind::Float64Array => &[0, 0, 0, 0, 0, 0, 0xf8, 0x7f],
        _ => return bytes,
    };
    let numbers: Vec<Node> = kind.elements(&bytes).collect();
    for (chunk, node) in bytes.chunks_exact_mut(nan.len()).zip(numbers) {
        if matches!(node, Node::Number(number) if number.is_nan()) {
            chunk.copy_from_slice(nan);
        }
    }
    bytes
}
