//! Simpler arguments of a call.

use super::{pieces, simpler_texts, towards_zero};
use tribunal_core::value::{Node, Object, Text, Value};

/// A change that makes a value simpler. An edit itself is small; applying one copies the value.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// Leave out some elements of an object.
    Remove {
        /// The index of the object.
        object: usize,
        /// The first element.
        start: usize,
        /// Number of elements.
        count: usize,
        /// The length of the array, if arguments that equal it become smaller, too: `f(n, array)`.
        length: Option<usize>,
    },
    /// Replace a node, counted through all objects, by an object that it contains.
    Hoist(usize, u32),
    /// Replace a primitive, counted as by `for_each_primitive`.
    Replace(usize, Node),
    /// Add one number to another and leave 0 in its place, where only their sum matters.
    Gather(usize, usize),
    /// Replace a primitive in all places.
    ReplaceAll(Node, Node),
}

/// Returns the edits that make arguments simpler, the boldest first. None changes the number of arguments.
pub fn edits(arguments: &Value) -> Vec<Edit> {
    let mut edits = Vec::new();
    removals(arguments, &mut edits);
    hoists(arguments, &mut edits);
    let mut primitives: Vec<Node> = Vec::new();
    for_each_primitive(&mut arguments.clone(), |node| primitives.push(node.clone()));
    gatherings(&primitives, &mut edits);
    for (index, node) in primitives.iter().enumerate() {
        let again = primitives[..index].contains(node);
        if !again && primitives[index + 1..].contains(node) {
            edits.extend(simpler(node).into_iter().map(|simpler| Edit::ReplaceAll(node.clone(), simpler)));
        }
    }
    for (index, node) in primitives.iter().enumerate() {
        edits.extend(simpler(node).into_iter().map(|simpler| Edit::Replace(index, simpler)));
    }
    edits
}

/// Returns the arguments after an edit; `None` where it changes nothing, or two keys would become equal.
pub fn apply(arguments: &Value, edit: &Edit) -> Option<Value> {
    let mut value = arguments.clone();
    match edit {
        Edit::Remove { object, start, count, length } => {
            remove(value.objects.get_mut(*object)?, *start, *count)?;
            if let Some(length) = length
                && !shorten(&mut value, *length, *count)
            {
                return None;
            }
        }
        Edit::Hoist(index, id) => {
            let mut next = 0;
            for object in &mut value.objects {
                object.for_each_node_mut(|node| {
                    if next == *index {
                        *node = Node::Object(*id);
                    }
                    next += 1;
                });
            }
        }
        Edit::Replace(index, to) => {
            let mut next = 0;
            for_each_primitive(&mut value, |node| {
                if next == *index {
                    *node = to.clone();
                }
                next += 1;
            });
        }
        Edit::Gather(from, to) => {
            let mut numbers = (None, None);
            let mut next = 0;
            for_each_primitive(&mut value, |node| {
                if let Node::Number(number) = node {
                    if next == *from {
                        numbers.0 = Some(*number);
                    } else if next == *to {
                        numbers.1 = Some(*number);
                    }
                }
                next += 1;
            });
            let (Some(moved), Some(other)) = numbers else { return None };
            next = 0;
            for_each_primitive(&mut value, |node| {
                if next == *from {
                    *node = Node::Number(0.0);
                } else if next == *to {
                    *node = Node::Number(moved + other);
                }
                next += 1;
            });
        }
        Edit::ReplaceAll(from, to) => for_each_primitive(&mut value, |node| {
            if node == from {
                *node = to.clone();
            }
        }),
    }
    Some(value.part(&value.root))
}

/// Adds edits that move numbers to the next one, or to the last: then fewer of them are not 0, and stay so.
fn gatherings(primitives: &[Node], edits: &mut Vec<Edit>) {
    /// Whole numbers up to this have an exact sum.
    const EXACT: f64 = 4_503_599_627_370_496.0;

    let is_whole = |number: f64| number != 0.0 && number.fract() == 0.0 && number.abs() <= EXACT;
    let numbers: Vec<usize> = primitives
        .iter()
        .enumerate()
        .filter(|(_, node)| matches!(node, Node::Number(number) if is_whole(*number)))
        .map(|(index, _)| index)
        .collect();
    let Some(last) = numbers.last() else { return };
    for pair in numbers.windows(2) {
        edits.push(Edit::Gather(pair[0], *last));
        if pair[1] != *last {
            edits.push(Edit::Gather(pair[0], pair[1]));
        }
    }
}

/// Adds edits that leave out elements, in all objects the largest pieces first.
fn removals(value: &Value, edits: &mut Vec<Edit>) {
    let root = match value.root {
        Node::Object(id) => id as usize,
        _ => usize::MAX,
    };
    let lengths = value.objects.iter().enumerate().filter(|(object, _)| *object != root);
    let mut found: Vec<(usize, Edit)> = Vec::new();
    for (object, content) in lengths {
        let length = length(content);
        let numbers = matches!(content, Object::Array(_)) && length > 0;
        for (start, count) in pieces(length) {
            // By the fraction of its object, so that halves of all come before quarters of any.
            let rank = length / count;
            if numbers {
                found.push((rank, Edit::Remove { object, start, count, length: Some(length) }));
            }
            found.push((rank, Edit::Remove { object, start, count, length: None }));
        }
    }
    found.sort_by_key(|(rank, _)| *rank);
    edits.extend(found.into_iter().map(|(_, edit)| edit));
}

/// Returns the number of elements of an object that can be left out.
fn length(object: &Object) -> usize {
    match object {
        Object::Plain(properties) => properties.len(),
        Object::Array(elements) | Object::Set(elements) => elements.len(),
        Object::SparseArray { elements, .. } => elements.len(),
        Object::Map(entries) => entries.len(),
        Object::Typed { kind, bytes } => bytes.len() / kind.element_size(),
        Object::Buffer(bytes) => bytes.len(),
        _ => 0,
    }
}

fn remove(object: &mut Object, start: usize, count: usize) -> Option<()> {
    let end = start + count;
    if end > length(object) {
        return None;
    }
    match object {
        Object::Plain(properties) => drop(properties.drain(start..end)),
        Object::Array(elements) | Object::Set(elements) => drop(elements.drain(start..end)),
        Object::SparseArray { elements, .. } => drop(elements.drain(start..end)),
        Object::Map(entries) => drop(entries.drain(start..end)),
        Object::Typed { kind, bytes } => {
            let size = kind.element_size();
            drop(bytes.drain(start * size..end * size));
        }
        Object::Buffer(bytes) => drop(bytes.drain(start..end)),
        _ => return None,
    }
    Some(())
}

/// Makes the arguments that equal the length of an array smaller by as much as it became shorter; `false` if there are
/// none.
fn shorten(value: &mut Value, length: usize, count: usize) -> bool {
    let Node::Object(root) = value.root else { return false };
    let Some(Object::Array(arguments)) = value.objects.get_mut(root as usize) else { return false };
    let mut found = false;
    for node in arguments {
        if *node == Node::Number(length as f64) {
            *node = Node::Number((length - count) as f64);
            found = true;
        }
    }
    found
}

/// Adds edits that replace a part of a tree or list by an object inside it.
fn hoists(value: &Value, edits: &mut Vec<Edit>) {
    let mut index = 0;
    for (around, object) in value.objects.iter().enumerate() {
        object.for_each_node(|node| {
            if let Node::Object(id) = node
                && *id as usize != around
                && let Some(outer) = value.objects.get(*id as usize)
            {
                outer.for_each_node(|inner| {
                    if let Node::Object(inner_id) = inner
                        && inner_id != id
                        && value.objects.get(*inner_id as usize).is_some_and(|inner| looks_like(inner, outer))
                    {
                        edits.push(Edit::Hoist(index, *inner_id));
                    }
                });
            }
            index += 1;
        });
    }
}

/// Whether an object has the form of another one.
fn looks_like(one: &Object, other: &Object) -> bool {
    match (one, other) {
        (Object::Plain(one), Object::Plain(other)) => {
            one.iter().map(|(key, _)| key).eq(other.iter().map(|(key, _)| key))
        }
        (Object::Array(_), Object::Array(_)) => true,
        _ => false,
    }
}

/// Calls `each` with the primitives that can be replaced: not the members of Sets and the keys of Maps, since two must
/// not become equal, nor boxed primitives.
fn for_each_primitive(value: &mut Value, mut each: impl FnMut(&mut Node)) {
    let mut node = |node: &mut Node| {
        if !matches!(node, Node::Object(_)) {
            each(node);
        }
    };
    for object in &mut value.objects {
        match object {
            Object::Set(_) | Object::Boxed(_) => {}
            Object::Map(entries) => entries.iter_mut().for_each(|(_, value)| node(value)),
            object => object.for_each_node_mut(&mut node),
        }
    }
}

/// Returns simpler primitives of the same type.
fn simpler(node: &Node) -> Vec<Node> {
    match node {
        Node::Bool(true) => vec![Node::Bool(false)],
        Node::Number(number) => simpler_numbers(*number).into_iter().map(Node::Number).collect(),
        Node::BigInt(number) => {
            let zero = num_bigint::BigInt::ZERO;
            let half: num_bigint::BigInt = number / 2;
            let less = if *number > zero { number - 1 } else { number + 1 };
            let mut found = vec![zero.clone(), half, less];
            found.retain(|simpler| simpler != number);
            if *number == zero {
                found.clear();
            }
            found.dedup();
            found.into_iter().map(Node::BigInt).collect()
        }
        Node::String(text) => match text.as_str() {
            Some(text) => simpler_texts(text).into_iter().map(|text| Node::String(text.into())).collect(),
            None => vec![Node::String(Text::from(""))],
        },
        _ => Vec::new(),
    }
}

fn simpler_numbers(number: f64) -> Vec<f64> {
    if !number.is_finite() {
        return vec![0.0];
    }
    if number == 0.0 {
        return if number.is_sign_negative() { vec![0.0] } else { Vec::new() };
    }
    if number.fract() == 0.0 {
        return towards_zero(number);
    }
    // Fewer digits behind the point, and then as whole numbers.
    let mut found = vec![0.0, number.trunc()];
    if number < 0.0 {
        found.push(-number);
    }
    let tenths = (number * 10.0).trunc() / 10.0;
    found.push(tenths);
    found.retain(|simpler| *simpler != number);
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use tribunal_core::value::{
        arbitrary,
        json::{Source, parse, to_json},
    };

    /// Returns the rest of some arguments when all parts are removed that a property does not need.
    fn shrunk(json: &str, fails: impl Fn(&str) -> bool) -> String {
        let value = parse(json, Source::Problem).unwrap();
        let mut value = value.part(&value.root);
        assert!(fails(&to_json(&value)), "{json} is no counterexample");
        let mut rounds = 0;
        while let Some(next) =
            edits(&value).iter().filter_map(|edit| apply(&value, edit)).find(|next| fails(&to_json(next)))
        {
            value = next;
            rounds += 1;
            assert!(rounds < 10_000, "it does not end: {}", to_json(&value));
        }
        to_json(&value)
    }

    /// Returns the arguments as JSON without tags.
    fn plain(json: &str) -> serde_json::Value {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn what_does_not_matter_goes() {
        let has_big = |json: &str| {
            plain(json)[0].as_array().is_some_and(|all| all.iter().any(|one| one.as_f64() >= Some(100.0)))
        };
        assert_eq!(shrunk("[[3,1,250,4,-7,800],\"abc\",true]", has_big), "[[100],\"\",false]");
        // A number that counts the elements is reduced with them.
        let counted = |json: &str| {
            let arguments = plain(json);
            let all = arguments[1].as_array().unwrap();
            arguments[0] == all.len() && all.iter().any(|one| one.as_f64() < Some(0.0))
        };
        assert_eq!(shrunk("[5,[3,1,4,-7,8]]", counted), "[1,[-1]]");
        // Where only the sum matters, one number is enough.
        let sum = |json: &str| {
            plain(json)[0].as_array().is_some_and(|all| {
                all.len() == 4 && all.iter().filter_map(serde_json::Value::as_f64).sum::<f64>() == 50.0
            })
        };
        assert_eq!(shrunk("[[5,15,20,10]]", sum), "[[0,0,0,50]]");
        // Two that have to be equal become smaller together.
        let twice = |json: &str| {
            let arguments = plain(json);
            arguments[0] == arguments[1] && arguments[0].as_f64() > Some(10.0)
        };
        assert_eq!(shrunk("[77,77]", twice), "[11,11]");
        let letters =
            |json: &str| plain(json)[0].as_str().is_some_and(|text| text.contains("x") && text.len() > 2);
        assert_eq!(shrunk("[\"hello xylophone 9\"]", letters), "[\"xaa\"]");
        assert_eq!(shrunk("[1.2345]", |json| plain(json)[0].as_f64() > Some(1.1)), "[1.2]");
        assert_eq!(
            shrunk("[{\"$bigint\":\"99999999999999999999999\"}]", |json| json.len() > 18),
            "[{\"$bigint\":\"100\"}]"
        );
    }

    #[test]
    fn a_tree_shrinks_to_the_part_that_matters() {
        let tree = "[{\"v\":1,\"l\":{\"v\":2,\"l\":{\"v\":9,\"l\":null,\"r\":null},\"r\":null},\"r\":{\"v\":3,\"l\":null,\"r\":null}}]";
        fn is_tree(node: &serde_json::Value) -> bool {
            let is_node = || {
                node.as_object().is_some_and(|node| node.keys().eq(["l", "r", "v"]))
                    && is_tree(&node["l"])
                    && is_tree(&node["r"])
            };
            node.is_null() || is_node()
        }
        let with_nine = |json: &str| json.contains('9') && is_tree(&plain(json)[0]);
        assert_eq!(shrunk(tree, with_nine), "[{\"v\":9,\"l\":null,\"r\":null}]");
    }

    proptest! {
        #[test]
        fn whatever_the_value_is_shrinking_ends_and_keeps_what_is_asked_for(
            arguments in proptest::collection::vec(arbitrary::value(), 1..3),
            salt in any::<u8>(),
        ) {
            let mut value = Value::primitive(Node::Null);
            let mut nodes = Vec::new();
            for argument in &arguments {
                let offset = value.objects.len() as u32;
                let moved = |node: &mut Node| if let Node::Object(id) = node { *id += offset };
                for object in &argument.objects {
                    let mut object = object.clone();
                    object.for_each_node_mut(moved);
                    value.objects.push(object);
                }
                let mut root = argument.root.clone();
                moved(&mut root);
                nodes.push(root);
            }
            value.root = value.push(Object::Array(nodes));
            let mut value = value.part(&value.root);
            // An arbitrary property that many values have.
            let fails = |json: &str| json.bytes().fold(salt, |sum, byte| sum.rotate_left(3) ^ byte) % 3 != 0;
            prop_assume!(fails(&to_json(&value)));
            let mut rounds = 0;
            loop {
                let next = edits(&value).iter().filter_map(|edit| apply(&value, edit)).find_map(|next| {
                    let json = to_json(&next);
                    fails(&json).then_some((next, json))
                });
                let Some((next, json)) = next else { break };
                prop_assert!(parse(&json, Source::Result).is_ok(), "{}", json);
                let arguments = |value: &Value| match value.object(&value.root) {
                    Some(Object::Array(elements)) => elements.len(),
                    _ => 0,
                };
                prop_assert_eq!(arguments(&next), arguments(&value));
                value = next;
                rounds += 1;
                prop_assert!(rounds < 100_000, "it does not end: {}", to_json(&value));
            }
        }
    }
}
