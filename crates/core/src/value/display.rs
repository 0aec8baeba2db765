//! Values as text for people: short, and close to JavaScript's notation.

use std::fmt::Write as _;

use num_bigint::BigInt;

use super::{Node, Object, Text, Value, date, is_identifier};

/// Greatest depth of nesting that is shown; deeper arrays and objects are shown as `[...]` and `{...}`.
const MAX_DEPTH: usize = 32;

/// Greatest number of characters of an object's key or of the name in a tag, so that one of them does not fill a line.
const MAX_KEY: usize = 60;

/// Formats a value in about `budget` characters. The rest is cut, with a note of how much was left out.
///
/// The time depends on the budget, not on the size of the value.
pub fn display(value: &Value, budget: usize) -> String {
    display_node(value, &value.root, budget)
}

/// Formats one node of a value, as [`display`] does.
pub fn display_node(value: &Value, node: &Node, budget: usize) -> String {
    let mut display = Display::new(value, budget);
    display.node(node);
    display.out
}

/// Formats a call such as `f([1, 2], "a")` in about `budget` characters; `args` is the array of its arguments.
pub fn display_call(function: &str, args: &Value, budget: usize) -> String {
    let mut display = Display::new(args, budget);
    display.push(function);
    display.push("(");
    match args.object(&args.root) {
        Some(Object::Array(elements)) => display.list(elements.len(), |display, index| {
            if let Some(element) = elements.get(index) {
                display.node(element);
            }
        }),
        _ => display.node(&args.root),
    }
    display.push(")");
    display.out
}

/// Formats a number as a JavaScript literal: `-0` is not `0`.
pub fn display_number(number: f64) -> String {
    if number == 0.0 && number.is_sign_negative() {
        return "-0".to_owned();
    }
    ryu_js::Buffer::new().format(number).to_owned()
}

/// Formats a string in double quotes, cut after about `budget` characters.
pub fn display_text(text: &Text, budget: usize) -> String {
    let mut out = String::new();
    quote(text, budget, &mut out);
    out
}

/// Formats a key of an object as in a program: without quotes if possible.
pub fn display_key(key: &Text) -> String {
    match key.as_str() {
        Some(name) if name.len() <= MAX_KEY && is_bare_key(name) => name.to_owned(),
        _ => display_text(key, MAX_KEY),
    }
}

fn is_bare_key(name: &str) -> bool {
    is_identifier(name) || name.parse::<u32>().is_ok_and(|index| index.to_string() == name)
}

struct Display<'v> {
    value: &'v Value,
    /// Number of characters that may still be written.
    left: usize,
    out: String,
    /// The enclosing objects.
    around: Vec<u32>,
}

impl<'v> Display<'v> {
    fn new(value: &'v Value, budget: usize) -> Self {
        Self { value, left: budget, out: String::new(), around: Vec::new() }
    }

    fn push(&mut self, text: &str) {
        self.left = self.left.saturating_sub(text.chars().count());
        self.out.push_str(text);
    }

    fn push_quoted(&mut self, text: &Text, budget: usize) {
        let start = self.out.len();
        quote(text, budget, &mut self.out);
        self.left = self.left.saturating_sub(self.out[start..].chars().count());
    }

    fn node(&mut self, node: &Node) {
        match node {
            Node::Undefined => self.push("undefined"),
            Node::Null => self.push("null"),
            Node::Bool(value) => self.push(if *value { "true" } else { "false" }),
            Node::Number(number) => self.push(&display_number(*number)),
            Node::BigInt(number) => self.push(&bigint(number)),
            Node::String(text) => self.push_quoted(text, self.left),
            Node::Symbol(description) => {
                self.push("Symbol(");
                self.push(&beginning(description));
                self.push(")");
            }
            Node::Object(id) => match self.value.object(node) {
                None => self.push("<nothing>"),
                Some(_) if self.around.contains(id) => self.push("<cycle>"),
                Some(object) => {
                    self.around.push(*id);
                    self.object(object);
                    self.around.pop();
                }
            },
        }
    }

    fn object(&mut self, object: &'v Object) {
        let too_deep = self.around.len() > MAX_DEPTH;
        match object {
            Object::Plain(properties) if properties.is_empty() => self.push("{}"),
            Object::Array(elements) if elements.is_empty() => self.push("[]"),
            Object::Plain(_) if too_deep => self.push("{…}"),
            Object::Array(_) | Object::SparseArray { .. } if too_deep => self.push("[…]"),
            Object::Plain(properties) => {
                self.push("{");
                self.list(properties.len(), |display, index| {
                    if let Some((key, node)) = properties.get(index) {
                        display.push(&display_key(key));
                        display.push(": ");
                        display.node(node);
                    }
                });
                self.push("}");
            }
            Object::Array(elements) => {
                self.push("[");
                self.list(elements.len(), |display, index| {
                    if let Some(node) = elements.get(index) {
                        display.node(node);
                    }
                });
                self.push("]");
            }
            Object::SparseArray { length, elements } => self.sparse(*length, elements),
            Object::Map(entries) => {
                self.push(&format!("Map({}) {{", entries.len()));
                if too_deep {
                    self.push("…");
                } else {
                    self.list(entries.len(), |display, index| {
                        if let Some((key, node)) = entries.get(index) {
                            display.node(key);
                            display.push(" => ");
                            display.node(node);
                        }
                    });
                }
                self.push("}");
            }
            Object::Set(members) => {
                self.push(&format!("Set({}) {{", members.len()));
                if too_deep {
                    self.push("…");
                } else {
                    self.list(members.len(), |display, index| {
                        if let Some(node) = members.get(index) {
                            display.node(node);
                        }
                    });
                }
                self.push("}");
            }
            Object::Date(ms) => {
                let text = date::to_iso(*ms);
                self.push(&format!("Date({})", text.as_deref().unwrap_or("invalid")));
            }
            Object::Typed { kind, bytes } => {
                let size = kind.element_size();
                let length = bytes.len() / size;
                self.push(&format!("{}({length}) [", kind.name()));
                self.list(length, |display, index| {
                    let bytes = bytes.get(index * size..).unwrap_or_default();
                    if let Some(element) = kind.elements(bytes.get(..size).unwrap_or_default()).next() {
                        display.node(&element);
                    }
                });
                self.push("]");
            }
            Object::Buffer(bytes) => {
                self.push(&format!("ArrayBuffer({}) [", bytes.len()));
                self.list(bytes.len(), |display, index| {
                    display.push(&bytes.get(index).copied().unwrap_or_default().to_string());
                });
                self.push("]");
            }
            Object::RegExp { source, flags } => {
                let text = format!("/{}/{}", beginning(source), beginning(flags));
                self.push(&text);
            }
            Object::Error { name, message } => {
                self.push(&beginning(name));
                self.push("(");
                self.push_quoted(message, self.left);
                self.push(")");
            }
            // A box never holds a box in JavaScript, but an arena could contain one.
            Object::Boxed(_) if too_deep => self.push("Object(…)"),
            Object::Boxed(node) => {
                self.push("Object(");
                self.node(node);
                self.push(")");
            }
            Object::Opaque(description) => {
                self.push("<");
                self.push(&beginning(description));
                self.push(">");
            }
        }
    }

    fn sparse(&mut self, length: u32, elements: &[(u32, Node)]) {
        self.push("[");
        let mut next = 0;
        let mut first = true;
        for (index, node) in elements {
            if self.left == 0 {
                break;
            }
            if *index > next {
                self.holes(*index - next, &mut first);
                next = *index;
                if self.left == 0 {
                    break;
                }
            }
            self.comma(&mut first);
            self.node(node);
            next = index.saturating_add(1);
        }
        if next < length && self.left == 0 {
            self.comma(&mut first);
            self.push(&format!("… {} more", length - next));
        } else if next < length {
            self.holes(length - next, &mut first);
        }
        self.push("]");
    }

    fn holes(&mut self, count: u32, first: &mut bool) {
        self.comma(first);
        self.push(&if count == 1 { "<1 empty>".to_owned() } else { format!("<{count} empty>") });
    }

    fn comma(&mut self, first: &mut bool) {
        if !std::mem::take(first) {
            self.push(", ");
        }
    }

    /// Writes items with commas between them, as many as fit.
    fn list(&mut self, length: usize, mut item: impl FnMut(&mut Self, usize)) {
        for index in 0..length {
            if index > 0 {
                self.push(", ");
            }
            if self.left == 0 {
                self.push(&format!("… {} more", length - index));
                return;
            }
            item(self, index);
        }
    }
}

/// Formats a BigInt with its `n`. A huge one is only described, because finding its decimal digits takes long.
fn bigint(number: &BigInt) -> String {
    const MAX_BITS: u64 = 1024;
    const DIGITS_PER_BIT: f64 = std::f64::consts::LOG10_2;

    if number.bits() <= MAX_BITS {
        format!("{number}n")
    } else {
        let sign = if number.sign() == num_bigint::Sign::Minus { "negative " } else { "" };
        format!("<{sign}BigInt of about {:.0} digits>", number.bits() as f64 * DIGITS_PER_BIT)
    }
}

/// Returns the beginning of a text, on one line, without quotes.
fn beginning(text: &Text) -> String {
    let mut out = String::new();
    if !escape(text, 2 * MAX_KEY, &mut out) {
        out.push('…');
    }
    out
}

/// Writes a string in double quotes: at most `budget` characters of it, then `…` after the quotes.
fn quote(text: &Text, budget: usize, out: &mut String) {
    out.push('"');
    let complete = escape(text, budget.max(1), out);
    out.push('"');
    if !complete {
        out.push('…');
    }
}

/// Writes at most `budget` characters of a string. Returns whether these were all.
fn escape(text: &Text, budget: usize, out: &mut String) -> bool {
    // A string is decoded only as far as it is shown.
    let chars: &mut dyn Iterator<Item = Result<char, u16>> = match (text.as_str(), text.as_ill_formed()) {
        (Some(text), _) => &mut text.chars().map(Ok),
        (_, units) => &mut char::decode_utf16(units.unwrap_or_default().iter().copied())
            .map(|char| char.map_err(|lone| lone.unpaired_surrogate())),
    };
    for _ in 0..budget {
        let Some(char) = chars.next() else { return true };
        // Writing to a string cannot fail.
        let _ = match char {
            Ok('"') => write!(out, "\\\""),
            Ok('\\') => write!(out, "\\\\"),
            Ok('\n') => write!(out, "\\n"),
            Ok('\r') => write!(out, "\\r"),
            Ok('\t') => write!(out, "\\t"),
            // Characters that a terminal would act on, or would show as something else or nothing.
            Ok(char) if char.is_control() || is_invisible(char) => write!(out, "\\u{{{:x}}}", char as u32),
            Ok(char) => write!(out, "{char}"),
            Err(unit) => write!(out, "\\u{unit:04x}"),
        };
    }
    chars.next().is_none()
}

/// Whether a character is a line separator, a mark of direction or a character of no width.
fn is_invisible(char: char) -> bool {
    matches!(char, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::json::{Source, parse};

    fn shown(json: &str, budget: usize) -> String {
        display(&parse(json, Source::Result).unwrap(), budget)
    }

    #[test]
    fn values_look_as_they_are_written_in_javascript() {
        for (json, expected) in [
            ("null", "null"),
            ("true", "true"),
            (r#"{"$undefined":true}"#, "undefined"),
            ("1.5", "1.5"),
            ("1e21", "1e+21"),
            ("1e20", "100000000000000000000"),
            ("1e-7", "1e-7"),
            ("-0", "-0"),
            (r#"{"$number":"NaN"}"#, "NaN"),
            (r#"{"$number":"-Infinity"}"#, "-Infinity"),
            (r#"{"$bigint":"-12"}"#, "-12n"),
            (r#""a\"\\\n\u001b\u202e😀""#, r#""a\"\\\n\u{1b}\u{202e}😀""#),
            (r#"{"$utf16":[97,55296]}"#, r#""a\ud800""#),
            ("[]", "[]"),
            ("{}", "{}"),
            (r#"[1,2,"a"]"#, r#"[1, 2, "a"]"#),
            (r#"{"a":1,"b-c":{"$bigint":"2"},"7":[],"":0}"#, r#"{a: 1, "b-c": 2n, 7: [], "": 0}"#),
            (r#"{"$map":[[1,"x"],[{"$set":[]},2]]}"#, r#"Map(2) {1 => "x", Set(0) {} => 2}"#),
            (r#"{"$set":[3]}"#, "Set(1) {3}"),
            (r#"{"$date":"2020-01-01"}"#, "Date(2020-01-01T00:00:00.000Z)"),
            (r#"{"$date":null}"#, "Date(invalid)"),
            (r#"{"$sparse":[4,{"0":1,"3":3}]}"#, "[1, <2 empty>, 3]"),
            (r#"{"$sparse":[3,{"1":1}]}"#, "[<1 empty>, 1, <1 empty>]"),
            (r#"{"$sparse":[4294967295,{}]}"#, "[<4294967295 empty>]"),
            (r#"{"$typed":["Uint8Array",[1,2,3]]}"#, "Uint8Array(3) [1, 2, 3]"),
            (r#"{"$typed":["BigInt64Array",["-1"]]}"#, "BigInt64Array(1) [-1n]"),
            (r#"{"$buffer":[255]}"#, "ArrayBuffer(1) [255]"),
            (r#"{"$regexp":["a/b","g"]}"#, "/a/b/g"),
            (r#"{"$error":["TypeError","no"]}"#, r#"TypeError("no")"#),
            (r#"{"$boxed":1}"#, "Object(1)"),
            (r#"{"$symbol":"s"}"#, "Symbol(s)"),
            (r#"{"$opaque":"function f"}"#, "<function f>"),
            (r##"{"self":{"$ref":"#"}}"##, "{self: <cycle>}"),
            (r##"[[1],{"$ref":"#/0"}]"##, "[[1], [1]]"),
        ] {
            assert_eq!(shown(json, 200), expected, "{json}");
        }
    }

    #[test]
    fn what_does_not_fit_is_cut_and_counted() {
        let numbers: Vec<String> = (1..=99).map(|number| number.to_string()).collect();
        let long = format!("[{}]", numbers.join(","));
        assert_eq!(shown(&long, 12), "[1, 2, 3, 4, … 95 more]");
        assert_eq!(shown(&format!("[{long},{long}]"), 6), "[[1, 2, … 97 more], … 1 more]");
        assert_eq!(shown(&format!(r#"{{"a":{long},"b":1}}"#), 6), "{a: [1, … 98 more], … 1 more}");
        assert_eq!(shown(&format!(r#"{{"$set":{long}}}"#), 13), "Set(99) {1, 2, … 97 more}");
        assert_eq!(shown(&format!(r#"{{"$buffer":{long}}}"#), 18), "ArrayBuffer(99) [1, … 98 more]");
        assert_eq!(shown(r#"{"$sparse":[9,{"2":1,"5":2}]}"#, 5), "[<2 empty>, … 7 more]");
        assert_eq!(shown(r#""abcdef""#, 3), r#""abc"…"#);
        assert_eq!(shown(r#""abcdef""#, 6), r#""abcdef""#);
        assert_eq!(
            shown(&format!(r#"{{"{}":1}}"#, "k".repeat(100)), 500),
            format!(r#"{{"{}"…: 1}}"#, "k".repeat(60))
        );
    }

    #[test]
    fn the_result_is_never_much_longer_than_the_budget() {
        let deep = format!("{}1{}", "[1,".repeat(5000), ",2]".repeat(5000));
        for budget in [0, 1, 10, 100, 10_000] {
            let length = shown(&deep, budget).chars().count();
            // Each open array ends with a word on the rest.
            assert!(length <= budget + MAX_DEPTH * 20, "{length} for {budget}");
        }
        let text = "x".repeat(1_000_000);
        assert!(shown(&format!("[\"{text}\",\"{text}\"]"), 50).len() < 100);
    }

    #[test]
    fn a_huge_bigint_is_described() {
        let digits = "9".repeat(1000);
        assert_eq!(
            shown(&format!(r#"{{"$bigint":"-{digits}"}}"#), 50),
            "<negative BigInt of about 1000 digits>"
        );
    }

    #[test]
    fn calls_show_their_arguments() {
        let args = parse(r#"[[1,2],3,"a"]"#, Source::Problem).unwrap();
        assert_eq!(display_call("f", &args, 100), r#"f([1, 2], 3, "a")"#);
        assert_eq!(display_call("f", &args, 9), "f([1, 2], … 2 more)");
        assert_eq!(display_call("g", &parse("[]", Source::Problem).unwrap(), 100), "g()");
    }

    #[test]
    fn references_that_point_nowhere_are_no_panic() {
        let value = Value { root: Node::Object(7), objects: vec![] };
        assert_eq!(display(&value, 10), "<nothing>");
        let mut boxes = Value { root: Node::Null, objects: vec![] };
        let mut node = Node::Null;
        for _ in 0..100_000 {
            node = boxes.push(Object::Boxed(node));
        }
        boxes.root = node;
        assert!(display(&boxes, 1_000_000).ends_with(')'));
    }
}
