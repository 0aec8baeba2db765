//! The first difference between two values.
//!
//! Both are walked side by side, an object's shape (its kind, length, keys) before what it holds. The walk
//! keeps its own stack, so the depth of the values does not matter, and joins what it found to belong
//! together, so that cyclic and shared objects are equal if they unfold to the same, at no more steps than
//! there are nodes. The first difference ends it. So whatever the actual value is, time and memory are bounded by the
//! sizes of the two values, with a logarithm for time where order does not matter.

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

/// Characters that messages spend on a value.
pub(super) const BUDGET: usize = 60;

/// When values are equal.
#[derive(Clone, Copy)]
pub(super) struct Rules {
    /// See [`super::Checker::Floats`]; with neither, numbers have to be the same.
    pub(super) absolute: Option<f64>,
    pub(super) relative: Option<f64>,
    /// Whether -0 differs from 0 where numbers have to be the same.
    pub(super) signed_zero: bool,
    pub(super) order: Order,
}

/// Of which arrays the order matters.
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
/// The difference to the first of them.
pub(super) fn compare(expected: &[&Value], actual: &Value, rules: Rules) -> Result<(), Difference> {
    let mut classes = None;
    let mut first = None;
    for number in 0..expected.len() {
        let mut walk = Walk::new(expected, number, actual, rules, classes);
        if matches!(walk.met, Met::Pairs { .. }) {
            // Most of what is near is equal, which is found out without comparing every pair.
            let equal = Rules { absolute: Some(0.0), relative: None, ..rules };
            let mut strict = Walk::new(expected, number, actual, equal, walk.classes.take());
            if strict.run().is_ok() {
                return Ok(());
            }
            walk.classes = strict.classes;
        }
        let Err(message) = walk.run() else { return Ok(()) };
        // One that is told later needs them, too.
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
    /// All that is expected, and which of it this walk is about.
    answers: &'v [&'v Value],
    number: usize,
    expected: &'v Value,
    actual: &'v Value,
    rules: Rules,
    met: Met,
    /// Found when first needed.
    classes: Option<Classes<'v>>,
    /// The pairs of objects around, the innermost last.
    open: Vec<Open<'v>>,
    /// What leads from there to a difference in something that holds no nodes.
    last_step: Option<Step<'v>>,
}

/// A pair of objects of the same shape.
struct Open<'v> {
    expected: &'v Object,
    actual: &'v Object,
    /// The places in both of the nodes that are compared with each other; `None` where they are the same.
    places: Option<Box<[[u32; 2]]>>,
    /// The pair of nodes to compare next: that is, the number of pairs begun.
    next: u32,
}

impl<'v> Open<'v> {
    /// The next pair of nodes, which has begun with that.
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

    /// The step to the pair that was begun last.
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

/// A node of those that are walked through in an object: of a Map these are the values.
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

/// `Err` holds the message of a difference at the place where the walk stands.
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
        // Infinity is near to nothing, although an infinite difference is within any part of it.
        let difference = (expected - actual).abs();
        difference.is_finite()
            && (self.rules.absolute.is_some_and(|tolerance| difference <= tolerance)
                || self.rules.relative.is_some_and(|tolerance| difference <= tolerance * expected.abs()))
    }

    /// Compares the shapes of two objects, and opens them for comparing what they hold. `Ok(false)` if they
    /// are different at a glance.
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

    /// Two arrays of which at least one has holes.
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
        // Keys that are objects may be deeply equal to each other, so first those entries are matched that are
        // equal as a whole, and what is left by its keys, in order.
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

    /// Two arrays of the same length, in any order.
    fn any_order(&mut self, expected: &'v [Node], actual: &'v [Node]) -> Compared {
        let (Some(missing), Some((place, extra))) = self.unmatched(expected, actual) else { return Ok(()) };
        self.last_step = Some(Step::Index(place));
        Err(format!(
            "{} is not expected, or not as often; {} is missing",
            display_node(self.actual, extra, BUDGET),
            display_node(self.expected, missing, BUDGET)
        ))
    }

    /// The first expected node without a deeply equal partner, and the first actual one with its place.
    fn unmatched(
        &mut self,
        expected: &'v [Node],
        actual: &'v [Node],
    ) -> (Option<&'v Node>, Option<(usize, &'v Node)>) {
        let number = self.number;
        let classes = self.classes();
        // How many actual nodes there are of a class, then how many of these are left.
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
        // The last ones of a class are those that are left.
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

    /// The outermost array around the difference that is right but for the order of its elements.
    fn only_order_differs(&mut self) -> Option<String> {
        /// With more nodes, a hint is not worth the time.
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

/// The length of an array, and its elements with their indices.
fn elements(array: &Object) -> (usize, Box<dyn Iterator<Item = (usize, &Node)> + '_>) {
    match array {
        Object::Array(nodes) => (nodes.len(), Box::new(nodes.iter().enumerate())),
        Object::SparseArray { length, elements } => {
            (*length as usize, Box::new(elements.iter().map(|(index, node)| (*index as usize, node))))
        }
        _ => (0, Box::new(std::iter::empty())),
    }
}

/// "expected this, got that", with a word on what is easily overlooked.
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

/// The text in lower case, letter by letter: so nothing is made that is as long as the text.
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
    // What comes long before the first difference would use up the budget.
    let skipped = if same > BUDGET / 2 { same - BUDGET / 4 } else { 0 };
    let from_there = |text: &str| {
        let text: String = text.chars().skip(skipped).take(BUDGET + 1).collect();
        let shown = display_text(&text.into(), BUDGET);
        if skipped > 0 { format!("…{shown}") } else { shown }
    };
    let at = if skipped > 0 { format!(" (first difference at character {same})") } else { String::new() };
    format!("expected {}, got {}{note}{at}", from_there(&expected), from_there(&actual))
}

/// An expected and an actual object.
type Pair<'v> = (&'v Object, &'v Object);

/// The nodes that an object holds, for counting.
fn size(object: &Object) -> usize {
    match object {
        Object::Plain(properties) => properties.len(),
        Object::Array(nodes) | Object::Set(nodes) => nodes.len(),
        Object::SparseArray { elements, .. } => elements.len(),
        Object::Map(entries) => entries.len(),
        _ => 0,
    }
}

/// How two lists were matched.
struct Matches {
    pairs: Vec<[u32; 2]>,
    missing: Vec<u32>,
    extra: Vec<u32>,
}

/// Matches the places of two lists with equal classes, of those that are equal the first with the first.
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
    /// None is met twice: every expected object is at one place, and none leads back to itself.
    Tree,
    /// Equality is transitive: what belongs together is equal, or a difference will be found elsewhere.
    Joined(Joined),
    /// Being near is not transitive, so each pair has to be compared. There may be as many as the product of both
    /// sides' objects, but only where the two share their objects in different ways.
    Pairs { known: HashSet<(u32, u32)>, left: usize },
}

enum Meeting {
    New,
    Known,
    TooMany,
}

/// What is told where there are more pairs to compare than are compared.
const TOO_MANY: &str = "too large to compare within a tolerance: it shares its objects in another way than what is \
                        expected, so too many pairs of them belong together";

impl Met {
    /// Work on pairs that is always done, in nodes.
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

/// Whether each object is held once at most, and none by itself.
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

/// Which objects were found to belong together: a disjoint-set forest over those of both values.
struct Joined {
    parents: Vec<u32>,
    /// The number of the first actual object.
    actual: u32,
}

impl Joined {
    fn new(expected: usize, actual: usize) -> Self {
        let all = (expected + actual) as u32;
        Self { parents: (0..all).collect(), actual: expected as u32 }
    }

    /// Joins an expected and an actual object; `false` if they belong together already.
    fn join(&mut self, expected: u32, actual: u32) -> bool {
        let (one, other) = (self.find(expected), self.find(self.actual + actual));
        if one == other {
            return false;
        }
        // Halving the ways, as `find` does, is enough to keep them short.
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
