//! Untrusted YAML, parsed into a bounded tree with the line of every node.
//!
//! `saphyr-parser` reads the text and emits events. The tree is built here because an alias stands for all that its
//! anchor holds: a page of YAML can mean more nodes than there are atoms, so nodes are counted before they are made.

use std::{
    cell::Cell,
    collections::{HashMap, HashSet},
};

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, Tag};

/// Greatest length of a YAML file, in bytes. A problem with 100,000 cases takes a tenth of it.
pub const MAX_BYTES: u64 = 64 << 20;

/// Greatest number of nodes of a file, including those that aliases stand for.
const MAX_NODES: usize = 2_000_000;

/// Greatest depth of nested sequences and mappings; no format here goes beyond 8.
const MAX_DEPTH: usize = 64;

/// An error in a YAML text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {message}")]
pub struct YamlError {
    /// Line, from 1.
    pub line: usize,
    /// Description of the error.
    pub message: String,
}

/// A value and its line.
#[derive(Clone, Debug, PartialEq)]
pub struct YamlNode {
    /// Line on which the value begins, from 1.
    pub line: usize,
    /// The value.
    pub kind: YamlValue,
}

/// A YAML value.
#[derive(Clone, Debug, PartialEq)]
pub enum YamlValue {
    /// A scalar.
    Scalar {
        /// Text of the scalar, without quotes.
        text: String,
        /// Whether the scalar is written without quotes, so that it may be a number or null.
        plain: bool,
    },
    /// A sequence.
    Sequence(Vec<YamlNode>),
    /// A mapping: keys, which are texts, and values.
    Mapping(Vec<(Key, YamlNode)>),
}

/// A key of a mapping.
#[derive(Clone, Debug, PartialEq)]
pub struct Key {
    /// Text of the key.
    pub text: String,
    /// Line of the key, from 1.
    pub line: usize,
    /// Whether the caller has looked at the key.
    seen: Cell<bool>,
}

impl Key {
    /// Marks the key as seen.
    pub fn see(&self) {
        self.seen.set(true);
    }
}

impl YamlNode {
    /// Whether the value is missing, or null in one of its forms.
    pub fn is_null(&self) -> bool {
        matches!(&self.kind, YamlValue::Scalar { text, plain: true } if matches!(&**text, "" | "~" | "null" | "Null" | "NULL"))
    }

    /// Returns a scalar's text, whatever its type.
    pub fn text(&self) -> Option<&str> {
        match &self.kind {
            YamlValue::Scalar { text, .. } if !self.is_null() => Some(text),
            _ => None,
        }
    }

    /// Returns a plain scalar as a finite number.
    pub fn number(&self) -> Option<f64> {
        let YamlValue::Scalar { text, plain: true } = &self.kind else { return None };
        text.trim_start_matches('+').parse().ok().filter(|number: &f64| number.is_finite())
    }

    /// Returns a plain scalar as a boolean.
    pub fn boolean(&self) -> Option<bool> {
        let YamlValue::Scalar { text, plain: true } = &self.kind else { return None };
        // `yes`, `no`, `on` and `off` are booleans of YAML 1.1, which DMOJ's judge reads.
        match &*text.to_ascii_lowercase() {
            "true" | "yes" | "on" => Some(true),
            "false" | "no" | "off" => Some(false),
            _ => None,
        }
    }

    /// Returns the elements of a sequence.
    pub fn sequence(&self) -> Option<&[YamlNode]> {
        match &self.kind {
            YamlValue::Sequence(nodes) => Some(nodes),
            _ => None,
        }
    }

    /// Returns the entries of a mapping, and marks all their keys as seen.
    pub fn mapping(&self) -> Option<&[(Key, YamlNode)]> {
        let entries = self.entries()?;
        entries.iter().for_each(|(key, _)| key.see());
        Some(entries)
    }

    /// Returns the entries of a mapping. The caller marks each key it uses with [`Key::see`].
    pub fn entries(&self) -> Option<&[(Key, YamlNode)]> {
        match &self.kind {
            YamlValue::Mapping(entries) => Some(entries),
            _ => None,
        }
    }

    /// Returns the keys that are not marked as seen, without those of their values.
    pub fn unseen(&self) -> Vec<&Key> {
        let mut unseen = Vec::new();
        let mut nodes = vec![self];
        while let Some(node) = nodes.pop() {
            match &node.kind {
                YamlValue::Scalar { .. } => {}
                YamlValue::Sequence(inner) => nodes.extend(inner),
                YamlValue::Mapping(entries) => {
                    for (key, value) in entries.iter().filter(|(_, value)| !value.is_null()) {
                        if key.seen.get() { nodes.push(value) } else { unseen.push(key) }
                    }
                }
            }
        }
        unseen.sort_by_key(|key| key.line);
        unseen
    }

    /// Marks all keys in the value as seen.
    pub fn see_all(&self) {
        let mut nodes = vec![self];
        while let Some(node) = nodes.pop() {
            nodes.extend(node.sequence().unwrap_or_default());
            nodes.extend(node.mapping().unwrap_or_default().iter().map(|(_, value)| value));
        }
    }

    /// Returns the value of a key, and marks the key as seen; `None` without the key, and where this is no mapping.
    pub fn get(&self, key: &str) -> Option<&YamlNode> {
        let entry = self.entries()?.iter().find(|(found, _)| found.text == key);
        entry.inspect(|(key, _)| key.see()).map(|(_, value)| value).filter(|value| !value.is_null())
    }

    /// Returns a text or the texts of a sequence; other elements are left out.
    pub fn texts(&self) -> Vec<&str> {
        match self.sequence() {
            Some(nodes) => nodes.iter().filter_map(YamlNode::text).collect(),
            None => self.text().into_iter().collect(),
        }
    }

    /// Returns the name of the type, for messages.
    pub fn type_name(&self) -> &'static str {
        match &self.kind {
            YamlValue::Scalar { .. } if self.is_null() => "nothing",
            YamlValue::Scalar { .. } => "a scalar",
            YamlValue::Sequence(_) => "a sequence",
            YamlValue::Mapping(_) => "a mapping",
        }
    }
}

/// Parses a file with at most one document; an empty file is an empty mapping.
///
/// # Errors
/// If it is not YAML, has several documents, a duplicate key or tags of its own, or exceeds the bounds.
pub fn parse(text: &str) -> Result<YamlNode, YamlError> {
    let mut builder = Builder::default();
    // Some editors write a byte order mark.
    let mut parser = Parser::new_from_str(text.strip_prefix('\u{feff}').unwrap_or(text));
    while let Some(event) = parser.next_event() {
        let (event, span) = event.map_err(|error| builder.error(error.marker(), error.info()))?;
        builder.event(event, &span.start)?;
    }
    Ok(builder.root.unwrap_or(YamlNode { line: 1, kind: YamlValue::Mapping(Vec::new()) }))
}

#[derive(Default)]
struct Builder {
    root: Option<YamlNode>,
    documents: usize,
    /// Collections that have begun but not ended, the innermost last.
    open: Vec<Open>,
    anchors: HashMap<usize, YamlNode>,
    nodes: usize,
}

struct Open {
    line: usize,
    anchor: usize,
    content: Content,
}

enum Content {
    Sequence(Vec<YamlNode>),
    /// Entries, the key that waits for its value, and all keys so far.
    Mapping(Vec<(Key, YamlNode)>, Option<Key>, HashSet<String>),
}

impl Builder {
    fn event(&mut self, event: Event<'_>, at: &Marker) -> Result<(), YamlError> {
        match event {
            Event::DocumentStart(_) => {
                self.documents += 1;
                if self.documents > 1 {
                    return Err(self.error(at, "there is a second document"));
                }
            }
            Event::Scalar(text, style, anchor, tag) => {
                self.check_tag(tag.as_deref(), at)?;
                let plain = style == ScalarStyle::Plain && tag.is_none_or(|tag| tag.suffix != "str");
                let kind = YamlValue::Scalar { text: text.into_owned(), plain };
                self.add(YamlNode { line: at.line(), kind }, anchor, 1, at)?;
            }
            Event::Alias(anchor) => {
                // An anchor that contains its own alias has not ended yet.
                let Some(node) = self.anchors.get(&anchor) else {
                    return Err(self.error(at, "this alias stands for something that contains it"));
                };
                let size = size(node, MAX_NODES - self.nodes.min(MAX_NODES));
                if self.nodes + size > MAX_NODES {
                    return Err(self.too_large(at));
                }
                let node = node.clone();
                self.add(node, 0, size, at)?;
            }
            Event::SequenceStart(anchor, tag) => {
                self.open(Content::Sequence(Vec::new()), anchor, tag.as_deref(), at)?;
            }
            Event::MappingStart(anchor, tag) => {
                let content = Content::Mapping(Vec::new(), None, HashSet::new());
                self.open(content, anchor, tag.as_deref(), at)?;
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let Some(Open { line, anchor, content }) = self.open.pop() else { return Ok(()) };
                let kind = match content {
                    Content::Sequence(nodes) => YamlValue::Sequence(nodes),
                    Content::Mapping(entries, ..) => YamlValue::Mapping(merged(entries)),
                };
                self.add(YamlNode { line, kind }, anchor, 1, at)?;
            }
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
        }
        Ok(())
    }

    fn open(
        &mut self,
        content: Content,
        anchor: usize,
        tag: Option<&Tag>,
        at: &Marker,
    ) -> Result<(), YamlError> {
        self.check_tag(tag, at)?;
        if self.open.len() == MAX_DEPTH {
            return Err(self.error(at, &format!("this is nested deeper than {MAX_DEPTH} levels")));
        }
        self.open.push(Open { line: at.line(), anchor, content });
        Ok(())
    }

    /// Adds a complete node to the collection that it belongs to.
    fn add(&mut self, node: YamlNode, anchor: usize, size: usize, at: &Marker) -> Result<(), YamlError> {
        self.nodes += size;
        if self.nodes > MAX_NODES {
            return Err(self.too_large(at));
        }
        if anchor != 0 {
            self.nodes += self::size(&node, MAX_NODES);
            self.anchors.insert(anchor, node.clone());
        }
        let wrong = |line, message| YamlError { line, message };
        match self.open.last_mut().map(|open| &mut open.content) {
            None => self.root = Some(node),
            Some(Content::Sequence(nodes)) => nodes.push(node),
            Some(Content::Mapping(entries, waiting @ Some(_), _)) => {
                entries.extend(waiting.take().map(|key| (key, node)));
            }
            Some(Content::Mapping(_, waiting @ None, seen)) => {
                let YamlValue::Scalar { text, .. } = node.kind else {
                    return Err(wrong(node.line, "a key has to be a text".into()));
                };
                if !seen.insert(text.clone()) {
                    return Err(wrong(node.line, format!("the key `{text}` is there twice")));
                }
                *waiting = Some(Key { text, line: node.line, seen: Cell::new(false) });
            }
        }
        Ok(())
    }

    fn check_tag(&self, tag: Option<&Tag>, at: &Marker) -> Result<(), YamlError> {
        /// Types that a tag may name.
        const CORE: [&str; 7] = ["str", "int", "float", "bool", "null", "seq", "map"];

        match tag {
            Some(tag) if !tag.is_yaml_core_schema() || !CORE.contains(&&*tag.suffix) => {
                Err(self.error(at, &format!("the tag `{tag}` means nothing here")))
            }
            _ => Ok(()),
        }
    }

    fn too_large(&self, at: &Marker) -> YamlError {
        self.error(at, &format!("up to here, this file stands for more than {MAX_NODES} values"))
    }

    fn error(&self, at: &Marker, message: &str) -> YamlError {
        YamlError { line: at.line(), message: message.to_owned() }
    }
}

/// Counts the nodes of a tree, up to just above a bound; a long text counts as several.
fn size(node: &YamlNode, bound: usize) -> usize {
    let (mut count, mut waiting) = (0, vec![node]);
    while let Some(node) = waiting.pop() {
        count += 1;
        match &node.kind {
            YamlValue::Scalar { text, .. } => count += text.len() / 64,
            YamlValue::Sequence(nodes) => waiting.extend(nodes),
            YamlValue::Mapping(entries) => waiting.extend(entries.iter().map(|(_, value)| value)),
        }
        if count > bound {
            break;
        }
    }
    count
}

/// Returns the entries with those merged in by `<<`, which DMOJ's problems use to share settings. Explicit entries win.
fn merged(entries: Vec<(Key, YamlNode)>) -> Vec<(Key, YamlNode)> {
    if entries.iter().all(|(key, _)| key.text != "<<") {
        return entries;
    }
    let (merges, mut own): (Vec<_>, Vec<_>) = entries.into_iter().partition(|(key, _)| key.text == "<<");
    for (_, node) in merges {
        let sources = match node.kind {
            YamlValue::Sequence(nodes) => nodes,
            _ => vec![node],
        };
        for source in sources {
            let YamlValue::Mapping(entries) = source.kind else { continue };
            let known: HashSet<String> = own.iter().map(|(key, _)| key.text.clone()).collect();
            own.extend(entries.into_iter().filter(|(key, _)| !known.contains(&key.text)));
        }
    }
    own
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> String {
        parse(text).expect_err(text).to_string()
    }

    #[test]
    fn values_know_their_types_and_lines() {
        let text = "\u{feff}name: Two\nlimits:\n  time: 1.5\n  big: '2'\n  none: ~\nlist: [a, 3, yes]\n";
        let root = parse(text).unwrap();
        assert_eq!(root.get("name").and_then(YamlNode::text), Some("Two"));
        let limits = root.get("limits").unwrap();
        assert_eq!(limits.get("time").and_then(YamlNode::number), Some(1.5));
        assert_eq!(limits.get("time").unwrap().line, 3);
        assert_eq!(limits.get("big").and_then(YamlNode::number), None);
        assert_eq!(limits.get("big").and_then(YamlNode::text), Some("2"));
        assert_eq!(limits.get("none"), None);
        assert_eq!(root.get("list").unwrap().texts(), ["a", "3", "yes"]);
        assert_eq!(root.get("list").unwrap().sequence().unwrap()[2].boolean(), Some(true));
        assert_eq!(parse("").unwrap().mapping(), Some(&[][..]));
    }

    #[test]
    fn aliases_and_merges_mean_what_they_stand_for() {
        let text = "base: &base {points: 5, in: a}\nfirst:\n  <<: *base\n  in: b\nsecond: *base\n";
        let root = parse(text).unwrap();
        let first = root.get("first").unwrap();
        assert_eq!(first.get("in").and_then(YamlNode::text), Some("b"));
        assert_eq!(first.get("points").and_then(YamlNode::number), Some(5.0));
        assert_eq!(root.get("second").unwrap().get("in").and_then(YamlNode::text), Some("a"));
    }

    proptest::proptest! {
        #[test]
        fn any_text_ends(text in "[-?:,\\[\\]{}#&*!|>'\"%@ \n\tax1~<]{0,80}") {
            let _ = parse(&text);
        }
    }

    #[test]
    fn hostile_yaml_is_a_clear_error() {
        let bomb: String = (1..40)
            .fold("a0: &a0 [x, x]\n".into(), |text, n| format!("{text}a{n}: &a{n} [*a{0}, *a{0}]\n", n - 1));
        assert!(error(&bomb).contains("more than 2000000 values"), "{}", error(&bomb));
        // The parser has a lower bound of its own here.
        assert!(error(&"[".repeat(1 << 20)).starts_with("line 1: "), "{}", error(&"[".repeat(1 << 20)));
        assert!(error(&"- ".repeat(1 << 20)).contains("deeper than 64"));
        assert!(error(&format!("{}x", "a: {".repeat(5000))).contains("deeper than 64"));
        assert_eq!(error("a: 1\nb: 2\na: 3\n"), "line 3: the key `a` is there twice");
        assert!(error("a: &a [*a]\n").contains("contains it"));
        assert!(error("a: !!python/object:os.system x\n").contains("line 1: "));
        assert!(error("a: !command x\n").contains("the tag `!command`"));
        assert!(error("a: 1\n---\nb: 2\n").contains("second document"));
        assert!(error("? [1]\n: 2\n").contains("a key has to be a text"));
        for text in [
            "a: [1",
            "a: 'x",
            "a: b: c",
            "\t- x",
            "*unknown",
            "a: \u{0}",
            "%YAML 9.9\n---\n",
            "&",
            "!",
            "? ",
            "{",
            "|\n",
            "- |9\n x",
        ] {
            // Any input ends, without a panic.
            let _ = parse(text);
        }
    }
}
