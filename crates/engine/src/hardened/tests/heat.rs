//! Programs that check whether their code is hot, that is, whether other cases ran before.

use std::sync::Arc;

use super::{Bench, UsedContext, limits, returned};
use tribunal_core::value::{Node, Object, TypedKind, Value};

use crate::{CodeCache, Program};

/// Pairs of code: the definitions of a program, and an expression that it evaluates repeatedly, whose value never
/// changes in cold code.
const SIGHTS: &[(&str, &str)] = &[
    ("", "(calls = 0, [3, 1, 2, 5, 4].sort((a, b) => (calls++, a > b)), calls)"),
    ("", "(calls = 0, Array.prototype.sort.call([3, 1, 2, 5, 4], (a, b) => (calls++, a > b)), calls)"),
    // The bits of a NaN.
    ("const bits = new Uint32Array(floats.buffer)", "(floats[0] = Math.max(nan, NaN), bits[1])"),
    (
        "const bits = new Uint8Array(new Float64Array(floats.buffer).buffer)",
        "(floats[0] = Math.max(nan, NaN), bits[6])",
    ),
    (
        "const all = new ArrayBuffer(8), own = new Float64Array(all), bits = new Uint32Array(all)",
        "(own[0] = Math.max(nan, NaN), bits[1])",
    ),
    (
        "const get = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Int8Array.prototype), 'buffer').get, \
            bits = new Uint32Array(get.call(floats))",
        "(floats[0] = Math.max(nan, NaN), bits[1])",
    ),
    (
        "const Bytes = new Uint8Array(1).buffer.constructor, all = new Bytes(8), own = new Float64Array(all), \
            bits = new Uint32Array(all)",
        "(own[0] = Math.max(nan, NaN), bits[1])",
    ),
    (
        "const clone = structuredClone(floats, { transfer: [floats.buffer] }), bits = new Uint32Array(clone.buffer)",
        "(clone[0] = Math.max(nan, NaN), bits[1])",
    ),
    ("const decoder = new TextDecoder('latin1')", "(floats[0] = Math.max(nan, NaN), decoder.decode(floats))"),
    ("const { crc32 } = require('zlib')", "(floats[0] = Math.max(nan, NaN), crc32(floats))"),
    (
        "const { createHash } = require('crypto')",
        "(floats[0] = Math.max(nan, NaN), createHash('md5').update(floats).digest('hex'))",
    ),
];

/// A way to the same bits by a function of the engine, which sees one NaN in any realm.
const SIGHT_OF_OURS: (&str, &str) =
    ("const decoder = new TextDecoder()", "(floats[0] = Math.max(nan, NaN), decoder.decode(floats))");

/// Returns a program that evaluates the expression up to 50,000 times and returns whether its value has ever changed.
fn program((has, sees): (&str, &str)) -> Arc<str> {
    format!(
        "const floats = new Float64Array(1); let calls = 0; {has}; const see = (nan) => {sees}; \
         function f(x) {{ const nan = Number('x'), first = see(nan); \
         for (let i = 0; i < 5e4; i++) if (see(nan) !== first) return 'hot'; return 'cold' }}"
    )
    .into()
}

fn is_cold(value: &Value) -> bool {
    value.root == Node::String("cold".into())
}

#[test]
fn no_case_sees_that_code_is_hot() {
    for sight in SIGHTS.iter().chain([&SIGHT_OF_OURS]) {
        let source = program(*sight);
        for run in Bench::new().cases(&source, &[Node::Null, Node::Null]) {
            assert!(returned(&run).is_none_or(is_cold), "{source}: {:?}", run.outcome);
        }
    }
}

#[test]
fn in_a_plain_context_the_bits_of_a_nan_tell() {
    let answer = |sight: (&str, &str)| UsedContext::new().case(&program(sight), "").0;
    let tells = |sight: &&(&str, &str)| answer(**sight).is_some_and(|answer| !is_cold(&answer));
    let telling: Vec<_> = SIGHTS.iter().filter(tells).collect();
    assert!(!telling.is_empty() && !telling.iter().any(|(_, sees)| sees.contains("sort")), "{telling:?}");
    let answer = answer(SIGHT_OF_OURS);
    assert!(answer.as_ref().is_some_and(is_cold), "{answer:?}");
}

#[test]
fn a_case_that_gives_a_buffer_is_none_for_this_realm() {
    let bytes = vec![0; 8];
    for (object, is_run) in [
        (Object::Buffer(bytes.clone()), false),
        (Object::Typed { kind: TypedKind::DataView, bytes: bytes.clone() }, false),
        (Object::Typed { kind: TypedKind::Float64Array, bytes }, true),
    ] {
        let source: Arc<str> = "function f(x) { return 7 }".into();
        let cache = CodeCache::default();
        let program = Program { source: &source, is_module: false, entry: &"f".into(), cache: &cache };
        let mut arguments = Value::primitive(Node::Undefined);
        let given = arguments.push(object);
        arguments.root = arguments.push(Object::Array(vec![given]));
        let run = Bench::new().hardened(&program, &arguments, &limits());
        assert_eq!(returned(&run).is_some(), is_run, "{run:?}");
    }
}
