//! Compilation of submissions: once per isolate, or once in all where a code cache is shared.

use std::sync::{
    OnceLock,
    atomic::{AtomicBool, Ordering::Relaxed},
};

use super::{
    error::{self, SCRIPT_NAME},
    platform,
};
use tribunal_core::{entry_point::Form, execution::ScriptError};

/// Length of a source in bytes from which a code cache on disk is worth its cost. At any size, loading one is several
/// times as fast as compiling. But making one costs as much as some later runs save: about four at this size (see
/// BENCHMARKS.md).
pub const MIN_STORED_SOURCE_BYTES: usize = 32 << 10;

/// The compiled code of a submission, for other isolates that run the same one.
///
/// The bytes are in V8's own format. V8 trusts their content, so an isolate only ever gets bytes that were made from
/// the submission that it runs.
#[derive(Debug, Default)]
pub struct CodeCache {
    bytes: OnceLock<Vec<u8>>,
    /// Whether V8 has rejected the bytes.
    rejected: AtomicBool,
}

impl CodeCache {
    /// Creates a cache with the bytes that an isolate elsewhere has made.
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        Self { bytes: OnceLock::from(bytes), rejected: AtomicBool::new(false) }
    }

    /// Returns the bytes, if there are any.
    pub fn bytes(&self) -> Option<&[u8]> {
        self.bytes.get().map(Vec::as_slice)
    }

    /// Stores the bytes, unless there are some already.
    pub fn fill(&self, bytes: Vec<u8>) {
        // Where two isolates compiled at the same time, one cache is as good as the other.
        let _ = self.bytes.set(bytes);
    }

    /// Whether there are no bytes yet.
    pub fn is_empty(&self) -> bool {
        self.bytes.get().is_none()
    }

    /// Whether an isolate of this process was given the bytes and had to compile nevertheless, because they come from
    /// another V8 or are damaged.
    pub fn is_rejected(&self) -> bool {
        self.rejected.load(Relaxed)
    }
}

/// Returns the identity of V8, on which a code cache depends besides the source and the startup snapshot: V8's version,
/// its flags, and its own tag of both and of the processor's features. A cache must not be used with another identity.
pub fn code_cache_identity() -> String {
    platform::initialize();
    let tag = v8::script_compiler::cached_data_version_tag();
    format!("{} {} {tag:08x}", platform::v8_version(), platform::v8_flags().join(" "))
}

/// A compiled submission, bound to no context.
pub(super) enum Compiled {
    /// A classic script, which needs only to be bound to a context.
    Script(v8::Global<v8::UnboundScript>),
    /// A module. V8 binds modules to contexts when it compiles them, so each case compiles it anew, from this isolate's
    /// own code cache.
    Module(Vec<u8>),
    /// The body of a function: either a script with a `return` at its top level, with the parameters
    /// [`SCRIPT_PARAMETERS`], or a whole program, with [`PROGRAM_PARAMETERS`]. Compiled anew for each case, like a
    /// module.
    Body(Vec<u8>),
}

/// Parameters of a script that runs as the body of a function.
pub(super) const SCRIPT_PARAMETERS: &[&str] = &["exports", "require", "module"];

/// Parameters of a whole program, the same as those of a CommonJS module in Node.js.
pub(super) const PROGRAM_PARAMETERS: &[&str] = &["exports", "require", "module", "__filename", "__dirname"];

/// V8's messages for a script that is meant as a module.
const MODULE_SYNTAX: [&str; 5] = [
    "Cannot use import statement outside a module",
    "Unexpected token 'export'",
    "Cannot use 'import.meta' outside a module",
    "await is only valid in async functions and the top level bodies of modules",
    "Unexpected reserved word",
];

/// Compiles a submission: as a module if it must be one, else as a script. Text that does not compile as a script is
/// tried as a module, and as the body of a function if it returns from its top level.
///
/// # Errors
/// The error that is most helpful to the writer of the submission. `None` where a limit stopped the program.
pub(super) fn compile(
    scope: &mut v8::PinScope<'_, '_>,
    source: &str,
    must_be_module: bool,
    cache: &CodeCache,
) -> Result<Compiled, Option<ScriptError>> {
    if must_be_module {
        return as_module(scope, source);
    }
    let script_error = {
        v8::tc_scope!(let scope, scope);
        match script(scope, source, cache) {
            Some(script) => return Ok(Compiled::Script(v8::Global::new(scope, script))),
            None => caught(scope),
        }
    };
    let Some(script_error) = script_error else { return Err(None) };
    if script_error.text.contains("Illegal return statement") {
        v8::tc_scope!(let scope, scope);
        if let Some(function) = body(scope, source, SCRIPT_PARAMETERS, None) {
            let cache = function.create_code_cache();
            return Ok(Compiled::Body(cache.map_or_else(Vec::new, |cache| cache.to_vec())));
        }
    }
    module_after(scope, source, script_error)
}

/// Compiles a whole program: as a module if it must be one, else as the body of a function, as Node.js does. Text that
/// does not compile as a body is tried as a module.
///
/// # Errors
/// Those of [`compile`].
pub(super) fn compile_program(
    scope: &mut v8::PinScope<'_, '_>,
    source: &str,
    must_be_module: bool,
    cache: &CodeCache,
) -> Result<Compiled, Option<ScriptError>> {
    if must_be_module {
        return as_module(scope, source);
    }
    let error = {
        v8::tc_scope!(let scope, scope);
        let origin = origin(scope, false);
        match origin.and_then(|origin| body_of(scope, source, PROGRAM_PARAMETERS, cache.bytes(), &origin)) {
            Some((function, is_rejected)) => {
                cache.rejected.fetch_or(is_rejected, Relaxed);
                let bytes = match cache.bytes().filter(|_| !is_rejected) {
                    Some(bytes) => bytes.to_vec(),
                    None => function.create_code_cache().map_or_else(Vec::new, |cache| cache.to_vec()),
                };
                cache.fill(bytes.clone());
                return Ok(Compiled::Body(bytes));
            }
            None => caught(scope),
        }
    };
    let Some(error) = error else { return Err(None) };
    module_after(scope, source, error)
}

fn as_module(scope: &mut v8::PinScope<'_, '_>, source: &str) -> Result<Compiled, Option<ScriptError>> {
    v8::tc_scope!(let scope, scope);
    match module(scope, source, None) {
        Some(module) => {
            let cache = module.get_unbound_module_script(scope).create_code_cache();
            Ok(Compiled::Module(cache.map_or_else(Vec::new, |cache| cache.to_vec())))
        }
        None => Err(caught(scope)),
    }
}

/// Compiles text as a module after it failed to compile otherwise, for this reason.
fn module_after(
    scope: &mut v8::PinScope<'_, '_>,
    source: &str,
    script_error: ScriptError,
) -> Result<Compiled, Option<ScriptError>> {
    match as_module(scope, source) {
        Ok(module) => Ok(module),
        Err(error) if MODULE_SYNTAX.iter().any(|text| script_error.text.contains(text)) => Err(error),
        Err(_) => Err(Some(script_error)),
    }
}

/// Compiles a script, from the code cache if another isolate has filled it; otherwise fills it.
fn script<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    text: &str,
    cache: &CodeCache,
) -> Option<v8::Local<'s, v8::UnboundScript>> {
    let origin = origin(scope, false)?;
    let text = v8::String::new(scope, text)?;
    let no_reason = v8::script_compiler::NoCacheReason::NoReason;
    if let Some(bytes) = cache.bytes() {
        let cached = v8::script_compiler::CachedData::new(bytes);
        let mut source = v8::script_compiler::Source::new_with_cached_data(text, Some(&origin), cached);
        let options = v8::script_compiler::CompileOptions::ConsumeCodeCache;
        let script = v8::script_compiler::compile_unbound_script(scope, &mut source, options, no_reason)?;
        cache.rejected.fetch_or(is_rejected(&source), Relaxed);
        return Some(script);
    }
    let mut source = v8::script_compiler::Source::new(text, Some(&origin));
    let options = v8::script_compiler::CompileOptions::NoCompileOptions;
    let script = v8::script_compiler::compile_unbound_script(scope, &mut source, options, no_reason)?;
    if let Some(bytes) = script.create_code_cache() {
        cache.fill(bytes.to_vec());
    }
    Some(script)
}

/// Returns the code cache of a text in this form. It contains all functions if `eager`, else those that V8 expects to
/// run at once. `None` for text that does not compile.
pub(super) fn code(scope: &mut v8::PinScope<'_, '_>, text: &str, form: Form, eager: bool) -> Option<Vec<u8>> {
    v8::tc_scope!(let scope, scope);
    let origin = origin(scope, false)?;
    let text = v8::String::new(scope, text)?;
    let mut source = v8::script_compiler::Source::new(text, Some(&origin));
    let options = if eager {
        v8::script_compiler::CompileOptions::EagerCompile
    } else {
        v8::script_compiler::CompileOptions::NoCompileOptions
    };
    let no_reason = v8::script_compiler::NoCacheReason::NoReason;
    let code = match form {
        Form::Script => {
            let script = v8::script_compiler::compile_unbound_script(scope, &mut source, options, no_reason)?;
            script.create_code_cache()
        }
        Form::Program => {
            let parameters = names(scope, PROGRAM_PARAMETERS)?;
            v8::script_compiler::compile_function(scope, &mut source, &parameters, &[], options, no_reason)?
                .create_code_cache()
        }
    };
    Some(code?.to_vec())
}

/// Compiles a script other than a submission, for the scope's context.
pub(super) fn named_script<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    text: &str,
    name: &str,
) -> Option<v8::Local<'s, v8::Script>> {
    let name = v8::String::new(scope, name)?.into();
    let origin = v8::ScriptOrigin::new(scope, name, 0, 0, false, 0, None, false, false, false, None);
    let text = v8::String::new(scope, text)?;
    v8::Script::compile(scope, text, Some(&origin))
}

/// Compiles a CommonJS module other than a submission, as the body of a function of `exports`, `require` and `module`.
pub(super) fn named_body<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    text: &str,
    name: &str,
) -> Option<v8::Local<'s, v8::Function>> {
    let name = v8::String::new(scope, name)?.into();
    let origin = v8::ScriptOrigin::new(scope, name, 0, 0, false, 0, None, false, false, false, None);
    Some(body_of(scope, text, SCRIPT_PARAMETERS, None, &origin)?.0)
}

/// Whether a text is a classic script.
pub(super) fn is_script(scope: &mut v8::PinScope<'_, '_>, text: &str) -> bool {
    let Some(text) = v8::String::new(scope, text) else { return false };
    let mut source = v8::script_compiler::Source::new(text, None);
    v8::script_compiler::compile_unbound_script(
        scope,
        &mut source,
        v8::script_compiler::CompileOptions::NoCompileOptions,
        v8::script_compiler::NoCacheReason::NoReason,
    )
    .is_some()
}

/// Compiles a module for the scope's context, from this isolate's own code cache if there is one.
pub(super) fn module<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    text: &str,
    cache: Option<&[u8]>,
) -> Option<v8::Local<'s, v8::Module>> {
    let origin = origin(scope, true)?;
    let (mut source, options) = cached_source(scope, text, &origin, cache)?;
    v8::script_compiler::compile_module2(
        scope,
        &mut source,
        options,
        v8::script_compiler::NoCacheReason::NoReason,
    )
}

/// Compiles the body of a function for the scope's context, as [`Compiled::Body`] describes.
pub(super) fn body<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    text: &str,
    parameters: &[&str],
    cache: Option<&[u8]>,
) -> Option<v8::Local<'s, v8::Function>> {
    body_at(scope, text, parameters, cache, 0)
}

/// Compiles the body of a function whose first line begins at column `column`.
pub(super) fn body_at<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    text: &str,
    parameters: &[&str],
    cache: Option<&[u8]>,
    column: i32,
) -> Option<v8::Local<'s, v8::Function>> {
    let name = v8::String::new(scope, SCRIPT_NAME)?.into();
    let origin = v8::ScriptOrigin::new(scope, name, 0, column, false, 0, None, false, false, false, None);
    Some(body_of(scope, text, parameters, cache, &origin)?.0)
}

/// Returns the function, and whether V8 has rejected the code cache.
fn body_of<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    text: &str,
    parameters: &[&str],
    cache: Option<&[u8]>,
    origin: &v8::ScriptOrigin<'s>,
) -> Option<(v8::Local<'s, v8::Function>, bool)> {
    let parameters = names(scope, parameters)?;
    let (mut source, options) = cached_source(scope, text, origin, cache)?;
    let no_reason = v8::script_compiler::NoCacheReason::NoReason;
    let function =
        v8::script_compiler::compile_function(scope, &mut source, &parameters, &[], options, no_reason)?;
    Some((function, is_rejected(&source)))
}

/// Whether V8 has rejected the code cache that it was given with a source.
fn is_rejected(source: &v8::script_compiler::Source) -> bool {
    source.get_cached_data().is_some_and(v8::script_compiler::CachedData::rejected)
}

fn names<'s>(scope: &v8::PinScope<'s, '_>, names: &[&str]) -> Option<Vec<v8::Local<'s, v8::String>>> {
    names.iter().map(|name| v8::String::new(scope, name)).collect()
}

fn cached_source<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    text: &str,
    origin: &v8::ScriptOrigin<'s>,
    cache: Option<&[u8]>,
) -> Option<(v8::script_compiler::Source, v8::script_compiler::CompileOptions)> {
    let text = v8::String::new(scope, text)?;
    Some(match cache.filter(|cache| !cache.is_empty()) {
        Some(cache) => {
            let cached = v8::script_compiler::CachedData::new(cache);
            let source = v8::script_compiler::Source::new_with_cached_data(text, Some(origin), cached);
            (source, v8::script_compiler::CompileOptions::ConsumeCodeCache)
        }
        None => {
            let source = v8::script_compiler::Source::new(text, Some(origin));
            (source, v8::script_compiler::CompileOptions::NoCompileOptions)
        }
    })
}

fn origin<'s>(scope: &mut v8::PinScope<'s, '_>, is_module: bool) -> Option<v8::ScriptOrigin<'s>> {
    let name = v8::String::new(scope, SCRIPT_NAME)?.into();
    Some(v8::ScriptOrigin::new(scope, name, 0, 0, false, 0, None, false, false, is_module, None))
}

/// Returns the error of a failed compilation; `None` if it was stopped.
pub(super) fn caught(
    scope: &mut v8::PinnedRef<'_, v8::TryCatch<'_, '_, v8::HandleScope<'_>>>,
) -> Option<ScriptError> {
    if scope.has_terminated() {
        return None;
    }
    let message = scope.message()?;
    Some(error::from_message(scope, message, None))
}
