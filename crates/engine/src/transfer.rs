//! `structuredClone` by V8's own serializer.

use v8::{ValueDeserializerHelper, ValueSerializerHelper};

struct Cloner;

impl v8::ValueSerializerImpl for Cloner {
    fn throw_data_clone_error<'s>(
        &self,
        scope: &mut v8::PinnedRef<'s, v8::HandleScope<'_>>,
        message: v8::Local<'s, v8::String>,
    ) {
        throw_data_clone_error(scope, message);
    }
}

impl v8::ValueDeserializerImpl for Cloner {}

fn throw_data_clone_error(scope: &mut v8::PinScope<'_, '_>, message: v8::Local<'_, v8::String>) {
    let error = v8::Exception::error(scope, message);
    if let (Some(object), Some(key), Some(name)) =
        (error.to_object(scope), v8::String::new(scope, "name"), v8::String::new(scope, "DataCloneError"))
    {
        object.create_data_property(scope, key.into(), name.into());
    }
    scope.throw_exception(error);
}

/// Returns a deep copy of a value, or `None` with an exception thrown if it cannot be copied. The content of each
/// buffer in the array `buffers` moves to the copy.
pub(super) fn structured_clone<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    value: v8::Local<'_, v8::Value>,
    buffers: v8::Local<'_, v8::Value>,
) -> Option<v8::Local<'s, v8::Value>> {
    let context = scope.get_current_context();
    let mut moved = Vec::new();
    if let Ok(buffers) = v8::Local::<v8::Array>::try_from(buffers) {
        for index in 0..buffers.length() {
            let buffer = v8::Local::<v8::ArrayBuffer>::try_from(buffers.get_index(scope, index)?).ok()?;
            if buffer.was_detached() {
                continue;
            }
            if !buffer.is_detachable() {
                let message = v8::String::new(scope, "An ArrayBuffer could not be transferred.")?;
                throw_data_clone_error(scope, message);
                return None;
            }
            moved.push(buffer);
        }
    }
    let serializer = v8::ValueSerializer::new(scope, Box::new(Cloner));
    serializer.write_header();
    for (id, buffer) in (0..).zip(&moved) {
        serializer.transfer_array_buffer(id, *buffer);
    }
    serializer.write_value(context, value)?;
    let bytes = serializer.release();
    let deserializer = v8::ValueDeserializer::new(scope, Box::new(Cloner), &bytes);
    for (id, buffer) in (0..).zip(&moved) {
        let received = v8::ArrayBuffer::with_backing_store(scope, &buffer.get_backing_store());
        deserializer.transfer_array_buffer(id, received);
        buffer.detach(None);
    }
    deserializer.read_header(context)?;
    deserializer.read_value(context)
}
