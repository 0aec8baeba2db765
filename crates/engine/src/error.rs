//! Errors of submissions, read without running any code of the submission except in [`describe`].
//!
//! The text comes from V8's own message of the exception, which is made without calling a `toString`, a `message`
//! getter or `Error.prepareStackTrace`. An error that a call threw may be compared with the one that a case expects. It
//! is described by the rule of docs/problems.md, for which getters of `name` and `message` run, each once.

use super::{from_js, host::HostState};
use tribunal_core::{
    execution::{Location, ScriptError},
    value::display::display,
};

/// Longest error text that is kept, in bytes.
const TEXT_BYTES: usize = 2048;

/// Longest text of an error that is read at all, in UTF-16 units. A text that was concatenated from parts is copied
/// into one piece before any of it can be read, and that takes memory that the program never used.
const READABLE: usize = 1 << 20;

/// Greatest part of a thrown value other than an error that is read, in bytes, and shown, in characters.
const VALUE_BYTES: usize = 4096;
const VALUE_CHARS: usize = 200;

/// Longest source line that is kept, in UTF-16 units.
const LINE_UNITS: usize = 240;

/// The name of submissions inside V8: locations elsewhere (the prelude, `eval`) are not theirs.
pub(super) const SCRIPT_NAME: &str = "submission.js";

/// Returns the error for a caught exception and V8's message for it.
pub(super) fn from_message(
    scope: &mut v8::PinScope<'_, '_>,
    message: v8::Local<'_, v8::Message>,
    exception: Option<v8::Local<'_, v8::Value>>,
) -> ScriptError {
    // Where a stack was captured, an exception of the prelude is located at its caller.
    let location =
        location(scope, message).or_else(|| first_location(scope, message.get_stack_trace(scope)?));
    if let Some(exception) = exception
        && let Some(length) = long_text(scope, exception)
    {
        return ScriptError { text: too_long(length), location };
    }
    let text = shortened(scope, message.get(scope), TEXT_BYTES);
    let text = text.strip_prefix("Uncaught ").unwrap_or(&text).to_owned();
    ScriptError { text, location }
}

/// Returns the error for a thrown value without a message of V8, such as the reason of a rejected promise.
pub(super) fn from_exception(
    scope: &mut v8::PinScope<'_, '_>,
    exception: v8::Local<'_, v8::Value>,
) -> ScriptError {
    let message = v8::Exception::create_message(scope, exception);
    from_message(scope, message, Some(exception))
}

/// The program was stopped.
pub(super) struct Terminated;

/// Describes a thrown value by the rule of docs/problems.md. Runs the program's own getters, so the clocks have to be
/// on. Returns `None` for a value that is not an object, for which V8's own text is the same.
pub(super) fn describe(
    scope: &mut v8::PinScope<'_, '_>,
    thrown: v8::Local<'_, v8::Value>,
) -> Result<Option<String>, Terminated> {
    let Ok(object) = v8::Local::<v8::Object>::try_from(thrown) else { return Ok(None) };
    v8::scope!(let scope, scope);
    let is_error = thrown.is_native_error();
    let name = part(scope, object, "name")?;
    let message = part(scope, object, "message")?;
    let (name, message) = match (is_error, name, message) {
        (_, ThrownProperty::TooLong(length), _) | (_, _, ThrownProperty::TooLong(length)) => {
            return Ok(Some(too_long(length)));
        }
        (false, name, ThrownProperty::Text(message)) => (name.or(""), message),
        (true, name, message) => (name.or("Error"), message.or("")),
        (false, _, _) => return value_text(scope, thrown).map(Some),
    };
    let text = match (name.is_empty(), message.is_empty()) {
        (_, true) => name,
        (true, false) => message,
        (false, false) => format!("{name}: {message}"),
    };
    Ok(Some(cut(text)))
}

/// A property of a thrown object.
enum ThrownProperty {
    Text(String),
    /// It is not text, is missing, or cannot be read.
    None,
    /// It is too long to be read; its length in UTF-16 units.
    TooLong(usize),
}

impl ThrownProperty {
    fn or(self, default: &str) -> String {
        match self {
            Self::Text(text) => text,
            Self::None | Self::TooLong(_) => default.to_owned(),
        }
    }
}

fn part(
    scope: &mut v8::PinScope<'_, '_>,
    object: v8::Local<'_, v8::Object>,
    name: &str,
) -> Result<ThrownProperty, Terminated> {
    v8::tc_scope!(let scope, scope);
    let value = v8::String::new(scope, name).and_then(|key| object.get(scope, key.into()));
    if scope.has_terminated() {
        return Err(Terminated);
    }
    Ok(match value.map(v8::Local::<v8::String>::try_from) {
        Some(Ok(text)) if text.length() > READABLE => ThrownProperty::TooLong(text.length()),
        Some(Ok(text)) => ThrownProperty::Text(shortened(scope, text, TEXT_BYTES)),
        _ => ThrownProperty::None,
    })
}

/// Formats a thrown value other than an error, as reports show values.
fn value_text(
    scope: &mut v8::PinScope<'_, '_>,
    thrown: v8::Local<'_, v8::Value>,
) -> Result<String, Terminated> {
    v8::tc_scope!(let scope, scope);
    let value = from_js::read(scope, thrown, &mut { VALUE_BYTES });
    if scope.has_terminated() {
        return Err(Terminated);
    }
    let unreadable = || "an object that cannot be shown".to_owned();
    Ok(value.map_or_else(|_| unreadable(), |value| display(&value, VALUE_CHARS)))
}

/// Cuts a text to at most [`TEXT_BYTES`] UTF-16 units.
fn cut(text: String) -> String {
    let mut units = 0;
    let end = text.char_indices().find(|(_, char)| {
        units += char.len_utf16();
        units > TEXT_BYTES
    });
    match end {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// Returns the substitute for a text of this length in UTF-16 units.
fn too_long(length: usize) -> String {
    format!("an error with a text of {length} characters")
}

/// Returns the length of a thrown value's text in UTF-16 units, if it is too long to be read.
fn long_text(scope: &mut v8::PinScope<'_, '_>, exception: v8::Local<'_, v8::Value>) -> Option<usize> {
    let text = match v8::Local::<v8::String>::try_from(exception) {
        Ok(text) => text,
        Err(_) if exception.is_native_error() => own_message(scope, exception)?,
        Err(_) => return None,
    };
    Some(text.length()).filter(|length| *length > READABLE)
}

/// Returns an error's own message, unless it is a getter.
fn own_message<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    error: v8::Local<'_, v8::Value>,
) -> Option<v8::Local<'s, v8::String>> {
    let object = v8::Local::<v8::Object>::try_from(error).ok()?;
    let key = v8::String::new(scope, "message")?;
    let property = object.get_own_property_descriptor(scope, key.into())?;
    let property = v8::Local::<v8::Object>::try_from(property).ok()?;
    let key = v8::String::new(scope, "value")?;
    if !property.has_own_property(scope, key.into())? {
        return None;
    }
    property.get(scope, key.into())?.try_into().ok()
}

/// Returns the current place in the running script; `None` where none of its frames is on the stack.
pub(super) fn current_location(scope: &mut v8::PinScope<'_, '_>) -> Option<Location> {
    const FRAMES: usize = 16;
    v8::scope!(let scope, scope);
    let trace = v8::StackTrace::current_stack_trace(scope, FRAMES)?;
    first_location(scope, trace)
}

/// Returns the uppermost place of a stack that is in the submission.
fn first_location(
    scope: &mut v8::PinScope<'_, '_>,
    trace: v8::Local<'_, v8::StackTrace>,
) -> Option<Location> {
    (0..trace.get_frame_count()).filter_map(|index| trace.get_frame(scope, index)).find_map(|frame| {
        let name = frame.get_script_name(scope)?;
        if !is_of_interest(scope, name) {
            return None;
        }
        let line = frame.get_line_number();
        let source_line = frame.get_script_source(scope).and_then(|source| line_of(scope, source, line));
        Some(Location { line: number(line), column: number(frame.get_column()), source_line })
    })
}

/// Returns the place of a message, if it is in the submission.
fn location(scope: &mut v8::PinScope<'_, '_>, message: v8::Local<'_, v8::Message>) -> Option<Location> {
    let name = message.get_script_resource_name(scope)?;
    let name = v8::Local::<v8::String>::try_from(name).ok()?;
    if !is_of_interest(scope, name) {
        return None;
    }
    let line = message.get_line_number(scope)?;
    let column = message.get_start_column() + 1;
    let source_line = message.get_source_line(scope).map(|line| shortened(scope, line, LINE_UNITS));
    Some(Location {
        line: number(line),
        column: number(column),
        source_line: source_line.filter(|line| column <= line.encode_utf16().count() + 1),
    })
}

/// Whether a script is the one being run: a submission, or a library that becomes part of a snapshot.
fn is_of_interest(scope: &v8::PinScope<'_, '_>, name: v8::Local<'_, v8::String>) -> bool {
    let Some(HostState { script, .. }) = scope.get_slot::<HostState>() else { return false };
    // A name has at least a byte for each of its units.
    name.length() <= script.len() && name.to_rust_string_lossy(scope) == *script
}

fn number(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

/// Returns the `line`-th line of a source, counted from 1, shortened.
fn line_of(scope: &v8::PinScope<'_, '_>, source: v8::Local<'_, v8::String>, line: usize) -> Option<String> {
    let source = source.to_rust_string_lossy(scope);
    let line = source.lines().nth(line.checked_sub(1)?)?;
    Some(line.chars().take(LINE_UNITS).collect())
}

/// Returns the first `units` UTF-16 units of a string of any length.
fn shortened(scope: &v8::PinScope<'_, '_>, text: v8::Local<'_, v8::String>, units: usize) -> String {
    let length = text.length().min(units);
    let mut buffer = vec![0u16; length];
    text.write_v2(scope, 0, &mut buffer, v8::WriteFlags::empty());
    let mut shortened = String::from_utf16_lossy(&buffer);
    if length < text.length() {
        shortened.push('…');
    }
    shortened
}
