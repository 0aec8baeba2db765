//! Writing of a value as JSON text.

use std::io::{self, Write};

use super::MAX_EXACT_INTEGER;
use crate::value::{Node, Object, Text, Value, date};

/// Returns the value as compact JSON, with tags for values that JSON lacks.
pub fn to_json(value: &Value) -> String {
    let mut json = Vec::new();
    // Writing to memory cannot fail, and JSON is UTF-8.
    let _ = write_json(value, &mut json);
    String::from_utf8(json).unwrap_or_default()
}

/// Writes the value as compact JSON, with tags for values that JSON lacks.
///
/// Where an object is referred to more than once, its first occurrence in depth-first order is written in full, and the
/// later ones as a `$ref`. A reference that points nowhere, which the engine never produces, is written as an
/// `$opaque`. A pointer is as long as the path to its object: a doubly linked list of n nodes takes n^2 bytes, so write
/// a submission's value to a writer with a limit.
///
/// # Errors
/// Those of the writer.
pub fn write_json(value: &Value, out: &mut impl Write) -> io::Result<()> {
    let mut writer = Writer { value, out, written: vec![None; value.objects.len()], open: Vec::new() };
    writer.node(&value.root, None)?;
    while let Some(innermost) = writer.open.last_mut() {
        let open = *innermost;
        innermost.next += 1;
        writer.child(open)?;
    }
    Ok(())
}

struct Writer<'v, 'w, W> {
    value: &'v Value,
    out: &'w mut W,
    /// The form in which each object was written, if it was.
    written: Vec<Option<Written>>,
    /// The objects that are begun but not ended, the innermost last.
    open: Vec<Open<'v>>,
}

#[derive(Clone, Copy)]
struct Written {
    place: Place,
    notation: Notation,
}

/// The enclosing object, and the number of the node in it; `None` for the root.
type Place = Option<(u32, usize)>;

#[derive(Clone, Copy)]
struct Open<'v> {
    id: u32,
    object: &'v Object,
    notation: Notation,
    /// The node to write next, in the order of [`Object::for_each_node`].
    next: usize,
}

impl<'v, W: Write> Writer<'v, '_, W> {
    /// Writes a primitive, or the part of an object before its nodes.
    fn node(&mut self, node: &'v Node, place: Place) -> io::Result<()> {
        match node {
            Node::Undefined => self.raw("{\"$undefined\":true}"),
            Node::Null => self.raw("null"),
            Node::Bool(value) => self.raw(if *value { "true" } else { "false" }),
            Node::Number(number) => self.number(*number),
            Node::BigInt(number) => write!(self.out, "{{\"$bigint\":\"{number}\"}}"),
            Node::String(text) => self.text(text),
            Node::Symbol(description) => {
                self.raw("{\"$symbol\":")?;
                self.text(description)?;
                self.raw("}")
            }
            Node::Object(id) => {
                let value = self.value;
                let (Some(object), Some(known)) = (value.object(node), self.written.get_mut(*id as usize))
                else {
                    return self.raw("{\"$opaque\":\"a reference that points nowhere\"}");
                };
                if known.is_some() {
                    return self.reference(*id);
                }
                let notation = Notation::of(object);
                *known = Some(Written { place, notation });
                self.begin(object, notation)?;
                self.open.push(Open { id: *id, object, notation, next: 0 });
                Ok(())
            }
        }
    }

    /// Writes the part of an object before its nodes.
    fn begin(&mut self, object: &Object, notation: Notation) -> io::Result<()> {
        match object {
            Object::Plain(_) => self.raw(match notation {
                Notation::Plain => "{",
                Notation::Literal => "{\"$object\":{",
                Notation::Pairs => "{\"$object\":[",
            }),
            Object::Array(_) => self.raw("["),
            Object::SparseArray { length, .. } => write!(self.out, "{{\"$sparse\":[{length},{{"),
            Object::Map(_) => self.raw("{\"$map\":["),
            Object::Set(_) => self.raw("{\"$set\":["),
            Object::Boxed(_) => self.raw("{\"$boxed\":"),
            Object::Date(ms) => match date::to_iso(*ms) {
                Some(text) => write!(self.out, "{{\"$date\":\"{text}\"}}"),
                None => self.raw("{\"$date\":null}"),
            },
            Object::Typed { kind, bytes } => {
                write!(self.out, "{{\"$typed\":[\"{}\",[", kind.name())?;
                for (index, element) in kind.elements(bytes).enumerate() {
                    if index > 0 {
                        self.raw(",")?;
                    }
                    match element {
                        Node::BigInt(number) => write!(self.out, "\"{number}\"")?,
                        Node::Number(number) => match special(number) {
                            Some(name) => write!(self.out, "\"{name}\"")?,
                            None => self.number(number)?,
                        },
                        _ => {}
                    }
                }
                self.raw("]]}")
            }
            Object::Buffer(bytes) => {
                self.raw("{\"$buffer\":[")?;
                for (index, byte) in bytes.iter().enumerate() {
                    write!(self.out, "{}{byte}", if index > 0 { "," } else { "" })?;
                }
                self.raw("]}")
            }
            Object::RegExp { source, flags } => self.texts("$regexp", source, flags),
            Object::Error { name, message } => self.texts("$error", name, message),
            Object::Opaque(description) => {
                self.raw("{\"$opaque\":")?;
                self.text(description)?;
                self.raw("}")
            }
        }
    }

    /// Writes the next node of an object with its prefix, or the end of the object.
    fn child(&mut self, open: Open<'v>) -> io::Result<()> {
        let Open { id, object, notation, next: number } = open;
        let place = Some((id, number));
        let comma = if number > 0 { "," } else { "" };
        match object {
            Object::Plain(properties) => {
                let Some((key, node)) = properties.get(number) else {
                    return self.end(match notation {
                        Notation::Plain => "}",
                        Notation::Literal => "}}",
                        Notation::Pairs => "]]}",
                    });
                };
                if notation == Notation::Pairs {
                    // Every pair but the first ends the one before it.
                    self.raw(if number > 0 { "],[" } else { "[" })?;
                    self.text(key)?;
                    self.raw(",")?;
                } else {
                    self.raw(comma)?;
                    self.text(key)?;
                    self.raw(":")?;
                }
                self.node(node, place)
            }
            Object::Array(nodes) | Object::Set(nodes) => match nodes.get(number) {
                Some(node) => {
                    self.raw(comma)?;
                    self.node(node, place)
                }
                None => self.end(if matches!(object, Object::Array(_)) { "]" } else { "]}" }),
            },
            Object::SparseArray { elements, .. } => match elements.get(number) {
                Some((index, node)) => {
                    write!(self.out, "{comma}\"{index}\":")?;
                    self.node(node, place)
                }
                None => self.end("}]}"),
            },
            Object::Map(entries) => match entries.get(number / 2) {
                Some((key, _)) if number % 2 == 0 => {
                    self.raw(if number > 0 { "],[" } else { "[" })?;
                    self.node(key, place)
                }
                Some((_, node)) => {
                    self.raw(",")?;
                    self.node(node, place)
                }
                None => self.end(if entries.is_empty() { "]}" } else { "]]}" }),
            },
            Object::Boxed(node) if number == 0 => self.node(node, place),
            Object::Boxed(_) => self.end("}"),
            // Already written as a whole.
            Object::Date(_)
            | Object::Typed { .. }
            | Object::Buffer(_)
            | Object::RegExp { .. }
            | Object::Error { .. }
            | Object::Opaque(_) => self.end(""),
        }
    }

    fn end(&mut self, text: &str) -> io::Result<()> {
        self.open.pop();
        self.raw(text)
    }

    /// Writes a `$ref` to an object that is written already.
    fn reference(&mut self, id: u32) -> io::Result<()> {
        let mut tokens = Vec::new();
        let mut at = id;
        while let Some(Some(Written { place: Some((around, number)), .. })) = self.written.get(at as usize) {
            let around_it = self.written.get(*around as usize).copied().flatten();
            let (Some(object), Some(written)) = (self.value.objects.get(*around as usize), around_it) else {
                break;
            };
            tokens.push(pointer_token(object, written.notation, *number));
            at = *around;
        }
        let mut pointer = String::from("#");
        for token in tokens.iter().rev() {
            pointer.push('/');
            pointer.push_str(token);
        }
        self.raw("{\"$ref\":")?;
        serde_json::to_writer(&mut *self.out, &pointer)?;
        self.raw("}")
    }

    fn number(&mut self, number: f64) -> io::Result<()> {
        if let Some(name) = special(number) {
            return write!(self.out, "{{\"$number\":\"{name}\"}}");
        }
        // A float literal, so that it is not taken for an integer that lost its last digits.
        if number.abs() > MAX_EXACT_INTEGER as f64 {
            return write!(self.out, "{number:e}");
        }
        self.raw(ryu_js::Buffer::new().format_finite(number))
    }

    fn text(&mut self, text: &Text) -> io::Result<()> {
        match (text.as_str(), text.as_ill_formed()) {
            (Some(text), _) => Ok(serde_json::to_writer(&mut *self.out, text)?),
            (_, Some(units)) => {
                self.raw("{\"$utf16\":")?;
                serde_json::to_writer(&mut *self.out, units)?;
                self.raw("}")
            }
            (None, None) => self.raw("\"\""),
        }
    }

    fn texts(&mut self, tag: &str, first: &Text, second: &Text) -> io::Result<()> {
        write!(self.out, "{{\"{tag}\":[")?;
        self.text(first)?;
        self.raw(",")?;
        self.text(second)?;
        self.raw("]}")
    }

    fn raw(&mut self, text: &str) -> io::Result<()> {
        self.out.write_all(text.as_bytes())
    }
}

/// The notation of an object's properties.
#[derive(Clone, Copy, PartialEq)]
enum Notation {
    /// A plain JSON object.
    Plain,
    /// An `$object`, because it would be taken for a tag.
    Literal,
    /// An `$object` of pairs, because JSON cannot hold its keys.
    Pairs,
}

impl Notation {
    fn of(object: &Object) -> Self {
        let Object::Plain(properties) = object else { return Self::Plain };
        if properties.iter().any(|(key, _)| key.as_str().is_none()) {
            Self::Pairs
        } else if let [(key, _)] = &properties[..]
            && key.as_str().is_some_and(|key| key.starts_with('$'))
        {
            Self::Literal
        } else {
            Self::Plain
        }
    }
}

/// Returns the part of a pointer that leads from an object to one of its nodes.
fn pointer_token(object: &Object, notation: Notation, number: usize) -> String {
    match object {
        Object::Plain(properties) => {
            let key = properties.get(number).and_then(|(key, _)| key.as_str()).unwrap_or_default();
            let key = || key.replace('~', "~0").replace('/', "~1");
            match notation {
                Notation::Plain => key(),
                Notation::Literal => format!("$object/{}", key()),
                Notation::Pairs => format!("$object/{number}/1"),
            }
        }
        Object::Set(_) => format!("$set/{number}"),
        Object::SparseArray { elements, .. } => {
            format!("$sparse/1/{}", elements.get(number).map_or(0, |(index, _)| *index))
        }
        Object::Map(_) => format!("$map/{}/{}", number / 2, number % 2),
        Object::Boxed(_) => "$boxed".to_owned(),
        _ => number.to_string(),
    }
}

/// Returns the name of a number that JSON has no literal for.
fn special(number: f64) -> Option<&'static str> {
    if number.is_nan() {
        Some("NaN")
    } else if number == f64::INFINITY {
        Some("Infinity")
    } else if number == f64::NEG_INFINITY {
        Some("-Infinity")
    } else if number == 0.0 && number.is_sign_negative() {
        Some("-0")
    } else {
        None
    }
}
