//! Conversion of plain data to JavaScript values: the arguments of a case, built natively and anew for each case.

use tribunal_core::value::{Node, Object, Text, TypedKind, Value};

/// Builds the elements of an array value, such as the arguments of a case; other values have no elements.
///
/// Returns `None` only where V8 itself refuses a part of it, such as a string beyond its maximum.
pub(super) fn elements<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    value: &Value,
) -> Option<Vec<v8::Local<'s, v8::Value>>> {
    let Some(Object::Array(elements)) = value.object(&value.root) else { return Some(Vec::new()) };
    let mut builder = Builder::new(value);
    elements.iter().map(|node| builder.build(scope, node)).collect()
}

/// Builds JavaScript values from the nodes of one value, each object once.
pub(super) struct Builder<'v, 's> {
    value: &'v Value,
    /// The JavaScript object of each object of the arena, as far as it is made yet.
    built: Vec<Option<v8::Local<'s, v8::Value>>>,
    /// Whether each object was entered: in a cycle, an object is met again before it is left.
    entered: Vec<bool>,
}

/// A step of the walk, which keeps its own stack so that no depth of nesting can exhaust the thread's.
enum Step {
    /// Look at an object, and first at the objects that it contains.
    Enter(u32),
    /// Complete an object: all objects in it are built or, in a cycle, being built.
    Leave(u32),
}

impl<'v, 's> Builder<'v, 's> {
    pub(super) fn new(value: &'v Value) -> Self {
        let count = value.objects.len();
        Self { value, built: vec![None; count], entered: vec![false; count] }
    }

    /// Returns the value that it builds from.
    pub(super) fn value(&self) -> &'v Value {
        self.value
    }

    /// Builds a node with all that it reaches. Returns `None` only where V8 itself refuses a part of it.
    pub(super) fn build(
        &mut self,
        scope: &mut v8::PinScope<'s, '_>,
        root: &Node,
    ) -> Option<v8::Local<'s, v8::Value>> {
        let Node::Object(root_id) = *root else { return self.node(scope, root) };
        let mut steps = vec![Step::Enter(root_id)];
        while let Some(step) = steps.pop() {
            match step {
                Step::Enter(id) => {
                    let index = id as usize;
                    if self.built.get(index).is_none_or(Option::is_some) || self.entered[index] {
                        continue;
                    }
                    self.entered[index] = true;
                    let object = &self.value.objects[index];
                    steps.push(Step::Leave(id));
                    let before = steps.len();
                    for_each_child(object, |node| {
                        if let Node::Object(child) = node {
                            steps.push(Step::Enter(*child));
                        }
                    });
                    steps[before..].reverse();
                }
                Step::Leave(id) => self.finish(scope, id)?,
            }
        }
        self.built.get(root_id as usize).copied().flatten()
    }

    /// Returns the JavaScript value of a node. An object that is still being built, which only a cycle asks for, is
    /// made empty here and filled by its own [`Builder::finish`].
    fn node(&mut self, scope: &mut v8::PinScope<'s, '_>, node: &Node) -> Option<v8::Local<'s, v8::Value>> {
        Some(match node {
            Node::Undefined => v8::undefined(scope).into(),
            Node::Null => v8::null(scope).into(),
            Node::Bool(value) => v8::Boolean::new(scope, *value).into(),
            Node::Number(value) => v8::Number::new(scope, *value).into(),
            Node::BigInt(value) => {
                let (sign, words) = value.to_u64_digits();
                v8::BigInt::new_from_words(scope, sign == num_bigint::Sign::Minus, &words)?.into()
            }
            Node::String(text) => string(scope, text)?.into(),
            Node::Symbol(text) => {
                let text = string(scope, text)?;
                v8::Symbol::new(scope, Some(text)).into()
            }
            Node::Object(id) => match *self.built.get(*id as usize)? {
                Some(object) => object,
                None => {
                    let shell = self.shell(scope, *id)?;
                    self.built[*id as usize] = Some(shell);
                    shell
                }
            },
        })
    }

    /// Makes an empty object of the right kind.
    fn shell(&mut self, scope: &mut v8::PinScope<'s, '_>, id: u32) -> Option<v8::Local<'s, v8::Value>> {
        Some(match &self.value.objects[id as usize] {
            Object::Plain(_) => v8::Object::new(scope).into(),
            Object::Array(elements) => v8::Array::new(scope, i32::try_from(elements.len()).ok()?).into(),
            Object::SparseArray { length, .. } => {
                let array = v8::Array::new(scope, 0);
                let key = v8::String::new(scope, "length")?;
                let length = v8::Integer::new_from_unsigned(scope, *length);
                array.set(scope, key.into(), length.into())?;
                array.into()
            }
            Object::Map(_) => v8::Map::new(scope).into(),
            Object::Set(_) => v8::Set::new(scope).into(),
            Object::Date(time) => v8::Date::new(scope, *time)?.into(),
            Object::Typed { kind, bytes } => typed_array(scope, *kind, bytes)?,
            Object::Buffer(bytes) => buffer(scope, bytes).into(),
            Object::RegExp { source, flags } => {
                let source = string(scope, source)?;
                v8::RegExp::new(scope, source, regexp_flags(flags))?.into()
            }
            Object::Error { name, message } => error(scope, name, message)?,
            // Neither has an object of its own to share: both are made when they are complete.
            Object::Boxed(_) | Object::Opaque(_) => return None,
        })
    }

    /// Completes an object whose children are built.
    fn finish(&mut self, scope: &mut v8::PinScope<'s, '_>, id: u32) -> Option<()> {
        let object = &self.value.objects[id as usize];
        let shell = self.built[id as usize];
        let finished: v8::Local<'s, v8::Value> = match object {
            // The usual case: an array made with its elements is packed, and code runs faster on it.
            Object::Array(elements) if shell.is_none() => {
                let built = elements.iter().map(|node| self.node(scope, node)).collect::<Option<Vec<_>>>()?;
                match self.built[id as usize] {
                    // An element of it refers to the array itself, which was made empty.
                    Some(shell) => fill_array(scope, shell, (0..).zip(built))?,
                    None => v8::Array::new_with_elements(scope, &built).into(),
                }
            }
            Object::Array(elements) => {
                let built = elements.iter().map(|node| self.node(scope, node)).collect::<Option<Vec<_>>>()?;
                fill_array(scope, shell?, (0..).zip(built))?
            }
            Object::SparseArray { elements, .. } => {
                let shell = self.node(scope, &Node::Object(id))?;
                let built = elements
                    .iter()
                    .map(|(index, node)| Some((*index, self.node(scope, node)?)))
                    .collect::<Option<Vec<_>>>()?;
                fill_array(scope, shell, built)?
            }
            Object::Plain(properties) => {
                let shell = self.node(scope, &Node::Object(id))?;
                let object = v8::Local::<v8::Object>::try_from(shell).ok()?;
                for (name, node) in properties {
                    let key = property_name(scope, name)?;
                    let value = self.node(scope, node)?;
                    object.create_data_property(scope, key.into(), value)?;
                }
                shell
            }
            Object::Map(entries) => {
                let shell = self.node(scope, &Node::Object(id))?;
                let map = v8::Local::<v8::Map>::try_from(shell).ok()?;
                for (key, value) in entries {
                    let key = self.node(scope, key)?;
                    let value = self.node(scope, value)?;
                    map.set(scope, key, value)?;
                }
                shell
            }
            Object::Set(members) => {
                let shell = self.node(scope, &Node::Object(id))?;
                let set = v8::Local::<v8::Set>::try_from(shell).ok()?;
                for member in members {
                    let member = self.node(scope, member)?;
                    set.add(scope, member)?;
                }
                shell
            }
            Object::Boxed(node) => {
                let primitive = self.node(scope, node)?;
                primitive.to_object(scope)?.into()
            }
            Object::Opaque(_) => v8::undefined(scope).into(),
            Object::Date(_)
            | Object::Typed { .. }
            | Object::Buffer(_)
            | Object::RegExp { .. }
            | Object::Error { .. } => self.node(scope, &Node::Object(id))?,
        };
        self.built[id as usize] = Some(finished);
        Some(())
    }
}

fn for_each_child<'v>(object: &'v Object, mut visit: impl FnMut(&'v Node)) {
    match object {
        Object::Plain(properties) => properties.iter().for_each(|(_, node)| visit(node)),
        Object::Array(nodes) | Object::Set(nodes) => nodes.iter().for_each(visit),
        Object::SparseArray { elements, .. } => elements.iter().for_each(|(_, node)| visit(node)),
        Object::Map(entries) => {
            for (key, value) in entries {
                visit(key);
                visit(value);
            }
        }
        Object::Boxed(_)
        | Object::Date(_)
        | Object::Typed { .. }
        | Object::Buffer(_)
        | Object::RegExp { .. }
        | Object::Error { .. }
        | Object::Opaque(_) => {}
    }
}

fn fill_array<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    array: v8::Local<'s, v8::Value>,
    elements: impl IntoIterator<Item = (u32, v8::Local<'s, v8::Value>)>,
) -> Option<v8::Local<'s, v8::Value>> {
    let object = v8::Local::<v8::Object>::try_from(array).ok()?;
    for (index, element) in elements {
        object.set_index(scope, index, element)?;
    }
    Some(array)
}

fn string<'s>(scope: &mut v8::PinScope<'s, '_>, text: &Text) -> Option<v8::Local<'s, v8::String>> {
    match (text.as_str(), text.as_ill_formed()) {
        (Some(text), _) => v8::String::new(scope, text),
        (None, units) => {
            v8::String::new_from_two_byte(scope, units.unwrap_or_default(), v8::NewStringType::Normal)
        }
    }
}

/// Returns a string that objects of the same shape share as their property name.
fn property_name<'s>(scope: &mut v8::PinScope<'s, '_>, text: &Text) -> Option<v8::Local<'s, v8::String>> {
    match text.as_str() {
        Some(text) => v8::String::new_from_utf8(scope, text.as_bytes(), v8::NewStringType::Internalized),
        None => string(scope, text),
    }
}

/// Returns an array buffer over a copy of the bytes. It does not come from the isolate's allocator: arguments are not
/// the program's memory, and V8 ends the process where that allocator refuses a buffer of the engine.
fn buffer<'s>(scope: &mut v8::PinScope<'s, '_>, bytes: &[u8]) -> v8::Local<'s, v8::ArrayBuffer> {
    let store = v8::ArrayBuffer::new_backing_store_from_vec(bytes.to_vec()).make_shared();
    v8::ArrayBuffer::with_backing_store(scope, &store)
}

fn typed_array<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    kind: TypedKind,
    bytes: &[u8],
) -> Option<v8::Local<'s, v8::Value>> {
    let buffer = buffer(scope, bytes);
    let length = bytes.len() / kind.element_size();
    Some(match kind {
        TypedKind::Int8Array => v8::Int8Array::new(scope, buffer, 0, length)?.into(),
        TypedKind::Uint8Array => v8::Uint8Array::new(scope, buffer, 0, length)?.into(),
        TypedKind::Uint8ClampedArray => v8::Uint8ClampedArray::new(scope, buffer, 0, length)?.into(),
        TypedKind::Int16Array => v8::Int16Array::new(scope, buffer, 0, length)?.into(),
        TypedKind::Uint16Array => v8::Uint16Array::new(scope, buffer, 0, length)?.into(),
        TypedKind::Int32Array => v8::Int32Array::new(scope, buffer, 0, length)?.into(),
        TypedKind::Uint32Array => v8::Uint32Array::new(scope, buffer, 0, length)?.into(),
        TypedKind::Float16Array => {
            // The crate cannot convert its Float16Array to a value, so the context's own constructor makes it.
            let global = scope.get_current_context().global(scope);
            let name = v8::String::new(scope, kind.name())?;
            let constructor = v8::Local::<v8::Function>::try_from(global.get(scope, name.into())?).ok()?;
            constructor.new_instance(scope, &[buffer.into()])?.into()
        }
        TypedKind::Float32Array => v8::Float32Array::new(scope, buffer, 0, length)?.into(),
        TypedKind::Float64Array => v8::Float64Array::new(scope, buffer, 0, length)?.into(),
        TypedKind::BigInt64Array => v8::BigInt64Array::new(scope, buffer, 0, length)?.into(),
        TypedKind::BigUint64Array => v8::BigUint64Array::new(scope, buffer, 0, length)?.into(),
        TypedKind::DataView => v8::DataView::new(scope, buffer, 0, length).into(),
    })
}

fn regexp_flags(flags: &Text) -> v8::RegExpCreationFlags {
    let mut set = v8::RegExpCreationFlags::empty();
    for flag in flags.to_string_lossy().chars() {
        set |= match flag {
            'g' => v8::RegExpCreationFlags::GLOBAL,
            'i' => v8::RegExpCreationFlags::IGNORE_CASE,
            'm' => v8::RegExpCreationFlags::MULTILINE,
            'y' => v8::RegExpCreationFlags::STICKY,
            'u' => v8::RegExpCreationFlags::UNICODE,
            's' => v8::RegExpCreationFlags::DOT_ALL,
            'd' => v8::RegExpCreationFlags::HAS_INDICES,
            'v' => v8::RegExpCreationFlags::UNICODE_SETS,
            _ => v8::RegExpCreationFlags::empty(),
        };
    }
    set
}

fn error<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    name: &Text,
    message: &Text,
) -> Option<v8::Local<'s, v8::Value>> {
    let message = string(scope, message)?;
    let error = match name.as_str() {
        Some("RangeError") => v8::Exception::range_error(scope, message),
        Some("ReferenceError") => v8::Exception::reference_error(scope, message),
        Some("SyntaxError") => v8::Exception::syntax_error(scope, message),
        Some("TypeError") => v8::Exception::type_error(scope, message),
        Some("Error") => v8::Exception::error(scope, message),
        _ => {
            let error = v8::Exception::error(scope, message);
            let object = v8::Local::<v8::Object>::try_from(error).ok()?;
            let key = v8::String::new(scope, "name")?;
            let name = string(scope, name)?;
            object.define_own_property(scope, key.into(), name.into(), v8::PropertyAttribute::DONT_ENUM)?;
            error
        }
    };
    Some(error)
}
