//! New arguments from those of a problem's cases.
//!
//! Without a validator it is not known which inputs a problem allows, so new arguments stay within the bounds of each
//! argument in its cases: the smallest and the greatest number, the shortest and the longest array, the characters of
//! strings.

use std::collections::BTreeSet;

use fastrand::Rng as Random;

use tribunal_core::value::{Node, Object, Text, Value};

/// The bounds of the arguments at one position in all cases, at any depth.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bounds {
    /// The smallest and the greatest number.
    numbers: Option<(f64, f64)>,
    /// Whether some number is not a whole one.
    fractions: bool,
    /// The lengths of arrays, from the shortest to the longest.
    lengths: Option<(usize, usize)>,
    /// The lengths of strings, in characters.
    string_lengths: Option<(usize, usize)>,
    /// The characters of strings.
    alphabet: BTreeSet<char>,
    /// The keys of objects, in their order.
    shapes: BTreeSet<Vec<Text>>,
}

/// Returns the bounds of each argument in these cases.
pub fn bounds<'a>(arguments: impl IntoIterator<Item = &'a Value>) -> Vec<Bounds> {
    let mut all: Vec<Bounds> = Vec::new();
    for value in arguments {
        for (position, node) in elements(value).iter().enumerate() {
            if all.len() <= position {
                all.resize_with(position + 1, Bounds::default);
            }
            all[position].widen(&value.part(node));
        }
    }
    all
}

/// Whether each argument is within its bounds.
pub fn is_within(value: &Value, bounds: &[Bounds]) -> bool {
    elements(value).iter().zip(bounds).all(|(node, bounds)| bounds.allow(&value.part(node)))
}

/// Returns the arguments of a call.
fn elements(value: &Value) -> &[Node] {
    match value.object(&value.root) {
        Some(Object::Array(elements)) => elements,
        _ => &[],
    }
}

impl Bounds {
    fn widen(&mut self, value: &Value) {
        let lengths = |old: Option<(usize, usize)>, length: usize| {
            Some(old.map_or((length, length), |(least, most)| (least.min(length), most.max(length))))
        };
        for_each(value, |part| match part {
            BoundedPart::Number(number) if number.is_finite() => {
                let (least, most) = self.numbers.unwrap_or((number, number));
                self.numbers = Some((least.min(number), most.max(number)));
                self.fractions |= number.fract() != 0.0;
            }
            BoundedPart::Number(_) => {}
            BoundedPart::Text(text) => {
                let text = text.to_string_lossy();
                self.string_lengths = lengths(self.string_lengths, text.chars().count());
                self.alphabet.extend(text.chars());
            }
            BoundedPart::Length(length) => self.lengths = lengths(self.lengths, length),
            BoundedPart::Keys(keys) => drop(self.shapes.insert(keys)),
        });
    }

    fn allow(&self, value: &Value) -> bool {
        let inside = |range: Option<(usize, usize)>, length: usize| {
            range.is_some_and(|(least, most)| (least..=most).contains(&length))
        };
        let mut allowed = true;
        for_each(value, |part| {
            allowed &= match part {
                BoundedPart::Number(number) if number.is_finite() => {
                    self.numbers.is_some_and(|(least, most)| (least..=most).contains(&number))
                }
                BoundedPart::Number(_) => true,
                BoundedPart::Text(text) => {
                    let text = text.to_string_lossy();
                    inside(self.string_lengths, text.chars().count())
                        && text.chars().all(|char| self.alphabet.contains(&char))
                }
                BoundedPart::Length(length) => inside(self.lengths, length),
                BoundedPart::Keys(keys) => self.shapes.contains(&keys),
            };
        });
        allowed
    }
}

/// A part of a value that has bounds.
enum BoundedPart<'a> {
    Number(f64),
    Text(&'a Text),
    Length(usize),
    Keys(Vec<Text>),
}

/// Calls `each` with every part of a value whose objects are all reachable from its root.
fn for_each<'a>(value: &'a Value, mut each: impl FnMut(BoundedPart<'a>)) {
    let mut node = |node: &'a Node| match node {
        Node::Number(number) => each(BoundedPart::Number(*number)),
        Node::String(text) => each(BoundedPart::Text(text)),
        _ => {}
    };
    node(&value.root);
    value.objects.iter().for_each(|object| object.for_each_node(&mut node));
    for object in &value.objects {
        match object {
            Object::Array(elements) => each(BoundedPart::Length(elements.len())),
            Object::Plain(properties) => {
                each(BoundedPart::Keys(properties.iter().map(|(key, _)| key.clone()).collect()));
            }
            _ => {}
        }
    }
}

/// Returns new arguments: those of a case, one of them perhaps replaced with another case's, and some changes. The
/// result is a value of the kind that [`Value::part`] returns.
pub fn mutate(cases: &[Value], bounds: &[Bounds], rng: &mut Random) -> Option<Value> {
    let mut value = rng.choice(cases)?.clone();
    let count = elements(&value).len();
    if count == 0 {
        return Some(value);
    }
    if rng.u8(..) < 64 {
        let donor = rng.choice(cases)?;
        let position = rng.usize(..count);
        if let Some(node) = elements(donor).get(position) {
            replace_argument(&mut value, position, &donor.part(node));
        }
    }
    let changes = 1 + rng.usize(..4);
    for _ in 0..changes {
        let position = rng.usize(..count);
        let Some(bounds) = bounds.get(position) else { continue };
        let mut argument = value.part(&elements(&value)[position]);
        change(&mut argument, bounds, rng);
        replace_argument(&mut value, position, &argument);
    }
    Some(value.part(&value.root))
}

/// Replaces an argument with a value.
fn replace_argument(value: &mut Value, position: usize, argument: &Value) {
    // No value that is small enough to be mutated has that many objects.
    let offset = value.objects.len() as u32;
    let moved = |node: &mut Node| {
        if let Node::Object(id) = node {
            *id += offset;
        }
    };
    for object in &argument.objects {
        let mut object = object.clone();
        object.for_each_node_mut(moved);
        value.objects.push(object);
    }
    let mut root = argument.root.clone();
    moved(&mut root);
    if let Node::Object(id) = value.root
        && let Some(Object::Array(elements)) = value.objects.get_mut(id as usize)
    {
        elements[position] = root;
    }
}

/// Makes one change somewhere in an argument.
fn change(argument: &mut Value, bounds: &Bounds, rng: &mut Random) {
    let primitives = primitives(argument);
    let objects = argument.objects.len();
    // As often to the shape as to the primitives in it.
    if objects > 0 && (primitives == 0 || rng.bool()) {
        let id = rng.usize(..objects);
        change_object(argument, id, bounds, rng);
    } else if primitives > 0 {
        let others: Vec<Node> = sample(argument, rng);
        change_primitive(argument, rng.usize(..primitives), &others, bounds, rng);
    }
}

fn change_object(value: &mut Value, id: usize, bounds: &Bounds, rng: &mut Random) {
    let (least, most) = bounds.lengths.unwrap_or((0, 0));
    match &mut value.objects[id] {
        Object::Array(elements) if !elements.is_empty() => {
            let length = elements.len();
            let (at, other) = (rng.usize(..length), rng.usize(..length));
            match rng.u8(..6) {
                0 | 1 if length > least => drop(elements.remove(at)),
                2 if length < most => {
                    let element = elements[other].clone();
                    elements.insert(at, element);
                }
                3 => elements[at] = elements[other].clone(),
                4 => elements[at.min(other)..=at.max(other)].reverse(),
                _ => elements.swap(at, other),
            }
        }
        Object::Set(members) if !members.is_empty() => drop(members.remove(rng.usize(..members.len()))),
        Object::Map(entries) if !entries.is_empty() => drop(entries.remove(rng.usize(..entries.len()))),
        Object::Typed { kind, bytes } if !bytes.is_empty() => {
            let size = kind.element_size();
            let at = rng.usize(..bytes.len() / size) * size;
            let other = rng.usize(..bytes.len() / size) * size;
            bytes.copy_within(other..other + size, at);
        }
        Object::Buffer(bytes) if !bytes.is_empty() => {
            let at = rng.usize(..bytes.len());
            bytes[at] = rng.u8(..);
        }
        Object::Date(time) if time.is_finite() => *time += f64::from(rng.i32(-10..=10)) * 86_400_000.0,
        _ => {}
    }
}

/// Returns the number of primitives that may be changed: keys of Maps and members of Sets stay, since two must not
/// become equal.
fn primitives(value: &mut Value) -> usize {
    let mut count = 0;
    for_each_primitive(value, |_| count += 1);
    count
}

fn for_each_primitive(value: &mut Value, mut each: impl FnMut(&mut Node)) {
    let mut node = |node: &mut Node| {
        if !matches!(node, Node::Object(_)) {
            each(node);
        }
    };
    node(&mut value.root);
    for object in &mut value.objects {
        match object {
            Object::Set(_) | Object::Boxed(_) => {}
            Object::Map(entries) => entries.iter_mut().for_each(|(_, value)| node(value)),
            object => object.for_each_node_mut(&mut node),
        }
    }
}

/// Returns a few primitives of the value, to be put elsewhere.
fn sample(value: &mut Value, rng: &mut Random) -> Vec<Node> {
    let mut found = Vec::new();
    for_each_primitive(value, |node| found.push(node.clone()));
    (0..4).filter_map(|_| rng.choice(&found).cloned()).collect()
}

fn change_primitive(value: &mut Value, index: usize, others: &[Node], bounds: &Bounds, rng: &mut Random) {
    let mut next = 0;
    for_each_primitive(value, |node| {
        if next == index {
            *node = changed(node, others, bounds, rng);
        }
        next += 1;
    });
}

fn changed(node: &Node, others: &[Node], bounds: &Bounds, rng: &mut Random) -> Node {
    match node {
        Node::Bool(value) => Node::Bool(!value),
        Node::Number(number) if number.is_finite() => {
            Node::Number(changed_number(*number, others, bounds, rng))
        }
        Node::String(text) => match text.as_str() {
            Some(text) => Node::String(changed_text(text, others, bounds, rng).into()),
            None => node.clone(),
        },
        other => other.clone(),
    }
}

fn changed_number(number: f64, others: &[Node], bounds: &Bounds, rng: &mut Random) -> f64 {
    let (least, most) = bounds.numbers.unwrap_or((number, number));
    let other = others.iter().find_map(|node| match node {
        Node::Number(other) if *other != number => Some(*other),
        _ => None,
    });
    let new = match rng.u8(..8) {
        0 => number + 1.0,
        1 => number - 1.0,
        2 => other.unwrap_or(number),
        3 => (number / 2.0).trunc(),
        4 => number * 2.0,
        5 => *rng.choice(&[0.0, 1.0, -1.0, least, most]).unwrap_or(&0.0),
        6 => -number,
        _ => least + rng.f64() * (most - least),
    };
    let new = if bounds.fractions { new } else { new.round() };
    // No negative zero unless there was one: most problems do not expect it.
    let new = new.clamp(least, most);
    if new == 0.0 { 0.0 } else { new }
}

fn changed_text(text: &str, others: &[Node], bounds: &Bounds, rng: &mut Random) -> String {
    let (least, most) = bounds.string_lengths.unwrap_or((0, 0));
    let mut chars: Vec<char> = text.chars().collect();
    let length = chars.len();
    let letter =
        |rng: &mut Random| bounds.alphabet.iter().nth(rng.usize(..bounds.alphabet.len().max(1))).copied();
    match rng.u8(..6) {
        0 if length > least => drop(chars.remove(rng.usize(..length))),
        1 if length < most => {
            if let Some(letter) = letter(rng) {
                chars.insert(rng.usize(..=length), letter);
            }
        }
        2 if length > 1 => chars.swap(rng.usize(..length), rng.usize(..length)),
        3 => {
            let other = others.iter().find_map(|node| match node {
                Node::String(other) => other.as_str(),
                _ => None,
            });
            return other.unwrap_or(text).to_owned();
        }
        4 if length > 1 && 2 * length <= most => {
            let (a, b) = (rng.usize(..length), rng.usize(..length));
            let piece = chars[a.min(b)..=a.max(b)].to_vec();
            chars.extend(piece);
        }
        _ if length > 0 => {
            if let Some(letter) = letter(rng) {
                chars[rng.usize(..length)] = letter;
            }
        }
        _ => {}
    }
    chars.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use tribunal_core::value::{
        arbitrary,
        json::{Source, parse, to_json},
    };

    fn values(cases: &[&str]) -> Vec<Value> {
        cases.iter().map(|json| parse(json, Source::Problem).unwrap()).collect()
    }

    #[test]
    fn what_is_made_keeps_to_what_the_cases_show() {
        let cases = values(&["[[1,2,3],\"ab\",true]", "[[5,1],\"cab\",false]"]);
        let bounds = bounds(&cases);
        let mut seen = std::collections::BTreeSet::new();
        for seed in 0..2000 {
            let made = mutate(&cases, &bounds, &mut Random::with_seed(seed)).unwrap();
            assert!(is_within(&made, &bounds), "{}", to_json(&made));
            seen.insert(to_json(&made));
        }
        assert!(seen.len() > 300, "they differ: {}", seen.len());
        for (json, within) in [
            ("[[1,5],\"abc\",true]", true),
            ("[[1],\"abc\",true]", false),
            ("[[1,6],\"abc\",true]", false),
            ("[[1,2],\"a\",true]", false),
            ("[[1,2],\"abd\",true]", false),
            ("[[1,2],\"ab\",{}]", false),
        ] {
            assert_eq!(is_within(&values(&[json])[0], &bounds), within, "{json}");
        }
    }

    proptest! {
        #[test]
        fn whatever_the_cases_are_what_is_made_is_a_value_and_the_same_for_a_seed(
            cases in proptest::collection::vec(proptest::collection::vec(arbitrary::value(), 0..3), 1..4),
            seed in any::<u64>(),
        ) {
            let cases: Vec<Value> = cases.iter().map(|arguments| {
                let mut value = Value::primitive(Node::Null);
                value.root = value.push(Object::Array(vec![Node::Null; arguments.len()]));
                for (position, argument) in arguments.iter().enumerate() {
                    replace_argument(&mut value, position, argument);
                }
                value
            }).collect();
            let bounds = bounds(&cases);
            let make = || mutate(&cases, &bounds, &mut Random::with_seed(seed)).unwrap();
            let made = to_json(&make());
            prop_assert_eq!(&made, &to_json(&make()));
            // No key twice, no dangling reference: it can be written to a case file and read again.
            let again = parse(&made, Source::Result);
            prop_assert!(again.is_ok(), "{} {:?}", made, again.err().map(|error| error.to_string()));
        }
    }
}
