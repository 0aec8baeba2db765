//! Conversion of JavaScript values to plain data: the result of a submission, read natively and once.
//!
//! Nothing that a submission may have replaced is used: no iterator, no `toJSON`, no `Symbol.species`. The only code of
//! a submission that can run is a getter of an own enumerable property, as in `JSON.stringify`. It runs once, with the
//! limits armed, and its return value is the one that is compared.

use std::{borrow::Cow, collections::HashMap};

use tribunal_core::value::{Node, Object, Text, TypedKind, Value};

/// The reason why a value could not be read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum ReadError {
    /// It is larger than the budget.
    TooLarge,
    /// A getter threw, or the program was stopped; the exception is the scope's.
    Threw,
}

/// Cost of a node in the budget besides its text, in bytes.
const NODE_BYTES: usize = 8;

/// Reads a value and all that it reaches, if that takes no more than `budget` bytes, and subtracts the size from
/// `budget`.
pub(super) fn read(
    scope: &mut v8::PinScope<'_, '_>,
    value: v8::Local<'_, v8::Value>,
    budget: &mut usize,
) -> Result<Value, ReadError> {
    let mut reader = Reader { budget: *budget, seen: HashMap::new(), pending: Vec::new() };
    let root = reader.node(scope, value)?;
    let mut objects = Vec::new();
    // Objects are read one after the other and not within one another, so that no depth of nesting can exhaust the
    // stack.
    while let Some((id, object)) = reader.pending.pop() {
        let read = reader.object(scope, object)?;
        let index = id as usize;
        if objects.len() <= index {
            objects.resize_with(index + 1, || Object::Array(Vec::new()));
        }
        objects[index] = read;
    }
    *budget = reader.budget;
    Ok(Value { root, objects })
}

struct Reader<'s> {
    budget: usize,
    /// The objects seen so far, so that cycles and shared references keep their shape.
    seen: HashMap<v8::Local<'s, v8::Object>, u32>,
    pending: Vec<(u32, v8::Local<'s, v8::Object>)>,
}

impl<'s> Reader<'s> {
    fn spend(&mut self, bytes: usize) -> Result<(), ReadError> {
        self.budget = self.budget.checked_sub(bytes).ok_or(ReadError::TooLarge)?;
        Ok(())
    }

    fn node(
        &mut self,
        scope: &mut v8::PinScope<'s, '_>,
        value: v8::Local<'_, v8::Value>,
    ) -> Result<Node, ReadError> {
        self.spend(NODE_BYTES)?;
        if let Ok(number) = v8::Local::<v8::Number>::try_from(value) {
            return Ok(Node::Number(number.value()));
        }
        if let Ok(text) = v8::Local::<v8::String>::try_from(value) {
            return Ok(Node::String(self.text(scope, text)?));
        }
        if let Ok(object) = v8::Local::<v8::Object>::try_from(value) {
            // A handle in the scope of this function: the given one may belong to a narrower scope.
            let object = v8::Local::new(scope, object);
            let next = u32::try_from(self.seen.len()).map_err(|_| ReadError::TooLarge)?;
            let id = *self.seen.entry(object).or_insert(next);
            if id == next {
                self.pending.push((id, object));
            }
            return Ok(Node::Object(id));
        }
        Ok(if value.is_null() {
            Node::Null
        } else if value.is_boolean() {
            Node::Bool(value.is_true())
        } else if let Ok(value) = v8::Local::<v8::BigInt>::try_from(value) {
            self.spend(value.word_count().saturating_mul(8))?;
            Node::BigInt(big_int(value))
        } else if let Ok(symbol) = v8::Local::<v8::Symbol>::try_from(value) {
            match v8::Local::<v8::String>::try_from(symbol.description(scope)) {
                Ok(text) => Node::Symbol(self.text(scope, text)?),
                Err(_) => Node::Symbol(Text::from("")),
            }
        } else {
            Node::Undefined
        })
    }

    fn text(
        &mut self,
        scope: &mut v8::PinScope<'s, '_>,
        text: v8::Local<'_, v8::String>,
    ) -> Result<Text, ReadError> {
        self.spend(text.length())?;
        let mut units = vec![0u16; text.length()];
        text.write_v2(scope, 0, &mut units, v8::WriteFlags::empty());
        Ok(Text::from_utf16(&units))
    }

    fn object(
        &mut self,
        scope: &mut v8::PinScope<'s, '_>,
        object: v8::Local<'s, v8::Object>,
    ) -> Result<Object, ReadError> {
        let value: v8::Local<'_, v8::Value> = object.into();
        if let Ok(array) = v8::Local::<v8::Array>::try_from(value) {
            return self.array(scope, array);
        }
        if value.is_proxy() {
            return self.opaque("a Proxy");
        }
        if let Ok(function) = v8::Local::<v8::Function>::try_from(value) {
            let name = function.get_name(scope).to_rust_string_lossy(scope);
            let name: String = name.chars().take(60).collect();
            let text = if name.is_empty() { "a function".into() } else { format!("function {name}") };
            return self.opaque(&text);
        }
        if let Ok(map) = v8::Local::<v8::Map>::try_from(value) {
            let flat = map.as_array(scope);
            let nodes = self.elements(scope, flat)?;
            let mut nodes = nodes.into_iter();
            let entries = std::iter::from_fn(|| Some((nodes.next()?, nodes.next()?)));
            return Ok(Object::Map(entries.collect()));
        }
        if let Ok(set) = v8::Local::<v8::Set>::try_from(value) {
            let flat = set.as_array(scope);
            return Ok(Object::Set(self.elements(scope, flat)?));
        }
        if let Ok(date) = v8::Local::<v8::Date>::try_from(value) {
            return Ok(Object::Date(date.value_of()));
        }
        if let Ok(pattern) = v8::Local::<v8::RegExp>::try_from(value) {
            let source = pattern.get_source(scope);
            let source = self.text(scope, source)?;
            let flags = self.string_property(scope, object, "flags")?;
            return Ok(Object::RegExp { source, flags });
        }
        if value.is_native_error() {
            let name = self.string_property(scope, object, "name")?;
            let message = self.string_property(scope, object, "message")?;
            return Ok(Object::Error { name, message });
        }
        if let Ok(view) = v8::Local::<v8::ArrayBufferView>::try_from(value) {
            let Some(kind) = view_kind(value) else { return self.opaque("a view") };
            self.spend(view.byte_length())?;
            return Ok(Object::Typed { kind, bytes: bytes_of(value).unwrap_or_default() });
        }
        if let Ok(buffer) = v8::Local::<v8::ArrayBuffer>::try_from(value) {
            self.spend(buffer.byte_length())?;
            return Ok(Object::Buffer(bytes_of(value).unwrap_or_default()));
        }
        if let Some(primitive) = boxed_primitive(scope, value)? {
            return Ok(Object::Boxed(self.node(scope, primitive)?));
        }
        if let Some(description) = without_data_form(value) {
            return self.opaque(description);
        }
        self.plain(scope, object)
    }

    /// Returns an object for a value without a data form. Its description counts towards the budget, as every text
    /// does.
    fn opaque(&mut self, description: &str) -> Result<Object, ReadError> {
        self.spend(description.len())?;
        Ok(Object::Opaque(description.into()))
    }

    fn plain(
        &mut self,
        scope: &mut v8::PinScope<'s, '_>,
        object: v8::Local<'s, v8::Object>,
    ) -> Result<Object, ReadError> {
        let names = own_keys(scope, object, v8::KeyConversionMode::ConvertToString)?;
        self.spend((names.length() as usize).saturating_mul(NODE_BYTES))?;
        let mut properties = Vec::with_capacity(names.length() as usize);
        for index in 0..names.length() {
            let key = names.get_index(scope, index).ok_or(ReadError::Threw)?;
            let Ok(name) = v8::Local::<v8::String>::try_from(key) else { continue };
            let value = object.get(scope, key).ok_or(ReadError::Threw)?;
            properties.push((self.text(scope, name)?, self.node(scope, value)?));
        }
        Ok(Object::Plain(properties))
    }

    fn array(
        &mut self,
        scope: &mut v8::PinScope<'s, '_>,
        array: v8::Local<'s, v8::Array>,
    ) -> Result<Object, ReadError> {
        let length = array.length();
        // An array longer than the budget allows may still be empty, as `new Array(1e9)` is.
        let mut elements = Vec::with_capacity((length as usize).min(self.budget / NODE_BYTES));
        for index in 0..length {
            let element = array.get_index(scope, index).ok_or(ReadError::Threw)?;
            if element.is_undefined() && !has_element(scope, array, index)? {
                return self.sparse(scope, array, elements);
            }
            elements.push(self.node(scope, element)?);
        }
        Ok(Object::Array(elements))
    }

    /// Reads the rest of an array whose element after `start` is missing.
    fn sparse(
        &mut self,
        scope: &mut v8::PinScope<'s, '_>,
        array: v8::Local<'s, v8::Array>,
        start: Vec<Node>,
    ) -> Result<Object, ReadError> {
        let mut indices = own_indices(scope, array)?;
        indices.retain(|index| *index as usize >= start.len());
        self.spend(indices.len().saturating_mul(NODE_BYTES))?;
        let mut elements: Vec<(u32, Node)> = (0..).zip(start).collect();
        elements.reserve(indices.len());
        for index in indices {
            let element = array.get_index(scope, index).ok_or(ReadError::Threw)?;
            elements.push((index, self.node(scope, element)?));
        }
        // A getter may have filled the holes or shortened the array meanwhile; the elements that were read count.
        let last = elements.last().map_or(0, |(index, _)| index + 1);
        let length = array.length().max(last);
        Ok(if elements.len() == length as usize {
            Object::Array(elements.into_iter().map(|(_, node)| node).collect())
        } else {
            Object::SparseArray { length, elements }
        })
    }

    /// Returns the elements of an array that V8 made for the engine and that no program can reach.
    fn elements(
        &mut self,
        scope: &mut v8::PinScope<'s, '_>,
        array: v8::Local<'s, v8::Array>,
    ) -> Result<Vec<Node>, ReadError> {
        (0..array.length())
            .map(|index| {
                let element = array.get_index(scope, index).ok_or(ReadError::Threw)?;
                self.node(scope, element)
            })
            .collect()
    }

    /// Returns a property that should be a string; empty if it is not.
    fn string_property(
        &mut self,
        scope: &mut v8::PinScope<'s, '_>,
        object: v8::Local<'s, v8::Object>,
        name: &str,
    ) -> Result<Text, ReadError> {
        let key = v8::String::new(scope, name).ok_or(ReadError::Threw)?;
        let value = object.get(scope, key.into()).ok_or(ReadError::Threw)?;
        match v8::Local::<v8::String>::try_from(value) {
            Ok(text) => self.text(scope, text),
            Err(_) => Ok(Text::from("")),
        }
    }
}

/// Returns the own enumerable string keys of an object.
fn own_keys<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    object: v8::Local<'s, v8::Object>,
    conversion: v8::KeyConversionMode,
) -> Result<v8::Local<'s, v8::Array>, ReadError> {
    let arguments = v8::GetPropertyNamesArgsBuilder::new()
        .mode(v8::KeyCollectionMode::OwnOnly)
        .property_filter(v8::PropertyFilter::ONLY_ENUMERABLE | v8::PropertyFilter::SKIP_SYMBOLS)
        .index_filter(v8::IndexFilter::IncludeIndices)
        .key_conversion(conversion)
        .build();
    object.get_own_property_names(scope, arguments).ok_or(ReadError::Threw)
}

/// Whether an array has an own element at an index.
fn has_element(
    scope: &mut v8::PinScope<'_, '_>,
    array: v8::Local<'_, v8::Array>,
    index: u32,
) -> Result<bool, ReadError> {
    v8::scope!(let scope, scope);
    let key = v8::Integer::new_from_unsigned(scope, index).to_string(scope).ok_or(ReadError::Threw)?;
    array.has_own_property(scope, key.into()).ok_or(ReadError::Threw)
}

/// Returns the indices of the elements that an array has, ascending.
fn own_indices(
    scope: &mut v8::PinScope<'_, '_>,
    array: v8::Local<'_, v8::Array>,
) -> Result<Vec<u32>, ReadError> {
    v8::scope!(let scope, scope);
    let object = v8::Local::new(scope, v8::Local::<v8::Object>::from(array));
    let keys = own_keys(scope, object, v8::KeyConversionMode::KeepNumbers)?;
    let mut indices = Vec::new();
    for position in 0..keys.length() {
        let key = keys.get_index(scope, position).ok_or(ReadError::Threw)?;
        // Indices come first; named properties of an array are not part of its value.
        let Some(index) = v8::Local::<v8::Number>::try_from(key).ok().map(|index| index.value()) else {
            break;
        };
        indices.push(index as u32);
    }
    Ok(indices)
}

fn big_int(value: v8::Local<'_, v8::BigInt>) -> num_bigint::BigInt {
    let mut words = vec![0u64; value.word_count()];
    let (negative, words) = value.to_words_array(&mut words);
    let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
    let sign = if negative { num_bigint::Sign::Minus } else { num_bigint::Sign::Plus };
    num_bigint::BigInt::from_bytes_le(sign, &bytes)
}

/// Copies the bytes of a buffer or of a view into one. In floats, all NaNs get the same form.
pub(super) fn bytes_of(value: v8::Local<'_, v8::Value>) -> Option<Vec<u8>> {
    if let Ok(view) = v8::Local::<v8::ArrayBufferView>::try_from(value) {
        let mut bytes = vec![0; view.byte_length()];
        let copied = view.copy_contents(&mut bytes);
        bytes.truncate(copied);
        return Some(match view_kind(value).map(|kind| kind.with_one_nan(&bytes)) {
            Some(Cow::Owned(changed)) => changed,
            _ => bytes,
        });
    }
    let buffer = v8::Local::<v8::ArrayBuffer>::try_from(value).ok()?;
    Some(buffer.get_backing_store().iter().map(std::cell::Cell::get).collect())
}

/// Returns the kind of a typed array or `DataView`.
fn view_kind(value: v8::Local<'_, v8::Value>) -> Option<TypedKind> {
    Some(if value.is_uint8_array() {
        TypedKind::Uint8Array
    } else if value.is_int32_array() {
        TypedKind::Int32Array
    } else if value.is_float64_array() {
        TypedKind::Float64Array
    } else if value.is_int8_array() {
        TypedKind::Int8Array
    } else if value.is_uint8_clamped_array() {
        TypedKind::Uint8ClampedArray
    } else if value.is_int16_array() {
        TypedKind::Int16Array
    } else if value.is_uint16_array() {
        TypedKind::Uint16Array
    } else if value.is_uint32_array() {
        TypedKind::Uint32Array
    } else if value.is_float16_array() {
        TypedKind::Float16Array
    } else if value.is_float32_array() {
        TypedKind::Float32Array
    } else if value.is_big_int64_array() {
        TypedKind::BigInt64Array
    } else if value.is_big_uint64_array() {
        TypedKind::BigUint64Array
    } else if value.is_data_view() {
        TypedKind::DataView
    } else {
        return None;
    })
}

/// Returns the primitive inside a boxed one, as the object itself holds it.
fn boxed_primitive<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    value: v8::Local<'s, v8::Value>,
) -> Result<Option<v8::Local<'s, v8::Value>>, ReadError> {
    Ok(if value.is_number_object() {
        let number = value.number_value(scope).ok_or(ReadError::Threw)?;
        Some(v8::Number::new(scope, number).into())
    } else if value.is_string_object() {
        Some(value.to_string(scope).ok_or(ReadError::Threw)?.into())
    } else if value.is_big_int_object() {
        Some(value.to_big_int(scope).ok_or(ReadError::Threw)?.into())
    } else if value.is_boolean_object() {
        let text = value.to_string(scope).ok_or(ReadError::Threw)?.to_rust_string_lossy(scope);
        Some(v8::Boolean::new(scope, text == "true").into())
    } else {
        None
    })
}

/// Returns a description of an object that has no data form.
fn without_data_form(value: v8::Local<'_, v8::Value>) -> Option<&'static str> {
    Some(if value.is_promise() {
        "a Promise"
    } else if value.is_weak_map() {
        "a WeakMap"
    } else if value.is_weak_set() {
        "a WeakSet"
    } else if value.is_generator_object() {
        "a generator"
    } else if value.is_map_iterator() || value.is_set_iterator() {
        "an iterator"
    } else if value.is_shared_array_buffer() {
        "a SharedArrayBuffer"
    } else if value.is_symbol_object() {
        "a boxed symbol"
    } else {
        return None;
    })
}
