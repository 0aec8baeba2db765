//! Natives with which the prelude's `inspect` learns about a value what JavaScript does not reveal. They run no code of
//! the program, and no proxy's handler.

use unicode_width::UnicodeWidthChar as _;

type Scope<'s, 'i, 'a> = &'a mut v8::PinScope<'s, 'i>;

/// `kind(value)`: returns the kind of an object or function, whatever its prototype; empty for an ordinary object.
pub(super) fn kind(
    scope: Scope<'_, '_, '_>,
    arguments: v8::FunctionCallbackArguments<'_>,
    mut result: v8::ReturnValue<'_>,
) {
    if let Some(kind) = v8::String::new(scope, kind_of(arguments.get(0))) {
        result.set(kind.into());
    }
}

fn kind_of(value: v8::Local<'_, v8::Value>) -> &'static str {
    // Functions first, then the common kinds.
    if value.is_function() {
        return match (value.is_async_function(), value.is_generator_function()) {
            (true, true) => "AsyncGeneratorFunction",
            (true, false) => "AsyncFunction",
            (false, true) => "GeneratorFunction",
            (false, false) => "Function",
        };
    }
    if value.is_array() {
        return "Array";
    }
    macro_rules! first_of {
        ($($test:ident => $kind:literal),* $(,)?) => {
            $(if value.$test() { return $kind; })*
        };
    }
    first_of! {
        is_map => "Map",
        is_set => "Set",
        is_typed_array => "TypedArray",
        is_date => "Date",
        is_reg_exp => "RegExp",
        is_native_error => "Error",
        is_promise => "Promise",
        is_map_iterator => "MapIterator",
        is_set_iterator => "SetIterator",
        is_generator_object => "Generator",
        is_arguments_object => "Arguments",
        is_array_buffer => "ArrayBuffer",
        is_shared_array_buffer => "SharedArrayBuffer",
        is_data_view => "DataView",
        is_weak_map => "WeakMap",
        is_weak_set => "WeakSet",
        is_module_namespace_object => "Module",
        is_number_object => "BoxedNumber",
        is_string_object => "BoxedString",
        is_boolean_object => "BoxedBoolean",
        is_big_int_object => "BoxedBigInt",
        is_symbol_object => "BoxedSymbol",
    }
    ""
}

/// `proxyDetails(value)`: returns a proxy's target and handler, both `null` once it is revoked; `undefined` for any
/// other value.
pub(super) fn proxy_details(
    scope: Scope<'_, '_, '_>,
    arguments: v8::FunctionCallbackArguments<'_>,
    mut result: v8::ReturnValue<'_>,
) {
    let Ok(proxy) = v8::Local::<v8::Proxy>::try_from(arguments.get(0)) else { return };
    let details = [proxy.get_target(scope), proxy.get_handler(scope)];
    result.set(v8::Array::new_with_elements(scope, &details).into());
}

/// `promiseDetails(promise)`: returns its state, and the value or reason with which it was settled.
pub(super) fn promise_details(
    scope: Scope<'_, '_, '_>,
    arguments: v8::FunctionCallbackArguments<'_>,
    mut result: v8::ReturnValue<'_>,
) {
    let Ok(promise) = v8::Local::<v8::Promise>::try_from(arguments.get(0)) else { return };
    let (state, value) = match promise.state() {
        v8::PromiseState::Pending => ("pending", v8::undefined(scope).into()),
        v8::PromiseState::Fulfilled => ("fulfilled", promise.result(scope)),
        v8::PromiseState::Rejected => ("rejected", promise.result(scope)),
    };
    let Some(state) = v8::String::new(scope, state) else { return };
    result.set(v8::Array::new_with_elements(scope, &[state.into(), value]).into());
}

/// `entries(collection)`: returns the content of a map, a set, one of their iterators or a weak collection as one list,
/// and whether keys and values alternate in it.
pub(super) fn entries(
    scope: Scope<'_, '_, '_>,
    arguments: v8::FunctionCallbackArguments<'_>,
    mut result: v8::ReturnValue<'_>,
) {
    let Ok(object) = v8::Local::<v8::Object>::try_from(arguments.get(0)) else { return };
    let (Some(entries), are_pairs) = object.preview_entries(scope) else { return };
    let are_pairs = v8::Boolean::new(scope, are_pairs);
    result.set(v8::Array::new_with_elements(scope, &[entries.into(), are_pairs.into()]).into());
}

/// `constructorName(object)`: returns the name of its class, as V8 knows it.
pub(super) fn constructor_name(
    _: Scope<'_, '_, '_>,
    arguments: v8::FunctionCallbackArguments<'_>,
    mut result: v8::ReturnValue<'_>,
) {
    if let Ok(object) = v8::Local::<v8::Object>::try_from(arguments.get(0)) {
        result.set(object.get_constructor_name().into());
    }
}

/// `otherKeys(object, all)`: returns the own keys that are no indices, without those that are not enumerable unless
/// `all`. For an array of a million elements it does so without a list of all keys.
pub(super) fn other_keys(
    scope: Scope<'_, '_, '_>,
    arguments: v8::FunctionCallbackArguments<'_>,
    mut result: v8::ReturnValue<'_>,
) {
    let Ok(object) = v8::Local::<v8::Object>::try_from(arguments.get(0)) else { return };
    let filter = if arguments.get(1).is_true() {
        v8::PropertyFilter::ALL_PROPERTIES
    } else {
        v8::PropertyFilter::ONLY_ENUMERABLE
    };
    let wanted = v8::GetPropertyNamesArgsBuilder::new()
        .mode(v8::KeyCollectionMode::OwnOnly)
        .property_filter(filter)
        .index_filter(v8::IndexFilter::SkipIndices)
        .key_conversion(v8::KeyConversionMode::ConvertToString)
        .build();
    if let Some(keys) = object.get_property_names(scope, wanted) {
        result.set(keys.into());
    }
}

/// `columns(text)`: returns the number of columns that a text takes on a terminal.
pub(super) fn columns(
    scope: Scope<'_, '_, '_>,
    arguments: v8::FunctionCallbackArguments<'_>,
    mut result: v8::ReturnValue<'_>,
) {
    let Ok(text) = v8::Local::<v8::String>::try_from(arguments.get(0)) else { return };
    let text = text.to_rust_string_lossy(scope);
    let columns: usize = text.chars().map(|character| character.width().unwrap_or(0)).sum();
    result.set_double(columns as f64);
}
