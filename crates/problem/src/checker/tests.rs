use std::collections::HashSet;

use proptest::prelude::*;

use super::*;
use tribunal_core::value::{
    Node, Object, Value, arbitrary,
    json::{Source, parse, to_json},
};

const FLOATS: Checker = Checker::Floats { absolute: Some(0.01), relative: Some(0.1) };
const UNORDERED: Checker = Checker::Unordered { nested: false, signed_zero: true };
const NESTED: Checker = Checker::Unordered { nested: true, signed_zero: true };

fn value(json: &str) -> Value {
    parse(json, Source::Result).unwrap_or_else(|error| panic!("{json}: {error}"))
}

fn judge(checker: &Checker, expected: &Value, actual: &Value) -> Judgement {
    checker.check(&Expected::Returns(expected.clone()), &Outcome::Returned(actual.clone()))
}

fn accepts(checker: &Checker, expected: &Value, actual: &Value) -> bool {
    judge(checker, expected, actual).verdict == Verdict::Accepted
}

/// Returns the path and message of the difference between two values in JSON.
fn difference(checker: &Checker, expected: &str, actual: &str) -> (String, String) {
    let judgement = judge(checker, &value(expected), &value(actual));
    assert_eq!(judgement.verdict, Verdict::WrongAnswer, "{expected} {actual}");
    (judgement.path.unwrap(), judgement.message.unwrap())
}

#[test]
fn values_equal_themselves_and_nothing_else() {
    let all = [
        "null",
        "true",
        "false",
        "0",
        r#"{"$number":"-0"}"#,
        "1",
        "1.5",
        r#"{"$number":"NaN"}"#,
        r#"{"$number":"Infinity"}"#,
        r#"{"$number":"-Infinity"}"#,
        r#"{"$undefined":true}"#,
        r#"{"$bigint":"1"}"#,
        r#"{"$bigint":"123456789012345678901234567890"}"#,
        r#""""#,
        r#""1""#,
        r#""a""#,
        r#"{"$utf16":[55296]}"#,
        r#"{"$utf16":[56320]}"#,
        "[]",
        "[1]",
        "[1,2]",
        "[[]]",
        "[null]",
        r#"[{"$undefined":true}]"#,
        r#"{"$sparse":[1,{}]}"#,
        r#"{"$sparse":[2,{"0":1}]}"#,
        r#"{"$sparse":[2,{"1":1}]}"#,
        "{}",
        r#"{"a":1}"#,
        r#"{"a":{"$undefined":true}}"#,
        r#"{"b":1}"#,
        r#"{"a":1,"b":2}"#,
        r#"{"$object":{"$a":1}}"#,
        r#"{"$map":[]}"#,
        r#"{"$map":[[1,2]]}"#,
        r#"{"$map":[["1",2]]}"#,
        r#"{"$map":[[1,3]]}"#,
        r#"{"$map":[[{"a":1},2]]}"#,
        r#"{"$map":[[{"a":2},2]]}"#,
        r#"{"$set":[]}"#,
        r#"{"$set":[1]}"#,
        r#"{"$set":[[1]]}"#,
        r#"{"$set":[[1],[1]]}"#,
        r#"{"$set":[[1],[2]]}"#,
        r#"{"$date":null}"#,
        r#"{"$date":"2020-01-01"}"#,
        r#"{"$date":"2020-01-02"}"#,
        r#"{"$typed":["Uint8Array",[1]]}"#,
        r#"{"$typed":["Uint8Array",[2]]}"#,
        r#"{"$typed":["Int8Array",[1]]}"#,
        r#"{"$typed":["Float64Array",["NaN"]]}"#,
        r#"{"$typed":["Float64Array",[0]]}"#,
        r#"{"$typed":["Float64Array",["-0"]]}"#,
        r#"{"$buffer":[1]}"#,
        r#"{"$regexp":["a",""]}"#,
        r#"{"$regexp":["a","g"]}"#,
        r#"{"$error":["Error","a"]}"#,
        r#"{"$error":["Error","b"]}"#,
        r#"{"$error":["TypeError","a"]}"#,
        r#"{"$boxed":1}"#,
        r#"{"$boxed":"1"}"#,
        r##"{"a":{"$ref":"#"}}"##,
        r##"[{"$ref":"#"}]"##,
        r##"[1,{"$ref":"#"}]"##,
    ];
    for (i, one) in all.iter().enumerate() {
        for (j, other) in all.iter().enumerate() {
            assert_eq!(accepts(&Checker::Exact, &value(one), &value(other)), i == j, "{one} {other}");
            // The same must hold in a Set, where nothing is walked side by side.
            let in_set =
                |inner: &str| format!(r##"{{"$set":[0.5,[{}]]}}"##, inner.replace("\"#\"", "\"#/$set/1/0\""));
            let reordered =
                |inner: &str| format!(r##"{{"$set":[[{}],0.5]}}"##, inner.replace("\"#\"", "\"#/$set/0/0\""));
            assert_eq!(
                accepts(&Checker::Exact, &value(&in_set(one)), &value(&reordered(other))),
                i == j,
                "{one} {other}"
            );
        }
    }
}

#[test]
fn equal_values_may_look_different() {
    for (one, other) in [
        (r#"{"a":1,"b":2}"#, r#"{"b":2,"a":1}"#),
        (r#"{"$map":[[1,2],["a",3]]}"#, r#"{"$map":[["a",3],[1,2]]}"#),
        (r#"{"$map":[[[1],1],[[1],2],[[2],3]]}"#, r#"{"$map":[[[2],3],[[1],2],[[1],1]]}"#),
        (r#"{"$set":[1,2,"3"]}"#, r#"{"$set":["3",1,2]}"#),
        (r#"{"$set":[{"a":1,"b":2},[3]]}"#, r#"{"$set":[[3],{"b":2,"a":1}]}"#),
        (r#"{"$set":[{"$set":[1,{"$set":[2,3]}]}]}"#, r#"{"$set":[{"$set":[{"$set":[3,2]},1]}]}"#),
        // Shared or written twice: the same unfolded.
        (r##"[[1],{"$ref":"#/0"}]"##, "[[1],[1]]"),
        // Cycles of different length.
        (r##"{"n":{"$ref":"#"}}"##, r##"{"n":{"n":{"n":{"$ref":"#"}}}}"##),
        (r##"{"n":{"n":{"$ref":"#"}}}"##, r##"{"n":{"n":{"n":{"$ref":"#"}}}}"##),
        (r##"{"n":{"$ref":"#"}}"##, r##"{"n":{"n":{"$ref":"#/n"}}}"##),
        (r##"{"$set":[0,{"n":{"$ref":"#/$set/1"}}]}"##, r##"{"$set":[{"n":{"n":{"$ref":"#/$set/0"}}},0]}"##),
        (
            r##"{"$set":[0,{"$set":[{"$ref":"#"}]}]}"##,
            r##"{"$set":[{"$set":[{"$set":[{"$ref":"#/$set/0"},0]}]},0]}"##,
        ),
        (r#"{"$boxed":{"$number":"NaN"}}"#, r#"{"$boxed":{"$number":"NaN"}}"#),
    ] {
        for checker in [&Checker::Exact, &FLOATS, &UNORDERED, &NESTED] {
            let judgement = judge(checker, &value(one), &value(other));
            assert_eq!(judgement.message, None, "{checker:?} {one} {other}");
            assert!(accepts(checker, &value(other), &value(one)), "{checker:?} {other} {one}");
        }
    }
}

#[test]
fn cyclic_members_are_told_apart() {
    // Rings that differ in one place, far from where they are entered.
    let ring = |last: &str, at: &str| {
        let end = format!(r##"{{"{last}":{{"$ref":"#/{at}"}}}}"##);
        format!("{}{end}{}", r#"{"n":"#.repeat(20), "}".repeat(20))
    };
    let set =
        |a: &str, b: &str| value(&format!(r#"{{"$set":[{},{}]}}"#, ring(a, "$set/0"), ring(b, "$set/1")));
    assert!(accepts(&Checker::Exact, &set("x", "y"), &set("y", "x")));
    assert!(!accepts(&Checker::Exact, &set("x", "y"), &set("y", "y")));
    assert!(!accepts(&Checker::Exact, &set("x", "y"), &set("x", "z")));
}

#[test]
fn the_first_difference_is_named_with_its_path() {
    for (expected, actual, path, message) in [
        ("3", "4", "result", "expected 3, got 4"),
        ("[1,[2,3]]", "[1,[2,4]]", "result[1][1]", "expected 3, got 4"),
        ("[1,2,3,4]", "[9,2,3]", "result", "length 3, expected 4"),
        ("[[1,2],[3,4]]", "[[1,2],[3]]", "result[1]", "length 1, expected 2"),
        (
            r#"[0,0,0,{"edges":{"a-b":{"w":1}}}]"#,
            r#"[0,0,0,{"edges":{"a-b":{"w":2}}}]"#,
            r#"result[3].edges["a-b"].w"#,
            "expected 1, got 2",
        ),
        (r#"{"v":1,"w":2}"#, r#"{"v":1}"#, "result", "missing property `w`"),
        (r#"[{"v":1}]"#, r#"[{"v":2,"x y":1}]"#, "result[0]", "unexpected property `\"x y\"`"),
        (r#"{"7":[1]}"#, r#"{"7":[2]}"#, "result[7][0]", "expected 1, got 2"),
        (r#"{"a":1,"b":2}"#, r#"{"b":3,"a":4}"#, "result.a", "expected 1, got 4"),
        (r#"{"a":{"$undefined":true}}"#, "{}", "result", "missing property `a`"),
        (r#"{"$map":[["k",1]]}"#, r#"{"$map":[["k",2]]}"#, r#"result.get("k")"#, "expected 1, got 2"),
        (
            r#"{"$map":[["k",1],[{"a":1},[2]]]}"#,
            r#"{"$map":[[{"a":1},[3]],["k",1]]}"#,
            "result.get({a: 1})[0]",
            "expected 2, got 3",
        ),
        (r#"{"$map":[["k",1],["l",1]]}"#, r#"{"$map":[["k",1],["m",1]]}"#, "result", "missing key \"l\""),
        (r#"{"$map":[["k",1]]}"#, r#"{"$map":[["k",1],["m",1]]}"#, "result", "unexpected key \"m\""),
        (
            r#"{"s":{"$set":[1,2]}}"#,
            r#"{"s":{"$set":[1,3]}}"#,
            "result.s",
            "missing member 2, unexpected member 3",
        ),
        (r#"{"$set":[1]}"#, r#"{"$set":[]}"#, "result", "missing member 1"),
        (r#"{"$set":[]}"#, r#"{"$set":[[1]]}"#, "result", "unexpected member [1]"),
        ("[1]", r#"{"$sparse":[1,{}]}"#, "result[0]", "expected 1, got a hole"),
        (
            r#"{"$sparse":[9,{"3":1}]}"#,
            r#"{"$sparse":[9,{"3":1,"7":2}]}"#,
            "result[7]",
            "expected a hole, got 2",
        ),
        (r#"{"$sparse":[9,{"3":[1]}]}"#, r#"{"$sparse":[9,{"3":[2]}]}"#, "result[3][0]", "expected 1, got 2"),
        (r#"{"$sparse":[9,{}]}"#, "[]", "result", "length 0, expected 9"),
        (
            r#"{"$typed":["Uint8Array",[1,2]]}"#,
            r#"{"$typed":["Uint8Array",[1,3]]}"#,
            "result[1]",
            "expected 2, got 3",
        ),
        (
            r#"{"$typed":["Uint8Array",[1]]}"#,
            r#"{"$typed":["Int8Array",[1]]}"#,
            "result",
            "expected Uint8Array(1) [1], got Int8Array(1) [1]",
        ),
        (r#"{"$typed":["Uint8Array",[1]]}"#, "[1]", "result", "expected Uint8Array(1) [1], got [1]"),
        (r#"{"$buffer":[1,2]}"#, r#"{"$buffer":[1]}"#, "result", "length 1, expected 2"),
        (
            r#"{"$date":"2020-01-01"}"#,
            r#"{"$date":null}"#,
            "result",
            "expected Date(2020-01-01T00:00:00.000Z), got Date(invalid)",
        ),
        (r#"{"$regexp":["a","g"]}"#, r#"{"$regexp":["a",""]}"#, "result", "expected /a/g, got /a/"),
        (
            r#"[{"$error":["Error","a"]}]"#,
            r#"[{"$error":["Error","b"]}]"#,
            "result[0].message",
            r#"expected "a", got "b""#,
        ),
        (
            r#"{"$error":["Error","a"]}"#,
            r#"{"$error":["TypeError","a"]}"#,
            "result.name",
            r#"expected "Error", got "TypeError""#,
        ),
        (r#"{"$boxed":1}"#, r#"{"$boxed":2}"#, "result", "expected 1, got 2"),
        (r#"{"$boxed":1}"#, "1", "result", "expected Object(1), got 1"),
        ("[1]", r#"{"0":1}"#, "result", "expected [1], got {0: 1}"),
        ("null", r#"{"$undefined":true}"#, "result", "expected null, got undefined"),
        ("[null]", r#"[{"$undefined":true}]"#, "result[0]", "expected null, got undefined"),
    ] {
        assert_eq!(
            difference(&Checker::Exact, expected, actual),
            (path.into(), message.into()),
            "{expected} {actual}"
        );
    }
}

#[test]
fn near_misses_are_named() {
    let long = "x".repeat(200);
    for (expected, actual, message) in [
        ("0", "-0", "expected 0, got -0: the sign of zero matters"),
        ("-0", "0", "expected -0, got 0: the sign of zero matters"),
        ("3", "\"3\"", "expected 3, got \"3\", which is a string"),
        ("\"3\"", "3", "expected \"3\", got 3, which is a number"),
        ("3", "\"4\"", "expected 3, got \"4\""),
        (r#"{"$bigint":"3"}"#, "3", "expected 3n, got 3, which is no BigInt"),
        ("3", r#"{"$bigint":"3"}"#, "expected 3, got 3n, which is a BigInt"),
        ("\"a b\"", "\"a b\\n\"", r#"expected "a b", got "a b\n": white space at an end differs"#),
        ("\"Yes\"", "\"YES\"", r#"expected "Yes", got "YES": upper and lower case differ"#),
        ("[1,2,3]", "[3,1,2]", "expected 1, got 3 (`result` is right but for the order)"),
        ("[[1,2],[3,4]]", "[[3,4],[1,2]]", "expected 1, got 3 (`result` is right but for the order)"),
        ("[[1,2],[3,4]]", "[[1,2],[4,3]]", "expected 3, got 4 (`result[1]` is right but for the order)"),
        ("1", r#"{"$opaque":"function f"}"#, "expected 1, got <function f>, which cannot be compared"),
        ("1", r#"{"$symbol":"s"}"#, "expected 1, got Symbol(s), which cannot be compared"),
        (
            &format!("\"{long}a\""),
            &format!("\"{long}b\""),
            r#"expected …"xxxxxxxxxxxxxxxa", got …"xxxxxxxxxxxxxxxb" (first difference at character 200)"#,
        ),
    ] {
        assert_eq!(difference(&Checker::Exact, expected, actual).1, message, "{expected} {actual}");
    }
}

#[test]
fn what_cannot_be_compared_equals_nothing() {
    for json in [r#"{"$opaque":"function f"}"#, r#"{"$symbol":"s"}"#] {
        for (expected, actual) in
            [(json.to_owned(), json.to_owned()), (format!("[{json}]"), format!("[{json}]"))]
        {
            for checker in [&Checker::Exact, &FLOATS, &UNORDERED, &NESTED] {
                let message = difference(checker, &expected, &actual).1;
                assert!(!message.is_empty());
            }
        }
        let set = format!(r#"{{"$set":[{json}]}}"#);
        assert!(!accepts(&Checker::Exact, &value(&set), &value(&set)));
    }
}

#[test]
fn the_sign_of_zero_matters_in_any_order_unless_it_is_said_not_to() {
    for nested in [false, true] {
        let accepts = |signed_zero, expected: &str, actual: &str| {
            accepts(&Checker::Unordered { nested, signed_zero }, &value(expected), &value(actual))
        };
        for (expected, actual) in [
            ("[0,1]", "[1,-0]"),
            ("[[1,-0],[2]]", "[[2],[1,0]]"),
            (r#"[{"a":0},3]"#, r#"[3,{"a":-0}]"#),
            ("-0", "0"),
        ] {
            assert!(!accepts(true, expected, actual), "{nested} {expected}");
            assert!(accepts(false, expected, actual), "{nested} {expected}");
        }
        assert!(!accepts(false, "[0,1]", "[1,1e-9]") && !accepts(false, "[0,0]", "[-0]"));
    }
    assert!(
        !accepts(&NESTED, &value("0"), &value("-0"))
            && !accepts(&Checker::Exact, &value("[0]"), &value("[-0]"))
    );
}

#[test]
fn floats_are_equal_within_either_tolerance() {
    for (expected, actual, equal) in [
        ("1", "1.05", true),
        ("1", "1.2", false),
        ("0", "0.01", true),
        ("0", "0.02", false),
        ("0", "-0", true),
        ("1000", "1090", true),
        ("1000", "1110", false),
        ("-1000", "-1090", true),
        ("1000", "-1000", false),
        (r#"{"$number":"NaN"}"#, r#"{"$number":"NaN"}"#, true),
        (r#"{"$number":"NaN"}"#, "0", false),
        ("0", r#"{"$number":"NaN"}"#, false),
        (r#"{"$number":"Infinity"}"#, r#"{"$number":"Infinity"}"#, true),
        (r#"{"$number":"Infinity"}"#, r#"{"$number":"-Infinity"}"#, false),
        (r#"{"$number":"Infinity"}"#, "1e308", false),
        ("1e308", r#"{"$number":"Infinity"}"#, false),
        ("1.7e308", "-1.7e308", false),
        ("1", "\"1\"", false),
        ("\"1\"", "\"1.05\"", false),
        (r#"{"$bigint":"1000"}"#, r#"{"$bigint":"1001"}"#, false),
        (r#"[{"a":[1,2]}]"#, r#"[{"a":[1.05,2]}]"#, true),
        (r#"{"$map":[["a",1]]}"#, r#"{"$map":[["a",1.05]]}"#, true),
        (r#"{"$map":[["b",7],["a",1]]}"#, r#"{"$map":[["a",1.05],["b",7]]}"#, true),
        (r#"{"$typed":["Float32Array",[1]]}"#, r#"{"$typed":["Float32Array",[1.05]]}"#, true),
        (r#"{"$typed":["Float64Array",[1,"NaN"]]}"#, r#"{"$typed":["Float64Array",[1.5,"NaN"]]}"#, false),
        // Members and keys have to be the same.
        (r#"{"$set":[1]}"#, r#"{"$set":[1.05]}"#, false),
        (r#"{"$map":[[1,0]]}"#, r#"{"$map":[[1.05,0]]}"#, false),
        (r#"{"$date":"2020-01-01"}"#, r#"{"$date":"2020-01-02"}"#, false),
    ] {
        assert_eq!(accepts(&FLOATS, &value(expected), &value(actual)), equal, "{expected} {actual}");
    }
    let absolute = Checker::Floats { absolute: Some(0.01), relative: None };
    assert!(accepts(&absolute, &value("1000"), &value("1000.005")));
    assert!(!accepts(&absolute, &value("1000"), &value("1000.05")));
    let relative = Checker::Floats { absolute: None, relative: Some(0.01) };
    assert!(accepts(&relative, &value("1000"), &value("1009")));
    assert!(!accepts(&relative, &value("0"), &value("1e-300")));
}

#[test]
fn the_order_is_ignored_outside_or_everywhere() {
    for (expected, actual, outside, everywhere) in [
        ("[1,2,3]", "[3,1,2]", true, true),
        ("[1,2,2]", "[1,1,2]", false, false),
        ("[1,2]", "[1,2,2]", false, false),
        ("[[1,2],[3]]", "[[3],[1,2]]", true, true),
        ("[[1,2],[3]]", "[[3],[2,1]]", false, true),
        (r#"{"a":[1,2]}"#, r#"{"a":[2,1]}"#, false, true),
        (r#"[{"a":[1,2]},0]"#, r#"[0,{"a":[2,1]}]"#, false, true),
        (r#"{"$set":[[1,2]]}"#, r#"{"$set":[[2,1]]}"#, false, true),
        (r#"["1",1]"#, r#"[1,1]"#, false, false),
        (r#"[[[1,2],[3,4]],[[5]]]"#, r#"[[[5]],[[4,3],[2,1]]]"#, false, true),
        (r#"{"$typed":["Uint8Array",[1,2]]}"#, r#"{"$typed":["Uint8Array",[2,1]]}"#, false, false),
        ("[1]", r#"{"$set":[1]}"#, false, false),
    ] {
        assert_eq!(accepts(&UNORDERED, &value(expected), &value(actual)), outside, "{expected} {actual}");
        assert_eq!(accepts(&NESTED, &value(expected), &value(actual)), everywhere, "{expected} {actual}");
        assert_eq!(accepts(&UNORDERED, &value(actual), &value(expected)), outside, "{expected} {actual}");
        assert_eq!(accepts(&NESTED, &value(actual), &value(expected)), everywhere, "{expected} {actual}");
    }
    assert_eq!(
        difference(&UNORDERED, "[1,2,3]", "[3,7,1]"),
        ("result[1]".into(), "7 is not expected, or not as often; 2 is missing".into())
    );
    assert_eq!(difference(&UNORDERED, "[1,2]", "[2]"), ("result".into(), "length 1, expected 2".into()));
    assert_eq!(
        difference(&NESTED, r#"{"a":[[1,2],[3]]}"#, r#"{"a":[[3],[2,2]]}"#),
        ("result.a[1]".into(), "[2, 2] is not expected, or not as often; [1, 2] is missing".into())
    );
}

#[test]
fn every_outcome_has_its_verdict() {
    let error = |text: &str| ScriptError { text: text.into(), location: None };
    let stopped = |limit| Outcome::Stopped { limit, at: None };
    let returns = Expected::Returns(value("1"));
    let throws = Expected::Throws(None);
    let throws_text = Expected::Throws(Some("TypeError".into()));
    for (expected, outcome, verdict, message) in [
        (&returns, Outcome::Returned(value("1")), Verdict::Accepted, None),
        (&returns, Outcome::Returned(value("2")), Verdict::WrongAnswer, Some("expected 1, got 2")),
        (&throws, Outcome::Returned(value("[2]")), Verdict::WrongAnswer, Some("expected an error, got [2]")),
        (
            &throws_text,
            Outcome::Returned(value("2")),
            Verdict::WrongAnswer,
            Some("expected an error with the text \"TypeError\", got 2"),
        ),
        (&throws, Outcome::Threw(error("RangeError: x")), Verdict::Accepted, None),
        (&throws_text, Outcome::Threw(error("TypeError: x")), Verdict::Accepted, None),
        (
            &throws_text,
            Outcome::Threw(error("RangeError: x")),
            Verdict::WrongAnswer,
            Some("expected an error with the text \"TypeError\", got RangeError: x"),
        ),
        (&returns, Outcome::Threw(error("RangeError: x")), Verdict::RunTimeError, Some("RangeError: x")),
        (
            &returns,
            Outcome::CompileError(error("SyntaxError: x")),
            Verdict::CompileError,
            Some("SyntaxError: x"),
        ),
        (
            &throws,
            Outcome::CompileError(error("SyntaxError: x")),
            Verdict::CompileError,
            Some("SyntaxError: x"),
        ),
        (&throws, Outcome::NoAnswer("no function f".into()), Verdict::RunTimeError, Some("no function f")),
        (&returns, Outcome::Crashed("died".into()), Verdict::RunTimeError, Some("died")),
        (&returns, stopped(Limit::CpuTime), Verdict::TimeLimitExceeded, Some("CPU time limit exceeded")),
        (
            &throws,
            stopped(Limit::WallTime),
            Verdict::TimeLimitExceeded,
            Some("wall-clock time limit exceeded"),
        ),
        (&returns, stopped(Limit::Memory), Verdict::MemoryLimitExceeded, Some("memory limit exceeded")),
        (&returns, stopped(Limit::Output), Verdict::OutputLimitExceeded, Some("output limit exceeded")),
    ] {
        let judgement = Checker::Exact.check(expected, &outcome);
        assert_eq!((judgement.verdict, judgement.message.as_deref()), (verdict, message), "{outcome:?}");
    }
    let long = Checker::Exact.check(&returns, &Outcome::Threw(error(&"é".repeat(10_000))));
    assert!(long.message.unwrap().chars().count() < 400);
}

/// Returns a chain of objects, each in the one before, that ends with a node.
fn chain(length: usize, end: Node) -> Value {
    let mut value = Value { root: end, objects: Vec::with_capacity(length) };
    for number in 0..length {
        let inner = std::mem::replace(&mut value.root, Node::Null);
        value.root = value.push(match number % 4 {
            0 => Object::Plain(vec![("next".into(), inner)]),
            1 => Object::Array(vec![inner]),
            2 => Object::Map(vec![(Node::Null, inner)]),
            _ => Object::Set(vec![inner]),
        });
    }
    value
}

#[test]
fn depth_needs_no_stack() {
    let on_a_small_stack = || {
        let deep = chain(50_000, Node::Null);
        let plain = |end: f64| {
            let mut value = Value { root: Node::Number(end), objects: vec![] };
            for _ in 0..200_000 {
                let inner = std::mem::replace(&mut value.root, Node::Null);
                value.root = value.push(Object::Plain(vec![("next".into(), inner)]));
            }
            value
        };
        for checker in [&Checker::Exact, &NESTED] {
            assert!(accepts(checker, &deep, &deep));
            assert!(!accepts(checker, &deep, &chain(50_000, Node::Undefined)));
        }
        let judgement = judge(&Checker::Exact, &plain(1.0), &plain(2.0));
        assert_eq!(judgement.message.unwrap(), "expected 1, got 2");
        let path = judgement.path.unwrap();
        assert!(
            path.starts_with("result.next.next") && path.ends_with(".next.next") && path.len() < 200,
            "{path}"
        );
    };
    std::thread::Builder::new().stack_size(1 << 20).spawn(on_a_small_stack).unwrap().join().unwrap();
}

#[test]
fn much_is_compared_in_little_time() {
    // Anything quadratic would be felt here.
    const MANY: u32 = 10_000;
    let numbers = |step: u32| (0..MANY).map(move |n| Node::Number(f64::from(n * step % MANY)));
    let of = |object: Object| Value { root: Node::Object(0), objects: vec![object] };
    let with_objects = |make: &dyn Fn(Vec<Node>) -> Object, step: u32| {
        let mut value = Value { root: Node::Object(0), objects: vec![Object::Array(vec![])] };
        let nodes = numbers(step).map(|number| value.push(Object::Array(vec![number]))).collect();
        value.objects[0] = make(nodes);
        value
    };
    for (expected, actual) in [
        (of(Object::Array(numbers(1).collect())), of(Object::Array(numbers(7).collect()))),
        (of(Object::Set(numbers(1).collect())), of(Object::Set(numbers(7).collect()))),
        (
            of(Object::Map(numbers(1).map(|n| (n.clone(), n)).collect())),
            of(Object::Map(numbers(7).map(|n| (n.clone(), n)).collect())),
        ),
        (with_objects(&Object::Set, 1), with_objects(&Object::Set, 7)),
        (with_objects(&Object::Array, 1), with_objects(&Object::Array, 7)),
        (
            with_objects(&|keys| Object::Map(keys.into_iter().map(|key| (key, Node::Null)).collect()), 1),
            with_objects(&|keys| Object::Map(keys.into_iter().map(|key| (key, Node::Null)).collect()), 7),
        ),
        (
            of(Object::Plain(numbers(1).map(|n| (format!("{n:?}").into(), n)).collect())),
            of(Object::Plain(numbers(7).map(|n| (format!("{n:?}").into(), n)).collect())),
        ),
    ] {
        assert!(accepts(&UNORDERED, &expected, &actual));
        assert!(accepts(&NESTED, &expected, &actual));
    }
    // Rings of lengths without a common factor: as many pairs as the product, were they not joined.
    let ring = |length: u32| Value {
        root: Node::Object(0),
        objects: (0..length).map(|n| Object::Array(vec![Node::Object((n + 1) % length)])).collect(),
    };
    assert!(accepts(&Checker::Exact, &ring(MANY), &ring(MANY - 1)));
    assert!(accepts(&FLOATS, &ring(MANY), &ring(MANY - 1)));
}

/// Returns a ring of arrays, each of which holds the next one, its mark and `zeros` zeros.
fn ring(length: u32, zeros: usize, mark: impl Fn(u32) -> f64) -> Value {
    let array = |n: u32| {
        let mut nodes = vec![Node::Object((n + 1) % length), Node::Number(mark(n))];
        nodes.extend(std::iter::repeat_n(Node::Number(0.0), zeros));
        Object::Array(nodes)
    };
    Value { root: Node::Object(0), objects: (0..length).map(array).collect() }
}

/// Returns an array of a value and a node.
fn beside(mut value: Value, other: Node) -> Value {
    let nodes = vec![value.root.clone(), other];
    value.root = value.push(Object::Array(nodes));
    value
}

#[test]
fn rings_take_no_more_time_than_other_values() {
    // Each of these took quadratic time and memory.
    let marked = |length| ring(length, 60, |n| f64::from(u8::from(n == 0)));
    let result = beside(marked(3000), Node::Null);
    let judgement = judge(&Checker::Exact, &value("[[1],[2]]"), &result);
    assert_eq!((judgement.path.as_deref(), judgement.verdict), (Some("result[0]"), Verdict::WrongAnswer));
    for checker in [&UNORDERED, &NESTED] {
        assert!(!accepts(checker, &value("[[1],[2]]"), &result));
        // Where both have rings, the rings are told apart, and found to be the same in another order.
        let swapped = |value: &Value| {
            let mut value = value.clone();
            if let Some(Object::Array(nodes)) = value.objects.last_mut() {
                nodes.reverse();
            }
            value
        };
        let expected = beside(ring(3000, 0, |n| f64::from(u8::from(n == 0))), Node::Null);
        assert!(accepts(checker, &expected, &swapped(&expected)));
        let other = beside(ring(3000, 0, |n| f64::from(u8::from(n == 0 || n == 1500))), Node::Null);
        assert!(!accepts(checker, &expected, &swapped(&other)));
        // A ring is equal to its round repeated.
        let twice = beside(ring(6000, 0, |n| f64::from(u8::from(n % 3000 == 0))), Node::Null);
        assert!(accepts(checker, &expected, &swapped(&twice)));
    }
}

#[test]
fn one_of_many_answers_is_found_with_the_classes_of_all() {
    let answers: Vec<Value> = (0..300).map(|n| value(&format!("[[{n}],[0],{{\"a\":{n}}}]"))).collect();
    let expected = Expected::OneOf(answers);
    let judge = |json: &str| UNORDERED.check(&expected, &Outcome::Returned(value(json)));
    assert_eq!(judge("[{\"a\":299},[299],[0]]").message, None);
    let judgement = judge("[{\"a\":299},[298],[0]]");
    assert_eq!(judgement.verdict, Verdict::WrongAnswer);
    assert!(judgement.message.is_some_and(|message| message.starts_with("none of 300 accepted answers; ")));
}

#[test]
fn near_is_not_handed_on_where_objects_are_shared() {
    // The expected value shares two arrays, the result others: 2 is near to 1, and 1 to 0, but 2 is not near to 0.
    let pairs = |json: &str| value(json);
    let near = Checker::Floats { absolute: Some(1.0), relative: None };
    let expected = pairs(r##"[[0],[1],{"$ref":"#/1"},{"$ref":"#/0"}]"##);
    let right = pairs(r##"[[1],{"$ref":"#/0"},[2],[0.5]]"##);
    assert_eq!(judge(&near, &expected, &right).message, None);
    let wrong = pairs(r##"[[1],{"$ref":"#/0"},[2],{"$ref":"#/2"}]"##);
    assert_eq!(
        difference(&near, &to_json(&expected), &to_json(&wrong)),
        ("result[3][0]".into(), "expected 0, got 2".into())
    );
    // Rings of lengths without a common factor have as many pairs as the product.
    let (one, other) = (ring(3000, 0, |_| 0.0), ring(2999, 0, |_| 0.5));
    let judgement = judge(&near, &one, &other);
    assert!(
        judgement
            .message
            .is_some_and(|message| message.starts_with("too large to compare within a tolerance"))
    );
    assert!(accepts(&near, &ring(3000, 0, |_| 0.0), &ring(3000, 0, |_| 0.5)));
}

#[test]
fn what_is_shared_is_compared_once() {
    // Two references each, forty levels deep: a tree of 2^40.
    let shared = |end: f64| {
        let mut value = Value { root: Node::Number(end), objects: vec![] };
        for _ in 0..40 {
            let inner = value.root.clone();
            value.root = value.push(Object::Array(vec![inner.clone(), inner]));
        }
        value
    };
    for checker in [&Checker::Exact, &FLOATS, &UNORDERED, &NESTED] {
        assert!(accepts(checker, &shared(1.0), &shared(1.0)));
        let judgement = judge(checker, &shared(1.0), &shared(2.0));
        assert_eq!(judgement.verdict, Verdict::WrongAnswer);
        assert!(judgement.message.is_some_and(|message| message.len() < 2000));
    }
}

#[test]
fn references_that_point_nowhere_equal_nothing() {
    let dangling = Value { root: Node::Object(5), objects: vec![] };
    assert!(!accepts(&Checker::Exact, &dangling, &dangling));
    let inside = Value { root: Node::Object(0), objects: vec![Object::Set(vec![Node::Object(5)])] };
    for checker in [&Checker::Exact, &FLOATS, &UNORDERED, &NESTED] {
        assert!(!accepts(checker, &inside, &inside));
        assert!(!accepts(checker, &value("[]"), &inside));
    }
}

/// Deep equality by its definition, without regard to time: equal as long as nothing shows the contrary.
fn equal_by_definition(one: &Value, other: &Value, any_order: bool) -> bool {
    type Pair = (u32, u32);
    fn nodes(one: &Node, other: &Node, equal: &HashSet<Pair>) -> bool {
        match (one, other) {
            (Node::Object(one), Node::Object(other)) => equal.contains(&(*one, *other)),
            _ => same(one, other),
        }
    }
    fn same(one: &Node, other: &Node) -> bool {
        one.primitive().is_some() && one.primitive() == other.primitive()
    }
    fn partners<T>(one: &[T], other: &[T], equal: &dyn Fn(&T, &T) -> bool) -> bool {
        let mut free: Vec<&T> = other.iter().collect();
        one.len() == other.len()
            && one.iter().all(|element| {
                let place = free.iter().position(|candidate| equal(element, candidate));
                place.map(|place| free.remove(place)).is_some()
            })
    }
    let count = |value: &Value| value.objects.len() as u32;
    let mut equal: HashSet<Pair> =
        (0..count(one)).flat_map(|a| (0..count(other)).map(move |b| (a, b))).collect();
    loop {
        let still: HashSet<Pair> = equal
            .iter()
            .copied()
            .filter(|(a, b)| match (&one.objects[*a as usize], &other.objects[*b as usize]) {
                (Object::Array(a), Object::Array(b)) if any_order => {
                    partners(a, b, &|a, b| nodes(a, b, &equal))
                }
                (Object::Array(a), Object::Array(b)) => {
                    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| nodes(a, b, &equal))
                }
                (
                    Object::SparseArray { length, elements: a },
                    Object::SparseArray { length: other_length, elements: b },
                ) => {
                    length == other_length
                        && a.len() == b.len()
                        && a.iter().zip(b).all(|(a, b)| a.0 == b.0 && nodes(&a.1, &b.1, &equal))
                }
                (Object::Boxed(a), Object::Boxed(b)) => nodes(a, b, &equal),
                (Object::Set(a), Object::Set(b)) => partners(a, b, &|a, b| nodes(a, b, &equal)),
                (Object::Map(a), Object::Map(b)) => {
                    partners(a, b, &|a, b| nodes(&a.0, &b.0, &equal) && nodes(&a.1, &b.1, &equal))
                }
                (Object::Plain(a), Object::Plain(b)) => {
                    partners(a, b, &|a, b| a.0 == b.0 && nodes(&a.1, &b.1, &equal))
                }
                _ => false,
            })
            .collect();
        if still == equal {
            return nodes(&one.root, &other.root, &equal);
        }
        equal = still;
    }
}

proptest! {
    #[test]
    fn every_value_equals_itself(value in arbitrary::value()) {
        for checker in [&Checker::Exact, &FLOATS, &UNORDERED, &NESTED] {
            let judgement = judge(checker, &value, &value);
            prop_assert_eq!(judgement.message, None, "{:?}", checker);
        }
    }

    #[test]
    fn a_value_equals_what_is_read_back_of_it(value in arbitrary::value()) {
        let back = parse(&to_json(&value), Source::Problem).unwrap();
        prop_assert_eq!(judge(&Checker::Exact, &value, &back).message, None);
        prop_assert_eq!(judge(&Checker::Exact, &back, &value).message, None);
    }

    #[test]
    fn equality_is_what_its_definition_says(one in arbitrary::small_value(), other in arbitrary::small_value()) {
        let equal = equal_by_definition(&one, &other, false);
        prop_assert_eq!(accepts(&Checker::Exact, &one, &other), equal);
        prop_assert_eq!(accepts(&Checker::Exact, &other, &one), equal);
        let in_any_order = equal_by_definition(&one, &other, true);
        prop_assert_eq!(accepts(&NESTED, &one, &other), in_any_order);
        prop_assert_eq!(accepts(&NESTED, &other, &one), in_any_order);
        // Here only equal values are near, apart from the sign of zero.
        let near = Checker::Floats { absolute: Some(0.5), relative: None };
        prop_assert!(!equal || accepts(&near, &one, &other));
        // Several answers are compared with the classes of all.
        let either = Expected::OneOf(vec![other.clone(), one.clone()]);
        let judgement = Checker::Exact.check(&either, &Outcome::Returned(one.clone()));
        prop_assert_eq!(judgement.message, None);
        // In a Set, the values are compared without the walk.
        let in_set = |value: &Value, first: bool| {
            let mut value = value.clone();
            let root = value.push(Object::Array(vec![value.root.clone()]));
            let other = Node::Bool(true);
            value.root = value.push(Object::Set(if first { vec![root, other] } else { vec![other, root] }));
            value
        };
        prop_assert_eq!(accepts(&Checker::Exact, &in_set(&one, true), &in_set(&other, false)), equal);
    }

    #[test]
    fn what_unfolds_to_the_same_is_equal(value in arbitrary::small_value(), seed in any::<u64>(), change in any::<bool>()) {
        // Each object twice, and each reference to either of the two.
        let mut random = fastrand::Rng::with_seed(seed);
        let count = value.objects.len() as u32;
        let mut other = value.clone();
        other.objects.extend(value.objects.iter().cloned());
        let mut redirect = |node: &mut Node| {
            if let Node::Object(id) = node {
                *id += if random.bool() { count } else { 0 };
            }
        };
        redirect(&mut other.root);
        other.objects.iter_mut().for_each(|object| object.for_each_node_mut(&mut redirect));
        if change {
            let object = random.usize(..other.objects.len());
            let mut changed = random.usize(..4);
            other.objects[object].for_each_node_mut(|node| {
                if changed == 0 {
                    *node = Node::Number(1.0);
                }
                changed = changed.wrapping_sub(1);
            });
        }
        for (checker, any_order) in [(&Checker::Exact, false), (&NESTED, true)] {
            let equal = equal_by_definition(&value, &other, any_order);
            prop_assert!(equal || change);
            prop_assert_eq!(accepts(checker, &value, &other), equal);
            prop_assert_eq!(accepts(checker, &other, &value), equal);
        }
    }

    #[test]
    fn tolerance_zero_differs_from_exact_only_in_the_sign_of_zero(one in arbitrary::value(), other in arbitrary::value()) {
        let zero = Checker::Floats { absolute: Some(0.0), relative: None };
        if accepts(&Checker::Exact, &one, &other) {
            prop_assert!(accepts(&zero, &one, &other));
        }
        if !to_json(&one).contains("\"-0\"") && !to_json(&other).contains("\"-0\"") {
            prop_assert_eq!(accepts(&zero, &one, &other), accepts(&Checker::Exact, &one, &other));
        }
    }

    #[test]
    fn an_array_equals_its_permutations_where_order_is_ignored(value in arbitrary::value(), seed in any::<u64>()) {
        let mut shuffled = value.clone();
        for object in &mut shuffled.objects {
            if let Object::Array(nodes) = object {
                let mut state = seed;
                for last in (1..nodes.len()).rev() {
                    state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
                    nodes.swap(last, (state >> 33) as usize % (last + 1));
                }
            }
        }
        prop_assert_eq!(judge(&NESTED, &value, &shuffled).message, None);
    }
}
