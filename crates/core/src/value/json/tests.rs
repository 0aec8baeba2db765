use num_bigint::BigInt;
use proptest::prelude::*;

use super::*;
use crate::value::{Node, Object, Text, TypedKind, Value, arbitrary};

fn read(json: &str) -> Value {
    parse(json, Source::Problem).unwrap_or_else(|error| panic!("{json}: {error}"))
}

fn refused(json: &str) -> JsonError {
    parse(json, Source::Problem).expect_err(json)
}

fn number(number: f64) -> Node {
    Node::Number(number)
}

fn text(text: &str) -> Node {
    Node::String(text.into())
}

#[test]
fn primitives_are_read() {
    for (json, expected) in [
        ("null", Node::Null),
        (" true ", Node::Bool(true)),
        ("-12", number(-12.0)),
        ("1.5e3", number(1500.0)),
        ("9007199254740992", number(9007199254740992.0)),
        ("-9007199254740992", number(-9007199254740992.0)),
        ("1e300", number(1e300)),
        ("9007199254740993.0", number(9007199254740992.0)),
        ("0.1", number(0.1)),
        (r#""a\u00e9\ud83d\ude00""#, text("aé😀")),
        (r#"{"$undefined":true}"#, Node::Undefined),
        (r#"{"$number":"Infinity"}"#, number(f64::INFINITY)),
        (
            r#"{"$bigint":"-123456789012345678901234567890"}"#,
            Node::BigInt("-123456789012345678901234567890".parse().unwrap()),
        ),
        (r#"{"$utf16":[97,55296]}"#, Node::String(Text::from_utf16(&[97, 0xd800]))),
        (r#"{"$utf16":[97]}"#, text("a")),
        (r#"{"\u0024bigint":"1"}"#, Node::BigInt(BigInt::from(1))),
    ] {
        assert_eq!(read(json), Value::primitive(expected), "{json}");
    }
    for json in ["-0", "-0.0", r#"{"$number":"-0"}"#] {
        let Node::Number(zero) = read(json).root else { panic!("{json}") };
        assert!(zero == 0.0 && zero.is_sign_negative(), "{json}");
    }
    let Node::Number(nan) = read(r#"{"$number":"NaN"}"#).root else { panic!() };
    assert!(nan.is_nan());
}

#[test]
fn objects_are_read() {
    let plain = |properties: &[(&str, Node)]| {
        Object::Plain(properties.iter().map(|(key, node)| ((*key).into(), node.clone())).collect())
    };
    for (json, expected) in [
        ("[]", Object::Array(vec![])),
        ("[1,null]", Object::Array(vec![number(1.0), Node::Null])),
        (
            r#"{"b":1,"a":2,"__proto__":3}"#,
            plain(&[("b", number(1.0)), ("a", number(2.0)), ("__proto__", number(3.0))]),
        ),
        (r#"{"$a":1,"b":2}"#, plain(&[("$a", number(1.0)), ("b", number(2.0))])),
        (r#"{"$object":{"$map":1}}"#, plain(&[("$map", number(1.0))])),
        (r#"{"$object":{"a":1,"b":2}}"#, plain(&[("a", number(1.0)), ("b", number(2.0))])),
        (r#"{"$object":{}}"#, plain(&[])),
        (r#"{"$object":[["a",1]]}"#, plain(&[("a", number(1.0))])),
        (r#"{"$object":{"$number":{"$number":"Infinity"}}}"#, plain(&[("$number", number(f64::INFINITY))])),
        (r#"{"$set":[1,-0,"1"]}"#, Object::Set(vec![number(1.0), number(0.0), text("1")])),
        (r#"{"$map":[[{"$undefined":true},1]]}"#, Object::Map(vec![(Node::Undefined, number(1.0))])),
        (r#"{"$date":"1970-01-01T00:00:01.000Z"}"#, Object::Date(1000.0)),
        (
            r#"{"$typed":["Uint16Array",[1,256]]}"#,
            Object::Typed { kind: TypedKind::Uint16Array, bytes: vec![1, 0, 0, 1] },
        ),
        (
            r#"{"$typed":["Float32Array",["-0"]]}"#,
            Object::Typed { kind: TypedKind::Float32Array, bytes: vec![0, 0, 0, 128] },
        ),
        (r#"{"$buffer":[0,255]}"#, Object::Buffer(vec![0, 255])),
        (r#"{"$regexp":["a+","gi"]}"#, Object::RegExp { source: "a+".into(), flags: "gi".into() }),
        (
            r#"{"$error":["TypeError","no"]}"#,
            Object::Error { name: "TypeError".into(), message: "no".into() },
        ),
        (
            r#"{"$error":["Error",{"$utf16":[55296]}]}"#,
            Object::Error { name: "Error".into(), message: Text::from_utf16(&[0xd800]) },
        ),
        (
            r#"{"$sparse":[3,{"2":1,"0":2}]}"#,
            Object::SparseArray { length: 3, elements: vec![(0, number(2.0)), (2, number(1.0))] },
        ),
        (r#"{"$sparse":[1,{"0":2}]}"#, Object::Array(vec![number(2.0)])),
        (r#"{"$boxed":{"$bigint":"1"}}"#, Object::Boxed(Node::BigInt(BigInt::from(1)))),
    ] {
        let value = read(json);
        assert_eq!(value.object(&value.root), Some(&expected), "{json}");
        assert_eq!(value.objects.len(), 1, "notation is left over from {json}");
    }
    assert!(matches!(read(r#"{"$date":null}"#).objects[0], Object::Date(ms) if ms.is_nan()));
}

#[test]
fn an_object_literal_in_an_object_literal_alternates() {
    // The outer tag makes the inner `$object` a key; what that holds is a tag again.
    let value = read(r#"{"$object":{"$object":{"$set":[1]}}}"#);
    assert_eq!(value.objects[0], Object::Plain(vec![("$object".into(), Node::Object(1))]));
    assert_eq!(value.objects[1], Object::Set(vec![number(1.0)]));
}

#[test]
fn references_lead_to_the_same_object() {
    let cycle = read(r##"{"next":{"$ref":"#"}}"##);
    assert_eq!(cycle.objects, [Object::Plain(vec![("next".into(), Node::Object(0))])]);
    for json in [
        r##"[[1],{"$ref":"#/0"}]"##,
        r##"[{"$ref":"#/1"},[1]]"##,
        r##"{"$map":[[[1],{"$ref":"#/$map/0/0"}]]}"##,
        r##"{"$sparse":[9,{"3":[1],"7":{"$ref":"#/$sparse/1/3"}}]}"##,
        r##"{"a/b":[1],"m~n":{"$ref":"#/a~1b"}}"##,
        r##"{"a":{"$object":{"$x":1}},"b":{"$ref":"#/a"}}"##,
        r##"{"a":{"$object":{"$x":1}},"b":{"$ref":"#/a/$object"}}"##,
    ] {
        let value = read(json);
        assert_eq!(value.objects.len(), 2, "{json}");
        let mut inner = 0;
        value.objects[0].for_each_node(|node| inner += u32::from(*node == Node::Object(1)));
        assert_eq!(inner, 2, "{json}");
    }
    let keys: Vec<String> = (0..100).map(|key| format!("\"k{key}\":[{key}]")).collect();
    let many = read(&format!(r##"{{{},"r":{{"$ref":"#/k77"}}}}"##, keys.join(",")));
    assert!(matches!(&many.objects[0], Object::Plain(properties) if properties[100].1 == properties[77].1));
}

#[test]
fn mistakes_are_told_with_their_place() {
    for (json, message, line, column) in [
        ("", "EOF while parsing a value", 1, 1),
        ("[1,\n 2,]", "trailing comma", 2, 4),
        ("[1 2]", "expected `,` or `]`", 1, 4),
        ("[1] 2", "trailing characters", 1, 5),
        ("[undefined]", "expected value", 1, 2),
        ("1e999", "number out of range", 1, 5),
        (r#"["é","\ud800"]"#, "unexpected end of hex escape", 1, 13),
        (r#"{"a":1,"b":2,"a":3}"#, "the key \"a\" stands twice in this object", 1, 15),
        ("[1,\n9007199254740993]", "the integer 9007199254740993 is beyond 2^53", 2, 1),
        (
            "[-123456789012345678901234567890]",
            "the integer -123456789012345678901234567890 is beyond 2^53",
            1,
            2,
        ),
        ("[{\"$bigin\":\"1\"}]", "there is no tag `$bigin`", 1, 4),
        ("{\"$symbol\":\"s\"}", "`$symbol` stands only in results", 1, 3),
        ("{\"$opaque\":\"f\"}", "`$opaque` stands only in results", 1, 3),
        (r#"{"$undefined":false}"#, "`$undefined` has to hold true", 1, 3),
        (r#"{"$number":"nan"}"#, "`$number` holds no such number", 1, 3),
        (r#"{"$bigint":12}"#, "`$bigint` has to hold decimal digits as text", 1, 3),
        (
            r#"{"$date":"2020-02-30"}"#,
            "`$date` has to hold null or a date in UTC as toISOString writes it",
            1,
            3,
        ),
        (r#"{"$map":{"a":1}}"#, "`$map` has to hold an array", 1, 3),
        (r#"{"$map":[[1,2],[1]]}"#, "`$map` has to hold pairs, arrays of two", 1, 3),
        (r#"{"$map":[[-0,2],[0,1]]}"#, "`$map` holds 0 twice", 1, 3),
        (r#"{"$set":[{"$undefined":true},{"$undefined":true}]}"#, "`$set` holds undefined twice", 1, 3),
        (r#"{"$set":{"$set":[]}}"#, "`$set` has to hold an array", 1, 3),
        (r#"{"$typed":["Uint8array",[]]}"#, "`$typed` does not know the typed array \"Uint8array\"", 1, 3),
        (
            r#"{"$typed":["Uint8Array",[0,256]]}"#,
            "`$typed` cannot take element 1: it does not fit Uint8Array",
            1,
            3,
        ),
        (r#"{"$typed":["BigInt64Array",[1]]}"#, "`$typed` cannot take element 0: it is no number", 1, 3),
        (r#"{"$buffer":[256]}"#, "`$buffer` has to hold an array of integers up to 255", 1, 3),
        (r#"{"$regexp":["a","gg"]}"#, "`$regexp` has wrong flags, \"gg\"", 1, 3),
        (r#"{"$error":["a"]}"#, "`$error` has to hold pairs, arrays of two", 1, 3),
        (r#"{"$sparse":[2,{"2":1}]}"#, "`$sparse` holds \"2\", which is no index below its length", 1, 3),
        (r#"{"$sparse":[2,{"01":1}]}"#, "`$sparse` holds \"01\", which is no index below its length", 1, 3),
        (r#"{"$sparse":[2,[1]]}"#, "`$sparse` has to hold an object of elements second", 1, 3),
        (r#"{"$boxed":null}"#, "`$boxed` holds what cannot be boxed", 1, 3),
        (r#"{"$boxed":[]}"#, "`$boxed` holds what cannot be boxed", 1, 3),
        (r#"{"$utf16":[65536]}"#, "`$utf16` has to hold an array of integers up to 65535", 1, 3),
        (r#"{"$object":1}"#, "`$object` has to hold an object", 1, 3),
        (r#"{"$object":[["a",1],["a",2]]}"#, "`$object` holds the key \"a\" twice", 1, 3),
        (r##"[{"$ref":"#/5"}]"##, "there is nothing at \"#/5\"", 1, 4),
        (r##"[1,{"$ref":"0"}]"##, "there is nothing at \"0\"", 1, 6),
        (r##"[1,{"$ref":"#/0"}]"##, "`$ref` points at a primitive, \"#/0\"", 1, 6),
        (r##"[{"$bigint":"1"},{"$ref":"#/0"}]"##, "`$ref` points at a primitive", 1, 20),
        (r##"[{"$ref":"#/1"},{"$ref":"#"}]"##, "`$ref` points at another `$ref`, \"#/1\"", 1, 4),
        (r##"[{"$map":[[1,2]]},{"$ref":"#/0/$map/0"}]"##, "`$ref` points into the notation of a tag", 1, 21),
    ] {
        let error = refused(json);
        assert_eq!((&*error.message, error.line, error.column), (message, line, column), "{json}");
    }
}

#[test]
fn a_key_is_found_twice_among_many() {
    for (first, second) in [(0, 1), (0, 40), (20, 40), (38, 39)] {
        let mut keys: Vec<String> = (0..50).map(|key| format!("k{key}")).collect();
        keys[second] = keys[first].clone();
        let pairs: Vec<String> = keys.iter().map(|key| format!("\"{key}\":0")).collect();
        let error = refused(&format!("{{{}}}", pairs.join(",")));
        assert_eq!(error.message, format!("the key \"k{first}\" stands twice in this object"));
    }
}

#[test]
fn hints_say_what_to_write() {
    for (json, hint) in [
        ("12345678901234567890", "{\"$bigint\":\"12345678901234567890\"}"),
        ("[NaN]", "{\"$number\":\"NaN\"}"),
        ("[-Infinity]", "{\"$number\""),
        ("[undefined]", "{\"$undefined\":true}"),
        (r#"["\ud800"]"#, "{\"$utf16\":[97,55296]}"),
        (r#"{"$bigin":1}"#, "did you mean `$bigint`?"),
        (r#"{"$zzz":1}"#, "{\"$object\":{\"$zzz\":...}}"),
        (r#"{"$date":1}"#, "write {\"$date\":\"2020-01-01T00:00:00.000Z\"}"),
        (r#"{"$typed":["uint8array",[]]}"#, "did you mean `Uint8Array`?"),
        (r#"{"$opaque":"f"}"#, "equals nothing"),
    ] {
        let found = refused(json).hint.unwrap_or_default();
        assert!(found.contains(hint), "{json}: {found}");
    }
}

#[test]
fn all_mistakes_are_found_at_once() {
    let json = r#"{"a":{"$bigint":1},"a":9007199254740993,"b":[{"$nope":1},12345678901234567890],}"#;
    let errors = parse::parse_all(json, Source::Problem).unwrap_err();
    let columns: Vec<usize> = errors.iter().map(|error| error.column).collect();
    assert_eq!(columns, [21, 24, 58, 80], "{errors:#?}");
    let without_comma = json.replace(",}", "}");
    let errors = parse::parse_all(&without_comma, Source::Problem).unwrap_err();
    let columns: Vec<usize> = errors.iter().map(|error| error.column).collect();
    assert_eq!(columns, [8, 21, 24, 48, 58], "{errors:#?}");
}

#[test]
fn results_may_hold_what_problems_may_not() {
    for (json, root) in [
        (r#"{"$symbol":"s"}"#, Node::Symbol("s".into())),
        ("9007199254740993", number(9007199254740992.0)),
        ("100000000000000000000", number(1e20)),
    ] {
        assert_eq!(parse(json, Source::Result).unwrap(), Value::primitive(root), "{json}");
    }
    let opaque = parse(r#"{"$opaque":"function f"}"#, Source::Result).unwrap();
    assert_eq!(opaque.objects, [Object::Opaque("function f".into())]);
}

#[test]
fn what_is_written_is_compact_and_tagged() {
    for json in [
        "null",
        r#"{"$undefined":true}"#,
        r#"{"$number":"-0"}"#,
        "[1,-2.5,1e20,0.000001,1e-7]",
        r#"{"a":{"$bigint":"1"},"b":"x\n"}"#,
        r#"{"$object":{"$a":1}}"#,
        r#"{"$object":[[{"$utf16":[55296]},1],["b",2]]}"#,
        r#"{"$map":[]}"#,
        r#"{"$map":[[1,[]],[{},{"$set":[3]}]]}"#,
        r#"{"$sparse":[5,{"1":1,"3":[]}]}"#,
        r#"{"$sparse":[5,{}]}"#,
        r#"{"$date":"2020-01-01T00:00:00.000Z"}"#,
        r#"{"$date":null}"#,
        r#"{"$typed":["Float64Array",[1.5,"NaN","-0"]]}"#,
        r#"{"$typed":["BigUint64Array",["18446744073709551615"]]}"#,
        r#"{"$buffer":[1,2]}"#,
        r#"{"$regexp":["a","g"]}"#,
        r#"{"$error":["Error",{"$utf16":[55296]}]}"#,
        r#"{"$boxed":"s"}"#,
        r##"[[],{"$ref":"#/0"},{"$ref":"#"}]"##,
        r##"{"a/~1":{"":[{"$ref":"#/a~1~01"},{"$ref":"#/a~1~01/"}]}}"##,
        r##"{"a/~":[],"b":{"$map":[[{"$set":[{"$ref":"#"}]},{"$ref":"#/b/$map/0/0"}]]}}"##,
        r##"{"$object":{"$x":{"y":{"$ref":"#/$object/$x"}}}}"##,
        r##"{"$object":[[{"$utf16":[55296]},[{"$ref":"#/$object/0/1"}]]]}"##,
        r##"{"$sparse":[5,{"3":[{"$ref":"#/$sparse/1/3"}]}]}"##,
    ] {
        assert_eq!(to_json(&parse(json, Source::Problem).unwrap()), json);
    }
    assert_eq!(to_json(&parse(r#"{"$symbol":"s"}"#, Source::Result).unwrap()), r#"{"$symbol":"s"}"#);
}

#[test]
fn an_arena_that_makes_no_sense_is_no_panic() {
    let objects = vec![
        Object::Array(vec![Node::Object(9), Node::Object(u32::MAX), Node::Object(1)]),
        Object::Boxed(Node::Object(0)),
        Object::SparseArray { length: 1, elements: vec![(7, Node::Null), (7, Node::Null)] },
        Object::Typed { kind: TypedKind::Float64Array, bytes: vec![1, 2, 3] },
        Object::Date(1e300),
    ];
    for root in 0..7 {
        let value = Value { root: Node::Object(root), objects: objects.clone() };
        let json = to_json(&value);
        assert!(serde_json::from_str::<serde_json::Value>(&json).is_ok(), "{json}");
    }
}

#[test]
fn deep_nesting_needs_no_stack() {
    let deepest = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    let on_a_small_stack = move || {
        let json = deepest(MAX_DEPTH);
        assert_eq!(to_json(&read(&json)), json);
        let error = refused(&deepest(MAX_DEPTH + 1));
        assert!(error.message.contains("nested deeper than 100000 levels"), "{error}");

        let half = MAX_DEPTH / 2;
        let objects = format!("{}1{}", r#"{"a":"#.repeat(half), "}".repeat(half));
        assert_eq!(to_json(&read(&objects)), objects);
        let sets = format!("{}{}", r#"{"$set":["#.repeat(half), "]}".repeat(half));
        assert_eq!(to_json(&read(&sets)), sets);
        // Every other one is a tag: of an even number the innermost is an object with the key `$object`.
        let literals = |depth: usize| format!("{}1{}", r#"{"$object":"#.repeat(depth), "}".repeat(depth));
        assert_eq!(read(&literals(half)).objects.len(), half / 2);
        refused(&literals(half - 1));

        let mut chain = Value { root: Node::Null, objects: vec![] };
        for _ in 0..200_000 {
            let root = std::mem::replace(&mut chain.root, Node::Null);
            chain.root = chain.push(Object::Array(vec![root]));
        }
        assert_eq!(to_json(&chain).len(), 400_004);
    };
    std::thread::Builder::new().stack_size(1 << 20).spawn(on_a_small_stack).unwrap().join().unwrap();
}

proptest! {
    #[test]
    fn writing_and_reading_give_the_value_back(value in arbitrary::value()) {
        let json = to_json(&value);
        let back = parse(&json, Source::Problem).map_err(|error| TestCaseError::fail(format!("{json}: {error}")))?;
        prop_assert_eq!(to_json(&back), json);
    }

    #[test]
    fn any_text_is_read_or_refused_without_panic(json in r##"([\[\]{},:0-9ae\\u"-]|"\$(map|set|ref|object|sparse|typed|boxed)":|"#/0"|\n|é){0,30}"##) {
        match parse::parse_all(&json, Source::Problem) {
            Ok(value) => drop(to_json(&value)),
            Err(errors) => {
                prop_assert!(!errors.is_empty());
                for error in errors {
                    prop_assert!(json.get(error.span.clone()).is_some(), "{:?}", error);
                }
            }
        }
    }
}
