//! Errors of submissions, read without running anything of theirs.
//!
//! The text comes from V8's own message of the exception, which is made without calling a `toString`, a
//! `message` getter or `Error.prepareStackTrace`.

use super::host::HostState;
use crate::raw_run::{Location, ScriptError};

/// Longest error text that is kept, in bytes.
const TEXT_BYTES: usize = 2048;

/// Longest text of an error that is read at all, in UTF-16 units: one that is put together from parts becomes
/// whole before any of it can be read, which takes memory that the program never had.
const READABLE: usize = 1 << 20;

/// Longest source line that is kept, in UTF-16 units.
const LINE_UNITS: usize = 240;

/// The name that submissions have inside V8: locations elsewhere (the prelude, `eval`) are not theirs.
pub(super) const SCRIPT_NAME: &str = "submission.js";

/// The error for a caught exception and the message that V8 made of it.
pub(super) fn from_message(
    scope: &mut v8::PinScope<'_, '_>,
    message: v8::Local<'_, v8::Message>,
    exception: Option<v8::Local<'_, v8::Value>>,
) -> ScriptError {
    // Where a stack was captured, what the prelude throws is laid to who called it.
    let location =
        location(scope, message).or_else(|| first_location(scope, message.get_stack_trace(scope)?));
    if let Some(exception) = exception
        && let Some(length) = long_text(scope, exception)
    {
        return ScriptError { text: format!("an error with a text of {length} characters"), location };
    }
    let text = shortened(scope, message.get(scope), TEXT_BYTES);
    let text = text.strip_prefix("Uncaught ").unwrap_or(&text).to_owned();
    ScriptError { text, location }
}

/// The error for a value that was thrown where V8 has no message at hand, such as the reason of a promise.
pub(super) fn from_exception(
    scope: &mut v8::PinScope<'_, '_>,
    exception: v8::Local<'_, v8::Value>,
) -> ScriptError {
    let message = v8::Exception::create_message(scope, exception);
    from_message(scope, message, Some(exception))
}

/// The length of what a thrown value says in UTF-16 units, if that is too much to be read.
fn long_text(scope: &mut v8::PinScope<'_, '_>, exception: v8::Local<'_, v8::Value>) -> Option<usize> {
    let text = match v8::Local::<v8::String>::try_from(exception) {
        Ok(text) => text,
        Err(_) if exception.is_native_error() => own_message(scope, exception)?,
        Err(_) => return None,
    };
    Some(text.length()).filter(|length| *length > READABLE)
}

/// The message that is an error's own, as long as that is no getter.
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

/// The place in the script that runs now; `None` where nothing of it is on the stack.
pub(super) fn current_location(scope: &mut v8::PinScope<'_, '_>) -> Option<Location> {
    const FRAMES: usize = 16;
    v8::scope!(let scope, scope);
    let trace = v8::StackTrace::current_stack_trace(scope, FRAMES)?;
    first_location(scope, trace)
}

/// The uppermost place of a stack that is in the submission.
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

/// Where a message points to, if that is in the submission.
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

/// Whether a script is the one that runs for its own sake: a submission, or a library that becomes part of a snapshot.
fn is_of_interest(scope: &v8::PinScope<'_, '_>, name: v8::Local<'_, v8::String>) -> bool {
    let Some(HostState { script, .. }) = scope.get_slot::<HostState>() else { return false };
    // A name has at least a byte for each of its units.
    name.length() <= script.len() && name.to_rust_string_lossy(scope) == *script
}

fn number(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

/// The `line`-th line of a source, counted from 1, shortened.
fn line_of(scope: &v8::PinScope<'_, '_>, source: v8::Local<'_, v8::String>, line: usize) -> Option<String> {
    let source = source.to_rust_string_lossy(scope);
    let line = source.lines().nth(line.checked_sub(1)?)?;
    Some(line.chars().take(LINE_UNITS).collect())
}

/// The first `units` UTF-16 units of a string, however long it is.
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
