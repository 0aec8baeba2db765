//! Classes of deeply equal nodes.
//!
//! Two nodes are deeply equal exactly if they have the same class. Walking two values side by side needs no
//! classes; finding the partner of an element where order does not matter does.

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
};

use crate::value::{Node, Object, Primitive, Text, TypedKind, Value};

/// A class of deeply equal nodes.
pub(super) type Class = u32;

/// How much work may go into telling cyclic objects apart, in visits of an object.
const MAX_CYCLIC_VISITS: usize = 10_000_000;

/// The classes of the nodes of two values.
///
/// The time is linear but for objects that lead into cycles: these take as many rounds as it takes to tell
/// them apart, at most the length of the longest way to a difference, and at most `MAX_CYCLIC_VISITS` visits
/// in all. Those not told apart by then count as equal.
pub(super) struct Classes<'v> {
    /// Classes of the objects of the first value and of the second.
    objects: [Vec<Class>; 2],
    numbers: Numbers<'v>,
}

/// The numbers given to classes so far.
#[derive(Default)]
struct Numbers<'v> {
    next: Class,
    primitives: HashMap<Primitive<'v>, Class>,
    shapes: HashMap<Shape<'v>, Class>,
}

/// What makes objects deeply equal.
#[derive(PartialEq, Eq, Hash)]
struct Shape<'v> {
    kind: Kind<'v>,
    /// Classes of keys, indices and values, in an order that does not depend on theirs where that does not
    /// matter.
    parts: Vec<u32>,
}

#[derive(PartialEq, Eq, Hash)]
enum Kind<'v> {
    Plain,
    Array,
    SparseArray(u32),
    Map,
    Set,
    /// By its bits, all NaNs alike.
    Date(u64),
    /// With all NaNs alike.
    Typed(TypedKind, Cow<'v, [u8]>),
    Buffer(&'v [u8]),
    RegExp(&'v Text, &'v Text),
    Error(&'v Text, &'v Text),
    Boxed,
}

impl<'v> Classes<'v> {
    /// Finds the classes of two values' nodes; with `any_order`, arrays are equal in any order.
    pub(super) fn new(values: [&'v Value; 2], any_order: bool) -> Self {
        let mut numbers = Numbers::default();
        let cyclic_start = numbers.fresh();
        let mut objects = values.map(|value| vec![cyclic_start; value.objects.len()]);
        let mut cyclic = Vec::new();
        for (side, value) in values.into_iter().enumerate() {
            for (id, leads_into_cycle) in inner_first(value) {
                if leads_into_cycle {
                    cyclic.push((side, id));
                } else {
                    let class = numbers.object(value, id, &objects[side], any_order);
                    objects[side][id as usize] = class;
                }
            }
        }
        // Objects that lead into cycles are all alike at first. Each round tells those apart whose parts were
        // told apart by the round before, until a round finds nothing new.
        let rounds = MAX_CYCLIC_VISITS / cyclic.len().max(1);
        let mut distinct = 1;
        for _ in 0..rounds {
            let classes: Vec<Class> = cyclic
                .iter()
                .map(|(side, id)| numbers.object(values[*side], *id, &objects[*side], any_order))
                .collect();
            for ((side, id), class) in cyclic.iter().zip(&classes) {
                objects[*side][*id as usize] = *class;
            }
            let now = classes.iter().collect::<HashSet<_>>().len();
            if now == distinct {
                break;
            }
            distinct = now;
        }
        Self { objects, numbers }
    }

    /// The class of a node of the first value (`side` 0) or the second (1).
    pub(super) fn of(&mut self, side: usize, node: &'v Node) -> Class {
        self.numbers.node(node, &self.objects[side])
    }
}

impl<'v> Numbers<'v> {
    /// A class of its own, for what equals nothing.
    fn fresh(&mut self) -> Class {
        self.next += 1;
        self.next
    }

    fn node(&mut self, node: &'v Node, objects: &[Class]) -> Class {
        if let Some(primitive) = node.primitive() {
            return self.primitive(primitive);
        }
        match node {
            Node::Object(id) if (*id as usize) < objects.len() => objects[*id as usize],
            _ => self.fresh(),
        }
    }

    fn primitive(&mut self, primitive: Primitive<'v>) -> Class {
        let next = &mut self.next;
        *self.primitives.entry(primitive).or_insert_with(|| {
            *next += 1;
            *next
        })
    }

    /// The class of an object by the classes of what it holds.
    fn object(&mut self, value: &'v Value, id: u32, objects: &[Class], any_order: bool) -> Class {
        let Some(object) = value.objects.get(id as usize) else { return self.fresh() };
        let mut parts = Vec::new();
        let kind = match object {
            Object::Plain(properties) => {
                let mut pairs: Vec<[u32; 2]> = properties
                    .iter()
                    .map(|(key, node)| [self.primitive(Primitive::String(key)), self.node(node, objects)])
                    .collect();
                pairs.sort_unstable();
                parts = pairs.into_flattened();
                Kind::Plain
            }
            Object::Array(nodes) => {
                parts.extend(nodes.iter().map(|node| self.node(node, objects)));
                if any_order {
                    parts.sort_unstable();
                }
                Kind::Array
            }
            Object::SparseArray { length, elements } => {
                parts.extend(elements.iter().flat_map(|(index, node)| [*index, self.node(node, objects)]));
                Kind::SparseArray(*length)
            }
            Object::Map(entries) => {
                let mut pairs: Vec<[u32; 2]> = entries
                    .iter()
                    .map(|(key, node)| [self.node(key, objects), self.node(node, objects)])
                    .collect();
                pairs.sort_unstable();
                parts = pairs.into_flattened();
                Kind::Map
            }
            Object::Set(members) => {
                parts.extend(members.iter().map(|node| self.node(node, objects)));
                parts.sort_unstable();
                Kind::Set
            }
            Object::Boxed(node) => {
                parts.push(self.node(node, objects));
                Kind::Boxed
            }
            Object::Date(ms) => Kind::Date(if ms.is_nan() { f64::NAN.to_bits() } else { ms.to_bits() }),
            Object::Typed { kind, bytes } => Kind::Typed(*kind, with_one_nan(*kind, bytes)),
            Object::Buffer(bytes) => Kind::Buffer(bytes),
            Object::RegExp { source, flags } => Kind::RegExp(source, flags),
            Object::Error { name, message } => Kind::Error(name, message),
            Object::Opaque(_) => return self.fresh(),
        };
        let next = &mut self.next;
        *self.shapes.entry(Shape { kind, parts }).or_insert_with(|| {
            *next += 1;
            *next
        })
    }
}

/// The bytes of a typed array with all its NaNs replaced by the same.
fn with_one_nan(kind: TypedKind, bytes: &[u8]) -> Cow<'_, [u8]> {
    let nan = |element: &Node| matches!(element, Node::Number(number) if number.is_nan());
    if !kind.elements(bytes).any(|element| nan(&element)) {
        return Cow::Borrowed(bytes);
    }
    let size = kind.element_size();
    let mut changed = bytes.to_vec();
    for (element, chunk) in kind.elements(bytes).zip(changed.chunks_exact_mut(size)) {
        if nan(&element) {
            chunk.fill(0xff);
        }
    }
    Cow::Owned(changed)
}

/// Every object of a value after those that it holds, as far as that is possible, and whether it leads into
/// a cycle.
fn inner_first(value: &Value) -> Vec<(u32, bool)> {
    #[derive(Clone, Copy, PartialEq)]
    enum Mark {
        New,
        Open,
        Done { leads_into_cycle: bool },
    }
    struct Open {
        id: u32,
        /// The objects that it holds and that were not looked at.
        inner: Vec<u32>,
        leads_into_cycle: bool,
    }
    let open = |id: u32| {
        let mut inner = Vec::new();
        value.objects[id as usize].for_each_node(|node| {
            if let Node::Object(id) = node
                && (*id as usize) < value.objects.len()
            {
                inner.push(*id);
            }
        });
        Open { id, inner, leads_into_cycle: false }
    };
    let mut marks = vec![Mark::New; value.objects.len()];
    let mut order = Vec::with_capacity(value.objects.len());
    let mut stack: Vec<Open> = Vec::new();
    for start in 0..value.objects.len() as u32 {
        if marks[start as usize] != Mark::New {
            continue;
        }
        marks[start as usize] = Mark::Open;
        stack.push(open(start));
        while let Some(top) = stack.last_mut() {
            if let Some(id) = top.inner.pop() {
                match marks[id as usize] {
                    Mark::New => {
                        marks[id as usize] = Mark::Open;
                        stack.push(open(id));
                    }
                    Mark::Open => top.leads_into_cycle = true,
                    Mark::Done { leads_into_cycle } => top.leads_into_cycle |= leads_into_cycle,
                }
            } else {
                let Open { id, leads_into_cycle, .. } = *top;
                marks[id as usize] = Mark::Done { leads_into_cycle };
                order.push((id, leads_into_cycle));
                stack.pop();
                if let Some(around) = stack.last_mut() {
                    around.leads_into_cycle |= leads_into_cycle;
                }
            }
        }
    }
    order
}
