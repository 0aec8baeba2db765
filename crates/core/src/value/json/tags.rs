//! Conversion of plain JSON in an arena to the values that its tags stand for.

use std::{
    collections::{HashMap, HashSet},
    ops::Range,
};

use super::Source;
use crate::{
    suggest::did_you_mean,
    value::{
        Node, Object, Text, TypedKind, Value,
        bigint::parse_decimal,
        date,
        display::display,
        typed::{ElementError, special_number},
    },
};

/// All tags, each with an example for messages.
const TAGS: [(&str, &str); 17] = [
    ("$undefined", "{\"$undefined\":true}"),
    ("$number", "{\"$number\":\"NaN\"}, or with \"Infinity\", \"-Infinity\", \"-0\""),
    ("$bigint", "{\"$bigint\":\"123\"}"),
    ("$date", "{\"$date\":\"2020-01-01T00:00:00.000Z\"}, or null for an invalid date"),
    ("$map", "{\"$map\":[[\"key\",\"value\"]]}"),
    ("$set", "{\"$set\":[1,2]}"),
    ("$typed", "{\"$typed\":[\"Uint8Array\",[1,2,3]]}"),
    ("$buffer", "{\"$buffer\":[1,2,3]}"),
    ("$regexp", "{\"$regexp\":[\"source\",\"flags\"]}"),
    ("$error", "{\"$error\":[\"TypeError\",\"message\"]}"),
    ("$sparse", "{\"$sparse\":[5,{\"0\":1,\"3\":2}]}"),
    ("$boxed", "{\"$boxed\":1}"),
    ("$utf16", "{\"$utf16\":[97,55296]}"),
    ("$ref", "{\"$ref\":\"#/0/next\"}"),
    ("$object", "{\"$object\":{\"$a\":1}}"),
    ("$symbol", "{\"$symbol\":\"description\"}"),
    ("$opaque", "{\"$opaque\":\"function f\"}"),
];

/// A value as plain JSON, with the places of possible tags.
///
/// Objects are numbered in the order in which they begin, so that an object comes before those inside it.
#[derive(Default)]
pub struct Raw {
    objects: Vec<Object>,
    /// The objects with a single key that starts with `$`, and the place of the key.
    tags: Vec<(u32, Range<usize>)>,
}

impl Raw {
    /// Reserves the number of an object that begins here.
    ///
    /// # Panics
    /// With more than 2^32 objects.
    pub fn reserve(&mut self) -> u32 {
        let id = u32::try_from(self.objects.len()).expect("fewer than 2^32 objects");
        self.objects.push(Object::Array(Vec::new()));
        id
    }

    /// Stores an object under its number.
    pub fn fill(&mut self, id: u32, object: Object) -> Node {
        self.objects[id as usize] = object;
        Node::Object(id)
    }

    /// Stores an object's properties under its number; `last_key` is the place of the last key.
    pub fn fill_plain(&mut self, id: u32, properties: Vec<(Text, Node)>, last_key: Range<usize>) -> Node {
        if let [(key, _)] = &properties[..]
            && key.as_str().is_some_and(|key| key.starts_with('$'))
        {
            self.tags.push((id, last_key));
        }
        self.fill(id, Object::Plain(properties))
    }
}

/// An error for a tag that is unknown or has wrong content.
#[derive(Debug)]
pub struct TagError {
    pub message: String,
    pub hint: Option<String>,
    /// The place of the tag's key.
    pub span: Range<usize>,
}

/// Returns the value that plain JSON with tags stands for.
///
/// # Errors
/// All errors of its tags; the list is not empty.
pub fn resolve(raw: Raw, root: Node, source: Source) -> Result<Value, Vec<TagError>> {
    let Raw { objects, mut tags } = raw;
    if tags.is_empty() {
        return Ok(Value { root, objects });
    }
    // Outer tags first.
    tags.sort_by_key(|(id, _)| *id);
    let mut resolver = Resolver {
        spans: tags.iter().cloned().collect(),
        objects,
        source,
        stands_for: HashMap::new(),
        inside: HashSet::new(),
        errors: Vec::new(),
    };
    let tags = resolver.without_literals(&tags);
    resolver.resolve_references(&root, &tags);
    for (id, name) in &tags {
        resolver.convert(*id, name);
    }
    for (id, name) in &tags {
        resolver.check(*id, name);
    }
    if resolver.errors.is_empty() { Ok(resolver.compact(root)) } else { Err(resolver.errors) }
}

struct Resolver {
    objects: Vec<Object>,
    source: Source,
    /// The place of the key of each object that may be a tag.
    spans: HashMap<u32, Range<usize>>,
    /// The nodes for tags that stand for something other than an object of their own.
    stands_for: HashMap<u32, Node>,
    /// Arrays and objects that are only notation, such as the pairs in a `$map`.
    inside: HashSet<u32>,
    errors: Vec<TagError>,
}

impl Resolver {
    /// Returns the objects that really are tags, and their names: those inside an `$object` are not.
    fn without_literals(&mut self, candidates: &[(u32, Range<usize>)]) -> Vec<(u32, String)> {
        let mut literal = HashSet::new();
        let mut tags = Vec::new();
        for (id, _) in candidates {
            if literal.contains(id) {
                continue;
            }
            let Some(Object::Plain(properties)) = self.objects.get(*id as usize) else { continue };
            let [(key, payload)] = &properties[..] else { continue };
            if key.as_str() == Some("$object")
                && let Node::Object(payload) = payload
            {
                literal.insert(*payload);
            }
            tags.push((*id, key.to_string_lossy().into_owned()));
        }
        tags
    }

    /// Finds the target of each `$ref`, while the objects are still those of the text.
    fn resolve_references(&mut self, root: &Node, tags: &[(u32, String)]) {
        let references: HashSet<u32> =
            tags.iter().filter(|(_, name)| name == "$ref").map(|(id, _)| *id).collect();
        // Moved out of `self`, which takes the errors meanwhile.
        let objects = std::mem::take(&mut self.objects);
        let mut indices = HashMap::new();
        for (id, _) in tags.iter().filter(|(_, name)| name == "$ref") {
            let Some(Object::Plain(properties)) = objects.get(*id as usize) else { continue };
            let pointer = match &properties[..] {
                [(_, Node::String(pointer))] => pointer.to_string_lossy().into_owned(),
                _ => {
                    self.error(*id, "`$ref` has to hold a pointer", example("$ref"));
                    continue;
                }
            };
            match follow(&objects, root, &pointer, &mut indices) {
                Some(Node::Object(target)) if references.contains(target) => {
                    self.error(*id, format!("`$ref` points at another `$ref`, {pointer:?}"), None);
                }
                Some(node @ Node::Object(_)) => {
                    let node = node.clone();
                    self.stands_for.insert(*id, node);
                }
                Some(_) => {
                    let hint = "only objects are shared: write the value itself";
                    self.error(*id, format!("`$ref` points at a primitive, {pointer:?}"), Some(hint.into()));
                }
                None => {
                    let hint = "a pointer is \"#\" for the whole value, or \"#/0/next\" with the indices and keys \
                                on the way, those of tags included";
                    self.error(*id, format!("there is nothing at {pointer:?}"), Some(hint.into()));
                }
            }
        }
        drop(indices);
        self.objects = objects;
    }

    /// Turns a tag into its value. The content is still plain JSON, because outer tags come first.
    fn convert(&mut self, id: u32, name: &str) {
        let Some(known) = TAGS.iter().find(|(known, _)| *known == name) else {
            return self.unknown(id, name);
        };
        if self.source != Source::Result && matches!(name, "$symbol" | "$opaque") {
            let message = format!("`{name}` stands only in results");
            let hint = "a symbol or a function equals nothing, so no problem can hold one";
            return self.error(id, message, Some(hint.into()));
        }
        if name == "$ref" {
            return;
        }
        let payload = match &mut self.objects[id as usize] {
            Object::Plain(properties) => properties.pop().map_or(Node::Null, |(_, node)| node),
            _ => Node::Null,
        };
        if let Err(wrong) = self.convert_payload(id, name, payload) {
            let hint = wrong.hint.or_else(|| Some(format!("write {}", known.1)));
            self.error(id, format!("`{name}` {}", wrong.message), hint);
        }
    }

    fn convert_payload(&mut self, id: u32, name: &str, payload: Node) -> Result<(), Wrong> {
        let object = match name {
            "$object" => return self.convert_object(id, payload),
            "$undefined" => {
                let Node::Bool(true) = payload else { return Err("has to hold true".into()) };
                return self.replace(id, Node::Undefined);
            }
            "$number" => {
                let number = text(&payload).and_then(special_number).ok_or("holds no such number")?;
                return self.replace(id, Node::Number(number));
            }
            "$bigint" => {
                let number =
                    text(&payload).and_then(parse_decimal).ok_or("has to hold decimal digits as text")?;
                return self.replace(id, Node::BigInt(number));
            }
            "$utf16" => {
                let units =
                    self.integers::<u16>(&payload).ok_or("has to hold an array of integers up to 65535")?;
                return self.replace(id, Node::String(Text::from_utf16(&units)));
            }
            "$symbol" => {
                let description = self.string(&payload).ok_or("has to hold text")?;
                return self.replace(id, Node::Symbol(description));
            }
            "$opaque" => Object::Opaque(self.string(&payload).ok_or("has to hold text")?),
            "$date" => Object::Date(match payload {
                Node::Null => f64::NAN,
                _ => text(&payload)
                    .and_then(date::from_iso)
                    .ok_or("has to hold null or a date in UTC as toISOString writes it")?,
            }),
            "$map" => {
                let pairs = self.array(&payload).ok_or("has to hold an array")?;
                Object::Map(pairs.iter().map(|pair| self.pair(pair)).collect::<Result<_, _>>()?)
            }
            "$set" => Object::Set(self.array(&payload).ok_or("has to hold an array")?),
            "$typed" => {
                let (kind, elements) = self.pair(&payload)?;
                let kind = text(&kind).ok_or("has to hold the name of a typed array first")?;
                self.typed(kind, &elements)?
            }
            "$buffer" => {
                Object::Buffer(self.integers(&payload).ok_or("has to hold an array of integers up to 255")?)
            }
            "$regexp" => {
                let (source, flags) = self.pair(&payload)?;
                let source = self.string(&source).ok_or("has to hold two texts")?;
                let flags = self.string(&flags).ok_or("has to hold two texts")?;
                check_flags(&flags)?;
                Object::RegExp { source, flags }
            }
            "$error" => {
                let (name, message) = self.pair(&payload)?;
                let name = self.string(&name).ok_or("has to hold two texts")?;
                let message = self.string(&message).ok_or("has to hold two texts")?;
                Object::Error { name, message }
            }
            "$sparse" => {
                let (length, elements) = self.pair(&payload)?;
                self.sparse(&length, &elements)?
            }
            "$boxed" => Object::Boxed(payload),
            _ => return Err("is not known".into()),
        };
        self.objects[id as usize] = object;
        Ok(())
    }

    /// Converts an `$object`: the object is its payload, or is made of pairs.
    fn convert_object(&mut self, id: u32, payload: Node) -> Result<(), Wrong> {
        if let Node::Object(inner) = payload
            && matches!(self.objects.get(inner as usize), Some(Object::Plain(_)))
        {
            return self.replace(id, payload);
        }
        let pairs = self.array(&payload).ok_or("has to hold an object")?;
        let mut properties = Vec::with_capacity(pairs.len());
        let mut seen = HashSet::new();
        for pair in &pairs {
            let (key, value) = self.pair(pair)?;
            let key = self.string(&key).ok_or("has to hold pairs of a key and a value")?;
            if !seen.insert(key.clone()) {
                return Err(Wrong {
                    message: format!("holds the key {:?} twice", key.to_string_lossy()),
                    hint: None,
                });
            }
            properties.push((key, value));
        }
        self.objects[id as usize] = Object::Plain(properties);
        Ok(())
    }

    fn replace(&mut self, id: u32, node: Node) -> Result<(), Wrong> {
        self.stands_for.insert(id, node);
        Ok(())
    }

    fn typed(&mut self, name: &str, elements: &Node) -> Result<Object, Wrong> {
        let kind = TypedKind::from_name(name).ok_or_else(|| Wrong {
            message: format!("does not know the typed array {name:?}"),
            hint: did_you_mean(name, TypedKind::ALL.iter().map(|(_, name)| *name)),
        })?;
        let elements = self.array(elements).ok_or("has to hold an array of elements second")?;
        let mut bytes = Vec::with_capacity(elements.len() * kind.element_size());
        for (index, element) in elements.iter().enumerate() {
            kind.push_element(element, &mut bytes).map_err(|error| Wrong {
                message: match error {
                    ElementError::NotANumber => format!("cannot take element {index}: it is no number"),
                    ElementError::OutOfRange => {
                        format!("cannot take element {index}: it does not fit {name}")
                    }
                },
                hint: matches!(kind, TypedKind::BigInt64Array | TypedKind::BigUint64Array)
                    .then(|| format!("the elements of {name} are integers as text, such as \"123\"")),
            })?;
        }
        Ok(Object::Typed { kind, bytes })
    }

    fn sparse(&mut self, length: &Node, elements: &Node) -> Result<Object, Wrong> {
        let length: u32 = integer(length).ok_or("has to hold a length below 2^32 first")?;
        let Node::Object(id) = elements else {
            return Err("has to hold an object of elements second".into());
        };
        let Some(Object::Plain(properties)) = self.objects.get_mut(*id as usize) else {
            return Err("has to hold an object of elements second".into());
        };
        self.inside.insert(*id);
        let mut sparse = Vec::with_capacity(properties.len());
        for (key, node) in std::mem::take(properties) {
            let index =
                key.as_str().and_then(array_index).filter(|index| *index < length).ok_or_else(|| Wrong {
                    message: format!("holds {:?}, which is no index below its length", key.to_string_lossy()),
                    hint: None,
                })?;
            sparse.push((index, node));
        }
        sparse.sort_by_key(|(index, _)| *index);
        Ok(if sparse.len() == length as usize {
            Object::Array(sparse.into_iter().map(|(_, node)| node).collect())
        } else {
            Object::SparseArray { length, elements: sparse }
        })
    }

    /// Returns the elements of an array that is only notation.
    fn array(&mut self, node: &Node) -> Option<Vec<Node>> {
        let Node::Object(id) = node else { return None };
        let Some(Object::Array(elements)) = self.objects.get_mut(*id as usize) else { return None };
        self.inside.insert(*id);
        Some(std::mem::take(elements))
    }

    fn pair(&mut self, node: &Node) -> Result<(Node, Node), Wrong> {
        let pair = self.array(node).and_then(|elements| <[Node; 2]>::try_from(elements).ok());
        pair.map(|[first, second]| (first, second)).ok_or_else(|| "has to hold pairs, arrays of two".into())
    }

    /// Returns the integers of an array that is only notation.
    fn integers<T: TryFrom<u32>>(&mut self, node: &Node) -> Option<Vec<T>> {
        let Node::Object(id) = node else { return None };
        let Some(Object::Array(elements)) = self.objects.get(*id as usize) else { return None };
        self.inside.insert(*id);
        elements.iter().map(|element| T::try_from(integer(element)?).ok()).collect()
    }

    /// Returns the text in a tag. It may be a `$utf16` itself, which is left as it is until its turn comes.
    fn string(&mut self, node: &Node) -> Option<Text> {
        let id = match node {
            Node::String(text) => return Some(text.clone()),
            Node::Object(id) => *id,
            _ => return None,
        };
        let Some(Object::Plain(properties)) = self.objects.get(id as usize) else { return None };
        let [(key, units)] = &properties[..] else { return None };
        if key.as_str() != Some("$utf16") {
            return None;
        }
        let units = units.clone();
        self.integers(&units).map(|units: Vec<u16>| Text::from_utf16(&units))
    }

    /// Checks a value in ways that are possible only when all tags are converted.
    fn check(&mut self, id: u32, name: &str) {
        match name {
            "$ref" => {
                let Some(Node::Object(target)) = self.stands_for.get(&id) else { return };
                if self.inside.contains(target) {
                    let hint = "point at the value that the tag stands for, or at a value that it holds";
                    self.error(id, "`$ref` points into the notation of a tag", Some(hint.into()));
                } else if !matches!(self.node(&Node::Object(*target)), Node::Object(_)) {
                    let hint = "only objects are shared: write the value itself";
                    self.error(id, "`$ref` points at a primitive", Some(hint.into()));
                }
            }
            "$boxed" => {
                let Some(Object::Boxed(node)) = self.objects.get(id as usize) else { return };
                if matches!(self.node(node), Node::Object(_) | Node::Undefined | Node::Null) {
                    let hint = "only a boolean, a number, a string or a BigInt can be boxed";
                    self.error(id, "`$boxed` holds what cannot be boxed", Some(hint.into()));
                }
            }
            "$map" | "$set" => self.check_keys(id, name),
            _ => {}
        }
    }

    /// Checks the keys of a Map or Set: they keep one of equal keys, and 0 for -0, so no submission could return
    /// anything else.
    fn check_keys(&mut self, id: u32, name: &str) {
        let mut object = std::mem::replace(&mut self.objects[id as usize], Object::Array(Vec::new()));
        let mut keys: Vec<&mut Node> = match &mut object {
            Object::Map(entries) => entries.iter_mut().map(|(key, _)| key).collect(),
            Object::Set(members) => members.iter_mut().collect(),
            _ => Vec::new(),
        };
        for key in &mut keys {
            if matches!(self.node(key), Node::Number(number) if *number == 0.0) {
                **key = Node::Number(0.0);
            }
        }
        let mut seen = HashSet::new();
        let twice = keys
            .iter()
            .map(|key| self.node(key))
            .find(|node| node.primitive().is_some_and(|primitive| !seen.insert(primitive)));
        if let Some(node) = twice {
            let shown = display(&Value::primitive(node.clone()), 40);
            self.error(id, format!("`{name}` holds {shown} twice"), None);
        }
        self.objects[id as usize] = object;
    }

    /// Returns the final node for a node of the text.
    fn node<'a>(&'a self, mut node: &'a Node) -> &'a Node {
        // A `$ref` may lead to an `$object`, which leads to its payload, and no further.
        while let Node::Object(id) = node {
            match self.stands_for.get(id) {
                Some(next) => node = next,
                None => break,
            }
        }
        node
    }

    /// Returns the value without the notation, its objects numbered in the order in which they begin.
    fn compact(mut self, root: Node) -> Value {
        const NONE: u32 = u32::MAX;
        let root = self.node(&root).clone();
        let mut numbers = vec![NONE; self.objects.len()];
        let mut order = Vec::new();
        let mut todo = Vec::new();
        todo.extend(object_id(&root));
        while let Some(id) = todo.pop() {
            if numbers[id as usize] != NONE {
                continue;
            }
            numbers[id as usize] = order.len() as u32;
            order.push(id);
            let start = todo.len();
            self.objects[id as usize].for_each_node(|node| todo.extend(object_id(self.node(node))));
            todo[start..].reverse();
        }
        let renumbered = |node: &Node| match object_id(node) {
            Some(id) => Node::Object(numbers[id as usize]),
            None => node.clone(),
        };
        let mut objects = Vec::with_capacity(order.len());
        for id in order {
            let mut object = std::mem::replace(&mut self.objects[id as usize], Object::Array(Vec::new()));
            object.for_each_node_mut(|node| {
                if let Node::Object(_) = node {
                    *node = renumbered(self.node(node));
                }
            });
            objects.push(object);
        }
        Value { root: renumbered(&root), objects }
    }

    fn unknown(&mut self, id: u32, name: &str) {
        let hint = did_you_mean(name, TAGS.iter().map(|(tag, _)| *tag)).unwrap_or_else(|| {
            let key = serde_json::to_string(name).unwrap_or_default();
            format!("an object whose only key starts with `$` is written {{\"$object\":{{{key}:...}}}}")
        });
        self.error(id, format!("there is no tag `{}`", name.escape_debug()), Some(hint));
    }

    fn error(&mut self, id: u32, message: impl Into<String>, hint: Option<String>) {
        let span = self.spans.get(&id).cloned().unwrap_or(0..0);
        self.errors.push(TagError { message: message.into(), hint, span });
    }
}

/// The fault of a tag, which follows the tag's name in a message.
struct Wrong {
    message: String,
    hint: Option<String>,
}

impl From<&str> for Wrong {
    fn from(message: &str) -> Self {
        Self { message: message.into(), hint: None }
    }
}

fn example(name: &str) -> Option<String> {
    TAGS.iter().find(|(known, _)| *known == name).map(|(_, example)| format!("write {example}"))
}

fn object_id(node: &Node) -> Option<u32> {
    if let Node::Object(id) = node { Some(*id) } else { None }
}

fn text(node: &Node) -> Option<&str> {
    if let Node::String(text) = node { text.as_str() } else { None }
}

fn integer(node: &Node) -> Option<u32> {
    let Node::Number(number) = node else { return None };
    let integer = *number as u32;
    (f64::from(integer) == *number).then_some(integer)
}

/// Parses an index as JavaScript writes it: no leading zeros, below 2^32 - 1.
fn array_index(text: &str) -> Option<u32> {
    let index: u32 = text.parse().ok()?;
    (index < u32::MAX && index.to_string() == text).then_some(index)
}

fn check_flags(flags: &Text) -> Result<(), Wrong> {
    let flags = flags.to_string_lossy();
    let mut seen = HashSet::new();
    let valid = flags.chars().all(|flag| "dgimsuvy".contains(flag) && seen.insert(flag));
    if valid && !(flags.contains('u') && flags.contains('v')) {
        return Ok(());
    }
    Err(Wrong {
        message: format!("has wrong flags, {flags:?}"),
        hint: Some("flags are letters of \"dgimsuvy\", each once, and not both u and v".into()),
    })
}

/// Returns the node at a JSON pointer.
fn follow<'a>(
    objects: &'a [Object],
    root: &'a Node,
    pointer: &str,
    indices: &mut HashMap<u32, HashMap<&'a Text, usize>>,
) -> Option<&'a Node> {
    /// Number of properties above which an object is indexed, because many pointers may lead through it.
    const FEW: usize = 16;

    let pointer = pointer.strip_prefix('#')?;
    let mut node = root;
    if pointer.is_empty() {
        return Some(node);
    }
    for token in pointer.strip_prefix('/')?.split('/') {
        let id = object_id(node)?;
        node = match objects.get(id as usize)? {
            Object::Array(elements) => elements.get(array_index(token)? as usize)?,
            Object::Plain(properties) => {
                let key = Text::from(token.replace("~1", "/").replace("~0", "~"));
                let position = if properties.len() <= FEW {
                    properties.iter().position(|(known, _)| *known == key)
                } else {
                    let index = indices.entry(id).or_insert_with(|| {
                        properties.iter().enumerate().map(|(position, (key, _))| (key, position)).collect()
                    });
                    index.get(&key).copied()
                };
                &properties.get(position?)?.1
            }
            _ => return None,
        };
    }
    Some(node)
}
