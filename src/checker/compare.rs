//! The first difference between two values.
//!
//! Both are walked side by side, an object's shape (its kind, length, keys) before what it holds. The walk
//! keeps its own stack, so the depth of the values does not matter, and joins what it found to belong
//! together, so that cyclic and shared objects are equal if they unfold to the same, at no more steps than
//! there are objects.

use std::collections::{HashMap, VecDeque};

use super::{
    classes::{Class, Classes},
    path::{Step, render},
};
use crate::value::{
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

/// Compares an actual value with an expected one.
pub(super) fn compare(expected: &Value, actual: &Value, rules: Rules) -> Result<(), Difference> {
    let mut walk = Walk {
        expected,
        actual,
        rules,
        joined: Joined::new(expected.objects.len(), actual.objects.len()),
        classes: None,
        open: Vec::new(),
        last_step: None,
    };
    walk.run().map_err(|message| {
        let path = render(expected, &walk.steps());
        let message = match walk.only_order_differs() {
            Some(array) => format!("{message} ({array} is right but for the order)"),
            None => message,
        };
        Difference { message, path }
    })
}

struct Walk<'v> {
    expected: &'v Value,
    actual: &'v Value,
    rules: Rules,
    joined: Joined,
    /// Found when first needed.
    classes: Option<Classes<'v>>,
    /// The pairs of objects around, the innermost last.
    open: Vec<Open<'v>>,
    /// What leads from there to a difference in something that holds no nodes.
    last_step: Option<Step<'v>>,
}

/// A pair of objects of the same shape.
struct Open<'v> {
    inner: Inner<'v>,
    /// The pair of nodes to compare next, plus one: that is, the number of pairs begun.
    next: usize,
}

/// The pairs of nodes that two objects hold.
enum Inner<'v> {
    Elements(&'v [Node], &'v [Node]),
    Properties {
        expected: &'v [(Text, Node)],
        actual: &'v [(Text, Node)],
        /// Where each of the expected properties is in the actual object, if the order differs.
        places: Option<Vec<usize>>,
    },
    Pairs(Vec<(Step<'v>, &'v Node, &'v Node)>),
}

impl<'v> Inner<'v> {
    fn pair(&self, number: usize) -> Option<(&'v Node, &'v Node)> {
        match self {
            Self::Elements(expected, actual) => Some((expected.get(number)?, actual.get(number)?)),
            Self::Properties { expected, actual, places } => {
                let place = places.as_ref().map_or(Some(number), |places| places.get(number).copied())?;
                Some((&expected.get(number)?.1, &actual.get(place)?.1))
            }
            Self::Pairs(pairs) => pairs.get(number).map(|(_, expected, actual)| (*expected, *actual)),
        }
    }

    /// The step to the pair that was begun last.
    fn step(&self, begun: usize) -> Option<Step<'v>> {
        let number = begun.checked_sub(1)?;
        match self {
            Self::Elements(..) => Some(Step::Index(number)),
            Self::Properties { expected, .. } => expected.get(number).map(|(key, _)| Step::Property(key)),
            Self::Pairs(pairs) => pairs.get(number).map(|(step, ..)| *step),
        }
    }
}

/// `Err` holds the message of a difference at the place where the walk stands.
type Compared = Result<(), String>;

impl<'v> Walk<'v> {
    fn run(&mut self) -> Compared {
        self.nodes(&self.expected.root, &self.actual.root)?;
        while let Some(innermost) = self.open.last_mut() {
            innermost.next += 1;
            match innermost.inner.pair(innermost.next - 1) {
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
                        if !self.joined.join(*expected_id, *actual_id) {
                            return Ok(());
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
            return Node::Number(expected).primitive() == Node::Number(actual).primitive();
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
        match (expected, actual) {
            (Object::Plain(expected), Object::Plain(actual)) => self.plain(expected, actual)?,
            (Object::Array(expected), Object::Array(actual)) => {
                same_length(expected.len(), actual.len())?;
                let outermost = self.open.is_empty();
                if self.rules.order == Order::Ignored
                    || self.rules.order == Order::OutermostIgnored && outermost
                {
                    return self.any_order(expected, actual).map(|()| true);
                }
                self.enter(Inner::Elements(expected, actual));
            }
            (
                Object::Array(_) | Object::SparseArray { .. },
                Object::Array(_) | Object::SparseArray { .. },
            ) => self.sparse(expected, actual)?,
            (Object::Map(expected), Object::Map(actual)) => self.maps(expected, actual)?,
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
            (Object::Boxed(expected), Object::Boxed(actual)) => {
                self.enter(Inner::Pairs(vec![(Step::Boxed, expected, actual)]));
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn enter(&mut self, inner: Inner<'v>) {
        self.open.push(Open { inner, next: 0 });
    }

    fn plain(&mut self, expected: &'v [(Text, Node)], actual: &'v [(Text, Node)]) -> Compared {
        let same_order = expected.len() == actual.len()
            && expected.iter().zip(actual).all(|((expected, _), (actual, _))| expected == actual);
        if same_order {
            self.enter(Inner::Properties { expected, actual, places: None });
            return Ok(());
        }
        let by_key: HashMap<&Text, usize> =
            actual.iter().enumerate().map(|(place, (key, _))| (key, place)).collect();
        let mut places = Vec::with_capacity(expected.len());
        for (key, _) in expected {
            match by_key.get(key) {
                Some(place) => places.push(*place),
                None => return Err(format!("missing property `{}`", display_key(key))),
            }
        }
        if actual.len() > expected.len() {
            let mut known = vec![false; actual.len()];
            places.iter().for_each(|place| known[*place] = true);
            if let Some(((key, _), _)) = actual.iter().zip(&known).find(|(_, known)| !**known) {
                return Err(format!("unexpected property `{}`", display_key(key)));
            }
        }
        self.enter(Inner::Properties { expected, actual, places: Some(places) });
        Ok(())
    }

    /// Two arrays of which at least one has holes.
    fn sparse(&mut self, expected: &'v Object, actual: &'v Object) -> Compared {
        let (expected_length, expected) = elements(expected);
        let (actual_length, actual) = elements(actual);
        same_length(expected_length, actual_length)?;
        let (mut expected, mut actual) = (expected.peekable(), actual.peekable());
        let mut pairs = Vec::new();
        while let Some(index) =
            [expected.peek(), actual.peek()].into_iter().flatten().map(|(index, _)| *index).min()
        {
            let expected = expected.next_if(|(place, _)| *place == index);
            let actual = actual.next_if(|(place, _)| *place == index);
            if let (Some((_, expected)), Some((_, actual))) = (expected, actual) {
                pairs.push((Step::Index(index), expected, actual));
                continue;
            }
            let show = |value, element: Option<(usize, &Node)>| match element {
                Some((_, node)) => display_node(value, node, BUDGET),
                None => "a hole".to_owned(),
            };
            self.last_step = Some(Step::Index(index));
            return Err(format!(
                "expected {}, got {}",
                show(self.expected, expected),
                show(self.actual, actual)
            ));
        }
        self.enter(Inner::Pairs(pairs));
        Ok(())
    }

    fn maps(&mut self, expected: &'v [(Node, Node)], actual: &'v [(Node, Node)]) -> Compared {
        let pair = |(expected, actual): (&'v (Node, Node), &'v (Node, Node))| {
            (Step::Key(&expected.0), &expected.1, &actual.1)
        };
        if expected.len() == actual.len()
            && expected
                .iter()
                .zip(actual)
                .all(|((expected, _), (actual, _))| same_primitive(expected, actual))
        {
            self.enter(Inner::Pairs(expected.iter().zip(actual).map(pair).collect()));
            return Ok(());
        }
        // Keys that are objects may be deeply equal to each other, so first those entries are matched that are
        // equal as a whole, and what is left by its keys, in order.
        let classes = self.classes();
        let mut whole: HashMap<(Class, Class), VecDeque<usize>> = HashMap::new();
        let actual_classes: Vec<(Class, Class)> =
            actual.iter().map(|(key, node)| (classes.of(1, key), classes.of(1, node))).collect();
        for (place, class) in actual_classes.iter().enumerate() {
            whole.entry(*class).or_default().push_back(place);
        }
        let mut matched = vec![false; actual.len()];
        let mut left = Vec::new();
        for entry in expected {
            let class = (classes.of(0, &entry.0), classes.of(0, &entry.1));
            match whole.get_mut(&class).and_then(VecDeque::pop_front) {
                Some(place) => matched[place] = true,
                None => left.push((class.0, entry)),
            }
        }
        let mut by_key: HashMap<Class, VecDeque<usize>> = HashMap::new();
        for (place, (key, _)) in actual_classes.iter().enumerate().filter(|(place, _)| !matched[*place]) {
            by_key.entry(*key).or_default().push_back(place);
        }
        let mut pairs = Vec::with_capacity(left.len());
        for (key, entry) in left {
            match by_key.get_mut(&key).and_then(VecDeque::pop_front) {
                Some(place) => {
                    matched[place] = true;
                    pairs.extend(actual.get(place).map(|actual| pair((entry, actual))));
                }
                None => return Err(format!("missing key {}", display_node(self.expected, &entry.0, BUDGET))),
            }
        }
        if let Some(((key, _), _)) = actual.iter().zip(&matched).find(|(_, matched)| !**matched) {
            return Err(format!("unexpected key {}", display_node(self.actual, key, BUDGET)));
        }
        self.enter(Inner::Pairs(pairs));
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
        let classes = self.classes();
        let actual_classes: Vec<Class> = actual.iter().map(|node| classes.of(1, node)).collect();
        let mut places: HashMap<Class, VecDeque<usize>> = HashMap::new();
        for (place, class) in actual_classes.iter().enumerate() {
            places.entry(*class).or_default().push_back(place);
        }
        let mut missing = None;
        for node in expected {
            if places.get_mut(&classes.of(0, node)).and_then(VecDeque::pop_front).is_none()
                && missing.is_none()
            {
                missing = Some(node);
            }
        }
        let extra = places.values().filter_map(VecDeque::front).min();
        (missing, extra.and_then(|place| Some((*place, actual.get(*place)?))))
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
        let any_order = self.rules.order == Order::Ignored;
        self.classes.get_or_insert_with(|| Classes::new([self.expected, self.actual], any_order))
    }

    fn steps(&self) -> Vec<Step<'v>> {
        let around = self.open.iter().filter_map(|open| open.inner.step(open.next));
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
            if let Some(Open { inner: Inner::Elements(expected, actual), .. }) = self.open.get(depth) {
                let (expected, actual) = (*expected, *actual);
                if let (None, None) = self.unmatched(expected, actual) {
                    return Some(format!("`{}`", render(self.expected, steps.get(..depth)?)));
                }
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

fn texts_differ(expected: &Text, actual: &Text) -> String {
    let (expected, actual) = (expected.to_string_lossy(), actual.to_string_lossy());
    let note = if expected.trim() == actual.trim() {
        ": white space at an end differs"
    } else if expected.len() == actual.len() && expected.to_lowercase() == actual.to_lowercase() {
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
    ///
    /// With a tolerance, belonging together is passed on although being near is not: of an expected value
    /// that shares objects, a shared number is compared with one of its partners only.
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
