//! `structuredClone` by V8's own serializer.

use v8::{ValueDeserializerHelper, ValueSerializerHelper};

struct Cloner;

impl v8::ValueSerializerImpl for Cloner {
    fn throw_data_clone_error<'s>(
        &self,
        scope: &mut v8::PinnedRef<'s, v8::HandleScope<'_>>,
        message: v8::Local<'s, v8::String>,
    ) {
        let error = v8::Exception::error(scope, message);
        if let (Some(object), Some(key), Some(name)) =
            (error.to_object(scope), v8::String::new(scope, "name"), v8::String::new(scope, "DataCloneError"))
        {
            object.create_data_property(scope, key.into(), name.into());
        }
        scope.throw_exception(error);
    }
}

impl v8::ValueDeserializerImpl for Cloner {}

/// A deep copy of a value; `None` with an exception thrown for what cannot be copied.
pub(super) fn structured_clone<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    value: v8::Local<'_, v8::Value>,
) -> Option<v8::Local<'s, v8::Value>> {
    let context = scope.get_current_context();
    let serializer = v8::ValueSerializer::new(scope, Box::new(Cloner));
    serializer.write_header();
    serializer.write_value(context, value)?;
    let bytes = serializer.release();
    let deserializer = v8::ValueDeserializer::new(scope, Box::new(Cloner), &bytes);
    deserializer.read_header(context)?;
    deserializer.read_value(context)
}
