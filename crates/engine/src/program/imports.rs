//! Modules that programs may import: those of the prelude, under their names in Node.js.

use super::{
    super::{host as common, snapshot},
    BUILTIN_MODULE,
};

/// A module of the engine, as V8 holds it.
pub(in super::super) struct Imported {
    /// Its name, without `node:`.
    name: String,
    module: v8::Global<v8::Module>,
    exports: v8::Global<v8::Object>,
}

/// The name of the export that is the module as a whole.
const DEFAULT: &str = "default";

/// Finds the module that an `import` names.
pub(super) fn resolve<'s>(
    context: v8::Local<'s, v8::Context>,
    specifier: v8::Local<'s, v8::String>,
    _: v8::Local<'s, v8::FixedArray>,
    _: v8::Local<'s, v8::Module>,
) -> Option<v8::Local<'s, v8::Module>> {
    v8::callback_scope!(unsafe scope, context);
    module(scope, specifier)
}

/// Finds the module that an `import()` names, and evaluates it.
pub(in super::super) fn import<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    specifier: v8::Local<'s, v8::String>,
) -> Option<v8::Local<'s, v8::Promise>> {
    let resolver = v8::PromiseResolver::new(scope)?;
    v8::tc_scope!(let scope, scope);
    let namespace = module(scope, specifier).and_then(|module| {
        module.instantiate_module(scope, resolve)?;
        module.evaluate(scope)?;
        Some(module.get_module_namespace())
    });
    match (namespace, scope.exception()) {
        (Some(namespace), _) => resolver.resolve(scope, namespace)?,
        (None, Some(error)) if !scope.has_terminated() => {
            scope.reset();
            resolver.reject(scope, error)?
        }
        _ => {
            scope.rethrow();
            return None;
        }
    };
    Some(resolver.get_promise(scope))
}

/// Returns the module of this name, or `None` with an exception in the scope if there is none.
fn module<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    specifier: v8::Local<'s, v8::String>,
) -> Option<v8::Local<'s, v8::Module>> {
    let builtin = snapshot::prelude_function(scope, BUILTIN_MODULE)?;
    let receiver = v8::undefined(scope).into();
    let exports = builtin.call(scope, receiver, &[specifier.into()])?;
    let exports = v8::Local::<v8::Object>::try_from(exports).ok()?;

    let name = specifier.to_rust_string_lossy(scope);
    let name = name.strip_prefix("node:").unwrap_or(&name).to_owned();
    let known = common::state(scope).program.modules.iter().find(|known| known.name == name);
    if let Some(module) = known.map(|known| known.module.clone()) {
        return Some(v8::Local::new(scope, module));
    }
    let mut names = vec![v8::String::new(scope, DEFAULT)?];
    let keys = object_keys(scope, exports)?;
    for index in 0..keys.length() {
        let key = v8::Local::<v8::String>::try_from(keys.get_index(scope, index)?).ok()?;
        if !key.strict_equals(names[0].into()) {
            names.push(key);
        }
    }
    let module = v8::Module::create_synthetic_module(scope, specifier, &names, evaluate);
    let imported =
        Imported { name, module: v8::Global::new(scope, module), exports: v8::Global::new(scope, exports) };
    common::state(scope).program.modules.push(imported);
    Some(module)
}

/// Returns the enumerable own string keys of an object.
fn object_keys<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    object: v8::Local<'s, v8::Object>,
) -> Option<v8::Local<'s, v8::Array>> {
    let wanted = v8::GetPropertyNamesArgsBuilder::new()
        .mode(v8::KeyCollectionMode::OwnOnly)
        .property_filter(v8::PropertyFilter::ONLY_ENUMERABLE | v8::PropertyFilter::SKIP_SYMBOLS)
        .index_filter(v8::IndexFilter::SkipIndices)
        .key_conversion(v8::KeyConversionMode::ConvertToString)
        .build();
    object.get_property_names(scope, wanted)
}

/// Sets the exports of a module.
fn evaluate<'s>(
    context: v8::Local<'s, v8::Context>,
    module: v8::Local<'s, v8::Module>,
) -> Option<v8::Local<'s, v8::Value>> {
    v8::callback_scope!(unsafe scope, context);
    let handle = v8::Global::new(scope, module);
    let imported = common::state(scope).program.modules.iter().find(|imported| imported.module == handle)?;
    let exports = imported.exports.clone();
    let exports = v8::Local::new(scope, exports);
    let default = v8::String::new(scope, DEFAULT)?;
    module.set_synthetic_module_export(scope, default, exports.into())?;
    let keys = object_keys(scope, exports)?;
    for index in 0..keys.length() {
        let key = v8::Local::<v8::String>::try_from(keys.get_index(scope, index)?).ok()?;
        if !key.strict_equals(default.into()) {
            let value = exports.get(scope, key.into())?;
            module.set_synthetic_module_export(scope, key, value)?;
        }
    }
    let resolver = v8::PromiseResolver::new(scope)?;
    let undefined = v8::undefined(scope).into();
    resolver.resolve(scope, undefined)?;
    Some(resolver.get_promise(scope).into())
}

/// Called by V8 when a module first looks at its `import.meta`.
pub(in super::super) unsafe extern "C" fn describe(
    context: v8::Local<'_, v8::Context>,
    _: v8::Local<'_, v8::Module>,
    meta: v8::Local<'_, v8::Object>,
) {
    v8::callback_scope!(unsafe scope, context);
    for (key, value) in [
        ("dirname", "/tribunal"),
        ("filename", "/tribunal/submission.js"),
        ("url", "file:///tribunal/submission.js"),
    ] {
        let (Some(key), Some(value)) = (v8::String::new(scope, key), v8::String::new(scope, value)) else {
            return;
        };
        meta.create_data_property(scope, key.into(), value.into());
    }
}
