//! Equivalence classes of deeply equal nodes.
//!
//! Walking two values side by side needs no classes. Finding the partner of an element where order does not matter
//! needs them: a node of an expected value and one of the actual value are deeply equal exactly if they have the same
//! class, which is not [`NOTHING`].
//!
//! Only expected nodes get new classes; the actual value's nodes are looked up among them. So even a large actual value
//! takes only four bytes for each of its objects, and time linear in its length. Objects that lead into cycles equal
//! only others that do. Where both sides have such objects, the coarsest stable partition tells them apart.

use std::{
    borrow::Cow,
    collections::HashMap,
    hash::{BuildHasher as _, RandomState},
};

use hashbrown::HashTable;

use super::{
    compare::{Order, Rules},
    partition::{Edge, refine},
};
use tribunal_core::value::{Node, Object, Primitive, Text, Value};

/// A class of deeply equal nodes.
pub(super) type Class = u32;

/// The class of a node that equals no expected node, not even itself.
pub(super) const NOTHING: Class = 0;

/// The provisional class of a node that leads into a cycle, until its class is known.
const LOOP: Class = Class::MAX;

/// The classes of the nodes of the expected values and of the actual value.
pub(super) struct Classes<'v> {
    known: KnownClasses<'v>,
    /// For each expected value, the classes of its objects.
    expected: Vec<Vec<Class>>,
    /// Classes of the actual value's objects.
    actual: Vec<Class>,
}

impl<'v> Classes<'v> {
    /// Finds the classes of the values' nodes by rules without tolerances.
    pub(super) fn new(expected: &[&'v Value], actual: &'v Value, rules: Rules) -> Self {
        let any_order = rules.order == Order::Ignored;
        let mut known =
            KnownClasses { any_order, is_zero_unsigned: !rules.signed_zero, ..KnownClasses::default() };
        let mut words = Vec::new();
        let mut classes_of = |known: &mut KnownClasses<'v>, value: &'v Value, is_expected: bool| {
            let (order, mut classes) = (inner_first(value), vec![LOOP; value.objects.len()]);
            for id in order {
                if let Some(object) = value.objects.get(id as usize) {
                    known.words(object, &classes, is_expected, &mut words);
                    classes[id as usize] = known.class(&words, is_expected);
                }
            }
            classes
        };
        let mut expected_classes: Vec<Vec<Class>> =
            expected.iter().map(|value| classes_of(&mut known, value, true)).collect();
        let mut actual_classes = classes_of(&mut known, actual, false);
        if expected_classes.iter().any(|classes| classes.contains(&LOOP)) {
            let mut sides: Vec<(&'v Value, &mut Vec<Class>)> =
                expected.iter().copied().zip(expected_classes.iter_mut()).collect();
            sides.push((actual, &mut actual_classes));
            known.tell_cyclic_apart(sides);
        } else {
            actual_classes.iter_mut().filter(|class| **class == LOOP).for_each(|class| *class = NOTHING);
        }
        Self { known, expected: expected_classes, actual: actual_classes }
    }

    /// Returns the class of a node of one of the expected values.
    pub(super) fn of_expected(&self, number: usize, node: &'v Node) -> Class {
        self.known.find(node, self.expected.get(number).map_or(&[], Vec::as_slice))
    }

    /// Returns the class of a node of the actual value.
    pub(super) fn of_actual(&self, node: &'v Node) -> Class {
        self.known.find(node, &self.actual)
    }
}

/// The kind of an object: it distinguishes objects that hold equal nodes.
#[derive(Clone, Copy)]
#[repr(u32)]
enum ObjectKind {
    Plain,
    Array,
    SparseArray,
    Map,
    /// An entry of a Map whose key leads into a cycle.
    Entry,
    Set,
    Date,
    Typed,
    Buffer,
    RegExp,
    Error,
    Boxed,
}

/// The classes of the expected values.
#[derive(Default)]
struct KnownClasses<'v> {
    any_order: bool,
    is_zero_unsigned: bool,
    /// Last class that was assigned.
    last: Class,
    primitives: HashMap<Primitive<'v>, Class>,
    bytes: HashMap<Cow<'v, [u8]>, Class>,
    /// Objects, each as its words: its kind, and the classes of its keys, indices and nodes. Where the order of the
    /// nodes does not matter, the order of the words does not depend on it.
    shapes: HashTable<Shape>,
    words: Vec<u32>,
    hasher: RandomState,
}

struct Shape {
    class: Class,
    /// Place of its words: first their number, then the words.
    place: usize,
}

impl Shape {
    fn words<'w>(&self, words: &'w [u32]) -> &'w [u32] {
        let start = self.place + 1;
        words.get(start..start + words[self.place] as usize).unwrap_or_default()
    }
}

impl<'v> KnownClasses<'v> {
    fn fresh(&mut self) -> Class {
        self.last += 1;
        self.last
    }

    /// Returns the class of a node, given the classes of its value's objects.
    fn find(&self, node: &'v Node, objects: &[Class]) -> Class {
        match node {
            Node::Object(id) => objects.get(*id as usize).copied().unwrap_or(NOTHING),
            _ => self.value(node).map_or(NOTHING, |primitive| self.find_primitive(&primitive)),
        }
    }

    /// Returns the primitive that a node is, if it is not an object.
    fn value(&self, node: &'v Node) -> Option<Primitive<'v>> {
        match node {
            Node::Number(-0.0) if self.is_zero_unsigned => Some(Primitive::Number(0.0_f64.to_bits())),
            _ => node.primitive(),
        }
    }

    fn find_primitive(&self, primitive: &Primitive<'v>) -> Class {
        self.primitives.get(primitive).copied().unwrap_or(NOTHING)
    }

    /// Returns the class of a node as [`Self::find`] does. An expected node without a class gets a new one.
    fn node(&mut self, node: &'v Node, objects: &[Class], is_expected: bool) -> Class {
        match self.value(node) {
            Some(primitive) => self.primitive(primitive, is_expected),
            None => self.find(node, objects),
        }
    }

    fn primitive(&mut self, primitive: Primitive<'v>, is_expected: bool) -> Class {
        if !is_expected {
            return self.find_primitive(&primitive);
        }
        let last = &mut self.last;
        *self.primitives.entry(primitive).or_insert_with(|| {
            *last += 1;
            *last
        })
    }

    fn text(&mut self, text: &'v Text, is_expected: bool) -> Class {
        self.primitive(Primitive::String(text), is_expected)
    }

    fn some_bytes(&mut self, bytes: Cow<'v, [u8]>, is_expected: bool) -> Class {
        match self.bytes.get(&bytes) {
            Some(class) => *class,
            None if is_expected => {
                let class = self.fresh();
                self.bytes.insert(bytes, class);
                class
            }
            None => NOTHING,
        }
    }

    /// Writes the words of an object; none for an object that equals nothing.
    fn words(&mut self, object: &'v Object, objects: &[Class], is_expected: bool, words: &mut Vec<u32>) {
        let known = is_expected;
        words.clear();
        match object {
            Object::Plain(properties) => {
                words.push(ObjectKind::Plain as u32);
                for (key, node) in properties {
                    words.extend([self.text(key, known), self.node(node, objects, known)]);
                }
                sort_pairs(&mut words[1..]);
            }
            Object::Array(nodes) => {
                words.push(ObjectKind::Array as u32);
                words.extend(nodes.iter().map(|node| self.node(node, objects, known)));
                if self.any_order {
                    words[1..].sort_unstable();
                }
            }
            Object::SparseArray { length, elements } => {
                words.extend([ObjectKind::SparseArray as u32, *length]);
                for (index, node) in elements {
                    let class = self.node(node, objects, known);
                    // An index is not a class, and must not be taken for one.
                    words.extend([index.saturating_add(1), class]);
                }
            }
            Object::Map(entries) => {
                words.push(ObjectKind::Map as u32);
                for (key, node) in entries {
                    words.extend([self.node(key, objects, known), self.node(node, objects, known)]);
                }
                sort_pairs(&mut words[1..]);
            }
            Object::Set(members) => {
                words.push(ObjectKind::Set as u32);
                words.extend(members.iter().map(|node| self.node(node, objects, known)));
                words[1..].sort_unstable();
            }
            Object::Boxed(node) => words.extend([ObjectKind::Boxed as u32, self.node(node, objects, known)]),
            Object::Date(ms) => {
                let bits = if ms.is_nan() { f64::NAN.to_bits() } else { ms.to_bits() };
                words.extend([ObjectKind::Date as u32, self.primitive(Primitive::Number(bits), known)]);
            }
            Object::Typed { kind, bytes } => {
                let class = self.some_bytes(kind.with_one_nan(bytes), known);
                words.extend([ObjectKind::Typed as u32, *kind as u32 + 1, class]);
            }
            Object::Buffer(bytes) => {
                words.extend([ObjectKind::Buffer as u32, self.some_bytes(Cow::Borrowed(bytes), known)]);
            }
            Object::RegExp { source, flags } => {
                words.extend([ObjectKind::RegExp as u32, self.text(source, known), self.text(flags, known)]);
            }
            Object::Error { name, message } => {
                words.extend([ObjectKind::Error as u32, self.text(name, known), self.text(message, known)]);
            }
            Object::Opaque(_) => return,
        }
        let after_kind = if matches!(object, Object::SparseArray { .. }) { 2 } else { 1 };
        if words.iter().skip(after_kind).any(|word| *word == NOTHING) {
            words.clear();
        }
    }

    /// Returns the class of an object with these words.
    fn class(&mut self, words: &[u32], is_expected: bool) -> Class {
        if words.is_empty() {
            return NOTHING;
        }
        let hash = self.hasher.hash_one(words);
        let all = &self.words;
        if let Some(shape) = self.shapes.find(hash, |shape| shape.words(all) == words) {
            return shape.class;
        }
        if !is_expected {
            return NOTHING;
        }
        let class = self.fresh();
        let place = self.words.len();
        self.words.push(words.len() as u32);
        self.words.extend_from_slice(words);
        let (all, hasher) = (&self.words, &self.hasher);
        let again = |shape: &Shape| hasher.hash_one(shape.words(all));
        self.shapes.insert_unique(hash, Shape { class, place }, again);
        class
    }

    /// Finds the classes of all objects that lead into cycles: those whose class is `LOOP`. The last side is the actual
    /// value.
    fn tell_cyclic_apart(&mut self, mut sides: Vec<(&'v Value, &mut Vec<Class>)>) {
        let last_side = sides.len() - 1;
        let mut graph = Graph::default();
        // The state of each object of each side; `LOOP` for an object that leads into no cycle.
        let mut count = 0;
        let states: Vec<Vec<u32>> = sides
            .iter()
            .map(|(_, classes)| {
                let state = |class: &Class| {
                    count += u32::from(*class == LOOP);
                    if *class == LOOP { count - 1 } else { LOOP }
                };
                classes.iter().map(state).collect()
            })
            .collect();
        graph.names.resize(count as usize, NOTHING);
        let mut words = Vec::new();
        for (side, ((value, classes), states)) in sides.iter().zip(&states).enumerate() {
            let is_expected = side != last_side;
            for (object, state) in value.objects.iter().zip(states).filter(|(_, state)| **state != LOOP) {
                self.words(object, classes, is_expected, &mut words);
                graph.names[*state as usize] = self.class(&words, is_expected);
                self.edges(object, *state, is_expected, classes, states, &mut graph);
            }
        }
        let blocks = refine(&graph.names, &graph.edges).blocks;
        let base = self.last + 1;
        for ((_, classes), states) in sides.iter_mut().zip(&states) {
            for (class, state) in classes.iter_mut().zip(states).filter(|(_, state)| **state != LOOP) {
                let equals_nothing = graph.names[*state as usize] == NOTHING;
                *class = if equals_nothing { NOTHING } else { base + blocks[*state as usize] };
            }
        }
        self.last = base + graph.names.len() as u32;
    }

    /// Adds the edges from an object to others that lead into cycles. Where the place in the object matters, the edge
    /// is labelled with it.
    fn edges(
        &mut self,
        object: &'v Object,
        source: u32,
        is_expected: bool,
        classes: &[Class],
        states: &[u32],
        graph: &mut Graph,
    ) {
        let state = |node: &Node| match node {
            Node::Object(id) => states.get(*id as usize).copied().filter(|state| *state != LOOP),
            _ => None,
        };
        let mut edge = |label: u32, node: &Node| {
            if let Some(target) = state(node) {
                graph.edges.push(Edge { source, label, target });
            }
        };
        match object {
            Object::Array(nodes) if !self.any_order => {
                nodes.iter().enumerate().for_each(|(index, node)| edge(index as u32, node));
            }
            Object::Array(nodes) | Object::Set(nodes) => nodes.iter().for_each(|node| edge(0, node)),
            Object::SparseArray { elements, .. } => {
                elements.iter().for_each(|(index, node)| edge(*index, node));
            }
            Object::Plain(properties) => {
                for (key, node) in properties {
                    edge(self.text(key, is_expected), node);
                }
            }
            Object::Boxed(node) => edge(0, node),
            Object::Map(entries) => {
                for (key, node) in entries {
                    let Some(key_state) = state(key) else {
                        if let Some(target) = state(node) {
                            let label = self.node(key, classes, is_expected);
                            graph.edges.push(Edge { source, label, target });
                        }
                        continue;
                    };
                    let value = self.node(node, classes, is_expected);
                    let words = [ObjectKind::Entry as u32, value];
                    let name = if value == NOTHING { NOTHING } else { self.class(&words, is_expected) };
                    let entry = graph.names.len() as u32;
                    graph.names.push(name);
                    graph.edges.push(Edge { source, label: LOOP, target: entry });
                    graph.edges.push(Edge { source: entry, label: 0, target: key_state });
                    if let Some(target) = state(node) {
                        graph.edges.push(Edge { source: entry, label: 1, target });
                    }
                }
            }
            Object::Date(_)
            | Object::Typed { .. }
            | Object::Buffer(_)
            | Object::RegExp { .. }
            | Object::Error { .. }
            | Object::Opaque(_) => {}
        }
    }
}

/// The graph of the objects that lead into cycles, as states.
#[derive(Default)]
struct Graph {
    /// Properties that distinguish states without regard to other states.
    names: Vec<Class>,
    edges: Vec<Edge>,
}

fn sort_pairs(words: &mut [u32]) {
    let (pairs, _) = words.as_chunks_mut::<2>();
    pairs.sort_unstable();
}

/// Returns the objects of a value that lead into no cycle, each after those that it holds.
fn inner_first(value: &Value) -> Vec<u32> {
    let count = value.objects.len();
    // The holders of each object, once for each reference: a list per object, one after the other.
    let mut starts = vec![0u32; count + 1];
    let mut open = vec![0u32; count];
    for (id, object) in value.objects.iter().enumerate() {
        object.for_each_node(|node| {
            if let Node::Object(inner) = node
                && let Some(start) = starts.get_mut(*inner as usize + 1)
            {
                *start += 1;
                open[id] += 1;
            }
        });
    }
    for id in 0..count {
        starts[id + 1] += starts[id];
    }
    let mut next = starts.clone();
    let mut holders = vec![0u32; starts[count] as usize];
    for (id, object) in value.objects.iter().enumerate() {
        object.for_each_node(|node| {
            if let Node::Object(inner) = node
                && (*inner as usize) < count
            {
                let place = &mut next[*inner as usize];
                holders[*place as usize] = id as u32;
                *place += 1;
            }
        });
    }
    let mut order: Vec<u32> = (0..count as u32).filter(|id| open[*id as usize] == 0).collect();
    let mut done = 0;
    while let Some(id) = order.get(done).copied() {
        done += 1;
        for holder in &holders[starts[id as usize] as usize..starts[id as usize + 1] as usize] {
            let open = &mut open[*holder as usize];
            *open -= 1;
            if *open == 0 {
                order.push(*holder);
            }
        }
    }
    order
}
