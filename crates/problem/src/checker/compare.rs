//! The first difference between two values.
//!
//! Both are walked side by side, an object's shape (its kind, length, keys) before its contents. The walk keeps its own
//! stack, so the depth of the values does not matter. It joins objects that were met as a pair, so that cyclic and
//! shared objects are equal if they unfold to the same, in no more steps than there are nodes. The first difference
//! ends it. So for any actual value, time and memory are bounded by the sizes of the two values, with a logarithm for
//! time where order does not matter.

use std::{
    cmp::Ordering,
    collections::{HashMap, HashSet},
};

use super::{
    classes::{Class, Classes, NOTHING},
    path::{Step, render},
};
use tribunal_core::value::{
    Node, Object, Text, TypedKind, Value,
    display::{display_key, display_node, display_text},
};

/// Greatest number of characters of a value in messages.
pub(super) const BUDGET: usize = 60;

/// The rules by which values are equal.
#[derive(Clone, Copy)]
pub(super) struct Rules {
    /// Tolerances, see [`super::Checker::Floats`]; with neither, numbers have to be the same.
    pub(super) absolute: Option<f64>,
    pub(super) relative: Option<f64>,
    /// Whether -0 differs from 0 where numbers have to be the same.
    pub(super) signed_zero: bool,
    pub(super) order: Order,
}

/// The arrays whose order matters.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Order {
    Matters,
    OutermostIgnored,
    Ignored,
}

/// The first difference, in reading order.
#[derive(Debug)]
pub(super) struct Difference {
    pub(super) message: String,
    pub(super) path: String,
}

/// Compares an actual value with expected ones, of which it has to equal one.
///
/// # Errors
/// The difference from the first of them.
pub(super) fn compare(expected: &[&Value], actual: &Value, rules: Rules) -> Result<(), Difference> {
    let mut classes = None;
    let mut first = None;
    for number in 0..expected.len() {
        let mut walk = Walk::new(expected, number, actual, rules, classes);
        if matches!(walk.met, Met::Pairs { .. }) {
            // Most numbers within the tolerance are equal, which a walk without tolerance finds without comparing every
            // pair.
            let equal = Rules { absolute: Some(0.0), relative: None, ..rules };
            let mut strict = Walk::new(expected, number, actual, equal, walk.classes.take());
            if strict.run().is_ok() {
                return Ok(());
            }
            walk.classes = strict.classes;
        }
        let Err(message) = walk.run() else { return Ok(()) };
        // Later comparisons use the same classes.
        classes = walk.classes.take();
        first.get_or_insert((message, walk));
    }
    let none = || Difference { message: "there is no accepted answer".to_owned(), path: "result".to_owned() };
    let Some((message, mut walk)) = first else { return Err(none()) };
    walk.classes = classes;
    let path = render(walk.expected, &walk.steps());
    let message = match walk.only_order_differs() {
        Some(array) => format!("{message} ({array} is right but for the order)"),
        None => message,
    };
    Err(Difference { message, path })
}

struct Walk<'v> {
    /// All expected values, and the number of the one that this walk compares.
    answers: &'v [&'v Value],
    number: usize,
    expected: &'v Value,
    actual: &'v Value,
    rules: Rules,
    met: Met,
    /// Classes, found when first needed.
    classes: Option<Classes<'v>>,
    /// Enclosing pairs of objects, the innermost last.
    open: Vec<Open<'v>>,
    /// Step from the innermost pair to a difference in an object that holds no nodes.
    last_step: Option<Step<'v>>,
}

/// A pair of objects of the same shape.
struct Open<'v> {
    expected: &'v Object,
    actual: &'v Object,
    /// Places of the nodes that are compared with each other, in both objects; `None` where the places are the same.
    places: Option<Box<[[u32; 2]]>>,
    /// Number of the next pair of nodes, which is the number of pairs begun.
    next: u32,
}

impl<'v> Open<'v> {
    /// Begins the next pair of nodes and returns it.
    fn begin(&mut self) -> Option<(&'v Node, &'v Node)> {
        let number = self.next;
        self.next += 1;
        let [expected, actual] = self.places(number)?;
        Some((nth(self.expected, expected)?, nth(self.actual, actual)?))
    }

    fn places(&self, number: u32) -> Option<[u32; 2]> {
        match &self.places {
            Some(places) => places.get(number as usize).copied(),
            None => Some([number, number]),
        }
    }

    /// Returns the step to the pair that was begun last.
    fn step(&self) -> Option<Step<'v>> {
        let [place, _] = self.places(self.next.checked_sub(1)?)?;
        let number = place as usize;
        match self.expected {
            Object::Plain(properties) => properties.get(number).map(|(key, _)| Step::Property(key)),
            Object::SparseArray { elements, .. } => {
                elements.get(number).map(|(index, _)| Step::Index(*index as usize))
            }
            Object::Map(entries) => entries.get(number).map(|(key, _)| Step::Key(key)),
            Object::Boxed(_) => Some(Step::Boxed),
            _ => Some(Step::Index(number)),
        }
    }
}

/// Returns a node of an object by its place in the walk; for a Map, the places are those of the values.
fn nth(object: &Object, place: u32) -> Option<&Node> {
    let place = place as usize;
    match object {
        Object::Plain(properties) => properties.get(place).map(|(_, node)| node),
        Object::Array(nodes) => nodes.get(place),
        Object::SparseArray { elements, .. } => elements.get(place).map(|(_, node)| node),
        Object::Map(entries) => entries.get(place).map(|(_, node)| node),
        Object::Boxed(node) if place == 0 => Some(node),
        _ => None,
    }
}

/// The result of a comparison. `Err` holds the message of a difference at the current place of the walk.
type Compared = Result<(), String>;

impl<'v> Walk<'v> {
    fn new(
        answers: &'v [&'v Value],
        number: usize,
        actual: &'v Value,
        rules: Rules,
        classes: Option<Classes<'v>>,
    ) -> Self {
        let expected = answers[number];
        let is_transitive = [rules.absolute, rules.relative].into_iter().flatten().all(|part| part == 0.0);
        let met = Met::new(expected, actual, is_transitive);
        let (open, last_step) = (Vec::new(), None);
        Self { answers, number, expected, actual, rules, met, classes, open, last_step }
    }

    fn run(&mut self) -> Compared {
        self.nodes(&self.expected.root, &self.actual.root)?;
        while let Some(innermost) = self.open.last_mut() {
            match innermost.begin() {
                Some((expected, actual)) => self.nodes(expected, actual)?,
                None => {
                    self.open.pop();
                }
            }
        }
        Ok(())
    }

    fn nodes(&mut self, expected: &'v Node, actual: &'v Node) -> Compared {
        match (expected, actual) {
            (Node::Number(expected), Node::Number(actual)) if self.numbers(*expected, *actual) => Ok(()),
            (Node::Object(expected_id), Node::Object(actual_id)) => {
                match (self.expected.object(expected), self.actual.object(actual)) {
                    (Some(_), Some(Object::Opaque(_))) => Err(self.mismatch(expected, actual)),
                    (Some(expected_object), Some(actual_object)) => {
                        match self.met.meet(*expected_id, *actual_id, size(expected_object)) {
                            Meeting::Known => return Ok(()),
                            Meeting::New => {}
                            Meeting::TooMany => return Err(TOO_MANY.to_owned()),
                        }
                        self.objects(expected_object, actual_object)?
                            .then_some(())
                            .ok_or_else(|| self.mismatch(expected, actual))
                    }
                    _ => Err(self.mismatch(expected, actual)),
                }
            }
            _ => match (expected.primitive(), actual.primitive()) {
                (Some(one), Some(other)) if one == other => Ok(()),
                _ => Err(self.mismatch(expected, actual)),
            },
        }
    }

    fn numbers(&self, expected: f64, actual: f64) -> bool {
        if self.rules.absolute.is_none() && self.rules.relative.is_none() {
            return Node::Number(expected).primitive() == Node::Number(actual).primitive()
                || !self.rules.signed_zero && expected == actual;
        }
        if expected == actual || expected.is_nan() && actual.is_nan() {
            return true;
        }
        // Infinity is near to no number, although an infinite difference is within any relative tolerance.
        let difference = (expected - actual).abs();
        difference.is_finite()
            && (self.rules.absolute.is_some_and(|tolerance| difference <= tolerance)
                || self.rules.relative.is_some_and(|tolerance| difference <= tolerance * expected.abs()))
    }

    /// Compares the shapes of two objects, and opens the pair for comparing the contents. `Ok(false)` if they evidently
    /// differ.
    fn objects(&mut self, expected: &'v Object, actual: &'v Object) -> Result<bool, String> {
        let around = (expected, actual);
        match around {
            (Object::Plain(expected), Object::Plain(actual)) => self.plain(around, expected, actual)?,
            (Object::Array(expected), Object::Array(actual)) => {
                same_length(expected.len(), actual.len())?;
                let outermost = self.open.is_empty();
                if self.rules.order == Order::Ignored
                    || self.rules.order == Order::OutermostIgnored && outermost
                {
                    return self.any_order(expected, actual).map(|()| true);
                }
                self.enter(around, None);
            }
            (
                Object::Array(_) | Object::SparseArray { .. },
                Object::Array(_) | Object::SparseArray { .. },
            ) => self.sparse(around)?,
            (Object::Map(expected), Object::Map(actual)) => self.maps(around, expected, actual)?,
            (Object::Set(expected), Object::Set(actual)) => self.sets(expected, actual)?,
            (Object::Date(expected), Object::Date(actual)) => {
                return Ok(expected == actual || expected.is_nan() && actual.is_nan());
            }
            (Object::Typed { kind, bytes: expected }, Object::Typed { kind: actual_kind, bytes: actual })
                if kind == actual_kind =>
            {
                self.typed(*kind, expected, actual)?
            }
            (Object::Buffer(expected), Object::Buffer(actual)) => {
                self.typed(TypedKind::Uint8Array, expected, actual)?;
            }
            (Object::RegExp { .. }, Object::RegExp { .. }) => return Ok(expected == actual),
            (
                Object::Error { name, message },
                Object::Error { name: actual_name, message: actual_message },
            ) => {
                for (part, expected, actual) in
                    [("name", name, actual_name), ("message", message, actual_message)]
                {
                    if expected != actual {
                        self.last_step = Some(Step::Part(part));
                        return Err(texts_differ(expected, actual));
                    }
                }
            }
            (Object::Boxed(_), Object::Boxed(_)) => self.enter(around, None),
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn enter(&mut self, (expected, actual): Pair<'v>, places: Option<Box<[[u32; 2]]>>) {
        self.open.push(Open { expected, actual, places, next: 0 });
    }

    fn plain(
        &mut self,
        around: Pair<'v>,
        expected: &'v [(Text, Node)],
        actual: &'v [(Text, Node)],
    ) -> Compared {
        let same_order = expected.len() == actual.len()
            && expected.iter().zip(actual).all(|((expected, _), (actual, _))| expected == actual);
        if same_order {
            self.enter(around, None);
            return Ok(());
        }
        let by_key: HashMap<&Text, u32> = actual.iter().map(|(key, _)| key).zip(0..).collect();
        let mut places = Vec::with_capacity(expected.len());
        for ((key, _), number) in expected.iter().zip(0..) {
            match by_key.get(key) {
                Some(place) => places.push([number, *place]),
                None => return Err(format!("missing property `{}`", display_key(key))),
            }
        }
        if actual.len() > expected.len() {
            let mut known = vec![false; actual.len()];
            places.iter().for_each(|[_, place]| known[*place as usize] = true);
            if let Some(((key, _), _)) = actual.iter().zip(&known).find(|(_, known)| !**known) {
                return Err(format!("unexpected property `{}`", display_key(key)));
            }
        }
        self.enter(around, Some(places.into()));
        Ok(())
    }

    /// Compares two arrays of which at least one has holes.
    fn sparse(&mut self, around: Pair<'v>) -> Compared {
        let (expected_length, expected) = elements(around.0);
        let (actual_length, actual) = elements(around.1);
        same_length(expected_length, actual_length)?;
        let (mut expected, mut actual) = (expected.zip(0..).peekable(), actual.zip(0..).peekable());
        let mut places = Vec::new();
        while let Some(index) =
            [expected.peek(), actual.peek()].into_iter().flatten().map(|((index, _), _)| *index).min()
        {
            let expected = expected.next_if(|((place, _), _)| *place == index);
            let actual = actual.next_if(|((place, _), _)| *place == index);
            if let (Some((_, expected)), Some((_, actual))) = (expected, actual) {
                places.push([expected, actual]);
                continue;
            }
            let show = |value, element: Option<((usize, &Node), u32)>| match element {
                Some(((_, node), _)) => display_node(value, node, BUDGET),
                None => "a hole".to_owned(),
            };
            self.last_step = Some(Step::Index(index));
            return Err(format!(
                "expected {}, got {}",
                show(self.expected, expected),
                show(self.actual, actual)
            ));
        }
        self.enter(around, Some(places.into()));
        Ok(())
    }

    fn maps(
        &mut self,
        around: Pair<'v>,
        expected: &'v [(Node, Node)],
        actual: &'v [(Node, Node)],
    ) -> Compared {
        if expected.len() == actual.len()
            && expected
                .iter()
                .zip(actual)
                .all(|((expected, _), (actual, _))| same_primitive(expected, actual))
        {
            self.enter(around, None);
            return Ok(());
        }
        // Keys that are objects may be deeply equal to each other. So entries that are equal as a whole are matched
        // first, and the remaining ones by their keys, in order.
        let number = self.number;
        let classes = self.classes();
        let class = |(key, value): &'v (Node, Node)| {
            [classes.of_expected(number, key), classes.of_expected(number, value)]
        };
        let expected_classes: Vec<[Class; 2]> = expected.iter().map(class).collect();
        let class = |(key, value): &'v (Node, Node)| [classes.of_actual(key), classes.of_actual(value)];
        let actual_classes: Vec<[Class; 2]> = actual.iter().map(class).collect();
        let all = |length: usize| (0..length as u32).collect::<Vec<u32>>();
        let whole = matches(
            (all(expected.len()), |place| expected_classes[place as usize]),
            (all(actual.len()), |place| actual_classes[place as usize]),
        );
        let by_key = matches(
            (whole.missing, |place| expected_classes[place as usize][..1].to_vec()),
            (whole.extra, |place| actual_classes[place as usize][..1].to_vec()),
        );
        let first = |places: &[u32]| places.iter().min().map(|place| *place as usize);
        if let Some((key, _)) = first(&by_key.missing).and_then(|place| expected.get(place)) {
            return Err(format!("missing key {}", display_node(self.expected, key, BUDGET)));
        }
        if let Some((key, _)) = first(&by_key.extra).and_then(|place| actual.get(place)) {
            return Err(format!("unexpected key {}", display_node(self.actual, key, BUDGET)));
        }
        let mut places = by_key.pairs;
        places.sort_unstable();
        self.enter(around, Some(places.into()));
        Ok(())
    }

    fn sets(&mut self, expected: &'v [Node], actual: &'v [Node]) -> Compared {
        if expected.len() == actual.len()
            && expected.iter().zip(actual).all(|(expected, actual)| same_primitive(expected, actual))
        {
            return Ok(());
        }
        match self.unmatched(expected, actual) {
            (None, None) => Ok(()),
            (Some(missing), None) => {
                Err(format!("missing member {}", display_node(self.expected, missing, BUDGET)))
            }
            (None, Some((_, extra))) => {
                Err(format!("unexpected member {}", display_node(self.actual, extra, BUDGET)))
            }
            (Some(missing), Some((_, extra))) => Err(format!(
                "missing member {}, unexpected member {}",
                display_node(self.expected, missing, BUDGET),
                display_node(self.actual, extra, BUDGET)
            )),
        }
    }

    /// Compares two arrays of the same length, in any order.
    fn any_order(&mut self, expected: &'v [Node], actual: &'v [Node]) -> Compared {
        let (Some(missing), Some((place, extra))) = self.unmatched(expected, actual) else { return Ok(()) };
        self.last_step = Some(Step::Index(place));
        Err(format!(
            "{} is not expected, or not as often; {} is missing",
            display_node(self.actual, extra, BUDGET),
            display_node(self.expected, missing, BUDGET)
        ))
    }

    /// Returns the first expected node without a deeply equal partner, and the first such actual node with its place.
    fn unmatched(
        &mut self,
        expected: &'v [Node],
        actual: &'v [Node],
    ) -> (Option<&'v Node>, Option<(usize, &'v Node)>) {
        let number = self.number;
        let classes = self.classes();
        // For each class, the number of actual nodes, then the number of those left.
        let mut left: HashMap<Class, u32> = HashMap::new();
        for node in actual {
            *left.entry(classes.of_actual(node)).or_default() += 1;
        }
        left.remove(&NOTHING);
        let mut missing = None;
        for node in expected {
            match left.get_mut(&classes.of_expected(number, node)) {
                Some(count) if *count > 0 => *count -= 1,
                _ => missing = missing.or(Some(node)),
            }
        }
        // The nodes left are the last ones of their class.
        let mut extra = None;
        for (place, node) in actual.iter().enumerate().rev() {
            match left.get_mut(&classes.of_actual(node)) {
                Some(0) => {}
                Some(count) => {
                    *count -= 1;
                    extra = Some((place, node));
                }
                None => extra = Some((place, node)),
            }
        }
        (missing, extra)
    }

    fn typed(&mut self, kind: TypedKind, expected: &[u8], actual: &[u8]) -> Compared {
        if expected == actual {
            return Ok(());
        }
        let (expected, actual) = (kind.elements(expected), kind.elements(actual));
        same_length(expected.len(), actual.len())?;
        for (index, (expected, actual)) in expected.zip(actual).enumerate() {
            let equal = match (&expected, &actual) {
                (Node::Number(expected), Node::Number(actual)) => self.numbers(*expected, *actual),
                _ => expected == actual,
            };
            if !equal {
                self.last_step = Some(Step::Index(index));
                let (expected, actual) = (Value::primitive(expected), Value::primitive(actual));
                return Err(mismatch((&expected, &expected.root), (&actual, &actual.root)));
            }
        }
        Ok(())
    }

    fn classes(&mut self) -> &mut Classes<'v> {
        let rules = self.rules;
        self.classes.get_or_insert_with(|| Classes::new(self.answers, self.actual, rules))
    }

    fn steps(&self) -> Vec<Step<'v>> {
        let around = self.open.iter().filter_map(Open::step);
        around.chain(self.last_step).collect()
    }

    fn mismatch(&self, expected: &Node, actual: &Node) -> String {
        mismatch((self.expected, expected), (self.actual, actual))
    }

    /// Returns a hint about the outermost array around the difference that is right but for the order of its elements.
    fn only_order_differs(&mut self) -> Option<String> {
        /// Greatest number of nodes for which the hint is worth the time.
        const MAX_NODES: usize = 200_000;

        let nodes = |value: &Value| {
            let mut nodes = 0;
            value.objects.iter().for_each(|object| object.for_each_node(|_| nodes += 1));
            nodes
        };
        if self.rules.order != Order::Matters || nodes(self.expected) + nodes(self.actual) > MAX_NODES {
            return None;
        }
        let steps = self.steps();
        for depth in 0..self.open.len() {
            if let Some(Open { expected: Object::Array(expected), actual: Object::Array(actual), .. }) =
                self.open.get(depth)
                && let (None, None) = self.unmatched(expected, actual)
            {
                return Some(format!("`{}`", render(self.expected, steps.get(..depth)?)));
            }
        }
        None
    }
}

fn same_primitive(expected: &Node, actual: &Node) -> bool {
    expected.primitive().is_some_and(|expected| Some(expected) == actual.primitive())
}

fn same_length(expected: usize, actual: usize) -> Compared {
    if expected == actual { Ok(()) } else { Err(format!("length {actual}, expected {expected}")) }
}

/// Returns the length of an array, and its elements with their indices.
fn elements(array: &Object) -> (usize, Box<dyn Iterator<Item = (usize, &Node)> + '_>) {
    match array {
        Object::Array(nodes) => (nodes.len(), Box::new(nodes.iter().enumerate())),
        Object::SparseArray { length, elements } => {
            (*length as usize, Box::new(elements.iter().map(|(index, node)| (*index as usize, node))))
        }
        _ => (0, Box::new(std::iter::empty())),
    }
}

/// Formats "expected this, got that", with a note on differences that are easily overlooked.
fn mismatch((expected_value, expected): (&Value, &Node), (actual_value, actual): (&Value, &Node)) -> String {
    if let (Node::String(expected), Node::String(actual)) = (expected, actual) {
        return texts_differ(expected, actual);
    }
    let note = match (expected, actual) {
        (_, Node::Symbol(_)) => ", which cannot be compared",
        (_, Node::Object(_)) if matches!(actual_value.object(actual), Some(Object::Opaque(_))) => {
            ", which cannot be compared"
        }
        (Node::Number(expected), Node::Number(actual)) if expected == actual => ": the sign of zero matters",
        (Node::Number(number), Node::String(text)) if is_text_of(text, *number) => ", which is a string",
        (Node::String(text), Node::Number(number)) if is_text_of(text, *number) => ", which is a number",
        (Node::Number(_), Node::BigInt(_)) => ", which is a BigInt",
        (Node::BigInt(_), Node::Number(_)) => ", which is no BigInt",
        _ => "",
    };
    let expected = display_node(expected_value, expected, BUDGET);
    let actual = display_node(actual_value, actual, BUDGET);
    format!("expected {expected}, got {actual}{note}")
}

fn is_text_of(text: &Text, number: f64) -> bool {
    text.as_str().is_some_and(|text| text.trim().parse() == Ok(number))
}

/// Returns the text in lower case, letter by letter, without a copy as long as the text.
fn lower(text: &str) -> impl Iterator<Item = char> {
    text.chars().flat_map(char::to_lowercase)
}

fn texts_differ(expected: &Text, actual: &Text) -> String {
    let (expected, actual) = (expected.to_string_lossy(), actual.to_string_lossy());
    let note = if expected.trim() == actual.trim() {
        ": white space at an end differs"
    } else if expected.len() == actual.len() && lower(&expected).eq(lower(&actual)) {
        ": upper and lower case differ"
    } else {
        ""
    };
    let same =
        expected.chars().zip(actual.chars()).take_while(|(expected, actual)| expected == actual).count();
    // A long common beginning would use up the budget.
    let skipped = if same > BUDGET / 2 { same - BUDGET / 4 } else { 0 };
    let from_there = |text: &str| {
        let text: String = text.chars().skip(skipped).take(BUDGET + 1).collect();
        let shown = display_text(&text.into(), BUDGET);
        if skipped > 0 { format!("…{shown}") } else { shown }
    };
    let at = if skipped > 0 { format!(" (first difference at character {same})") } else { String::new() };
    format!("expected {}, got {}{note}{at}", from_there(&expected), from_there(&actual))
}

/// A pair of an expected and an actual object.
type Pair<'v> = (&'v Object, &'v Object);

/// Returns the number of nodes that an object holds.
fn size(object: &Object) -> usize {
    match object {
        Object::Plain(properties) => properties.len(),
        Object::Array(nodes) | Object::Set(nodes) => nodes.len(),
        Object::SparseArray { elements, .. } => elements.len(),
        Object::Map(entries) => entries.len(),
        _ => 0,
    }
}

/// The matches of the places of two lists.
struct Matches {
    pairs: Vec<[u32; 2]>,
    missing: Vec<u32>,
    extra: Vec<u32>,
}

/// Matches the places of two lists with equal classes. Among equal ones, the first is matched with the first.
fn matches<C: Ord + AsRef<[Class]>>(
    (mut expected, expected_class): (Vec<u32>, impl Fn(u32) -> C),
    (mut actual, actual_class): (Vec<u32>, impl Fn(u32) -> C),
) -> Matches {
    expected.sort_unstable_by_key(|place| (expected_class(*place), *place));
    actual.sort_unstable_by_key(|place| (actual_class(*place), *place));
    let mut matches = Matches { pairs: Vec::new(), missing: Vec::new(), extra: Vec::new() };
    let (mut expected, mut actual) = (expected.into_iter().peekable(), actual.into_iter().peekable());
    loop {
        let order = match (expected.peek(), actual.peek()) {
            (None, None) => return matches,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(one), Some(other)) => {
                let class = expected_class(*one);
                let order = class.cmp(&actual_class(*other));
                if order.is_eq() && class.as_ref().contains(&NOTHING) { Ordering::Less } else { order }
            }
        };
        let one = if order.is_le() { expected.next() } else { None };
        let other = if order.is_ge() { actual.next() } else { None };
        match (one, other) {
            (Some(one), Some(other)) => matches.pairs.push([one, other]),
            (Some(one), None) => matches.missing.push(one),
            (None, Some(other)) => matches.extra.push(other),
            (None, None) => {}
        }
    }
}

/// The pairs of objects that the walk has met.
enum Met {
    /// No pair is met twice: each expected object is at one place, and none leads back to itself.
    Tree,
    /// Equality is transitive: objects that were joined are equal, or a difference will be found elsewhere.
    Joined(Joined),
    /// Nearness is not transitive, so each pair has to be compared. There may be as many pairs as the product of both
    /// sides' objects, but only where the two share their objects in different ways.
    Pairs { known: HashSet<(u32, u32)>, left: usize },
}

enum Meeting {
    New,
    Known,
    TooMany,
}

/// Message for values with more pairs than the bound.
const TOO_MANY: &str = "too large to compare within a tolerance: it shares its objects in another way than what is \
                        expected, so too many pairs of them belong together";

impl Met {
    /// Bound on the work on pairs that every comparison gets, in nodes.
    const MIN_WORK: usize = 4_000_000;

    fn new(expected: &Value, actual: &Value, is_transitive: bool) -> Self {
        let nodes = |value: &Value| value.objects.iter().map(|object| size(object) + 1).sum::<usize>();
        if is_tree(expected) {
            Self::Tree
        } else if is_transitive {
            Self::Joined(Joined::new(expected.objects.len(), actual.objects.len()))
        } else {
            let left = Self::MIN_WORK.max(4 * (nodes(expected) + nodes(actual)));
            Self::Pairs { known: HashSet::new(), left }
        }
    }

    fn meet(&mut self, expected: u32, actual: u32, size: usize) -> Meeting {
        let is_new = match self {
            Self::Tree => true,
            Self::Joined(joined) => joined.join(expected, actual),
            Self::Pairs { known, left } => {
                let is_new = known.insert((expected, actual));
                match left.checked_sub(if is_new { size + 1 } else { 0 }) {
                    Some(now) => *left = now,
                    None => return Meeting::TooMany,
                }
                is_new
            }
        };
        if is_new { Meeting::New } else { Meeting::Known }
    }
}

/// Whether each object is held at most once, and none by itself.
fn is_tree(value: &Value) -> bool {
    let mut is_held = vec![false; value.objects.len()];
    let mut once = true;
    let mut hold = |node: &Node| {
        if let Node::Object(id) = node
            && let Some(is_held) = is_held.get_mut(*id as usize)
        {
            once &= !std::mem::replace(is_held, true);
        }
    };
    hold(&value.root);
    value.objects.iter().for_each(|object| object.for_each_node(&mut hold));
    once
}

/// A disjoint-set forest over the objects of both values: joined objects were met as a pair.
struct Joined {
    parents: Vec<u32>,
    /// Number of the first actual object.
    actual: u32,
}

impl Joined {
    fn new(expected: usize, actual: usize) -> Self {
        let all = (expected + actual) as u32;
        Self { parents: (0..all).collect(), actual: expected as u32 }
    }

    /// Joins an expected and an actual object; `false` if they are joined already.
    fn join(&mut self, expected: u32, actual: u32) -> bool {
        let (one, other) = (self.find(expected), self.find(self.actual + actual));
        if one == other {
            return false;
        }
        // Path halving, as `find` does it, is enough to keep the paths short.
        if let Some(parent) = self.parents.get_mut(other as usize) {
            *parent = one;
        }
        true
    }

    fn find(&mut self, mut node: u32) -> u32 {
        while let Some(&parent) = self.parents.get(node as usize) {
            if parent == node {
                break;
            }
            let above = self.parents.get(parent as usize).copied().unwrap_or(parent);
            if let Some(entry) = self.parents.get_mut(node as usize) {
                *entry = above;
            }
            node = above;
        }
        node
    }
}
