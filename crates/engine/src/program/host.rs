//! The natives of whole programs: standard input, standard output, and exit.

use std::ops::Range;

use v8::MapFnTo;

use super::{
    super::{
        from_js::bytes_of,
        host::{self as common, clock, state, write, write_line},
        limits::stop,
    },
    State,
    fast::{self, Fast},
    numbers::{self, Parse},
};
use tribunal_core::execution::Limit;

type Scope<'s, 'i, 'a> = &'a mut v8::PinScope<'s, 'i>;

/// Names and callbacks of the natives, in the order of the snapshot, and those that have a fast form besides.
macro_rules! program_functions {
    ({ $($name:literal => $function:ident),* $(,)? } { $($fast_name:literal => $slow:ident, $fast:ident),* $(,)? }) => {
        /// Returns the addresses under which V8 knows the natives.
        pub(in super::super) fn external_references() -> Vec<v8::ExternalReference> {
            vec![
                $(v8::ExternalReference { function: $function.map_fn_to() },)*
                $(v8::ExternalReference { function: $slow.map_fn_to() },)*
                $(fast::$fast.external_reference(),)*
            ]
        }

        /// Adds the natives of whole programs to the object of all natives. Its property `slow` holds natives with two
        /// forms in the slow form alone.
        pub(in super::super) fn extend(
            scope: &mut v8::PinScope<'_, '_>,
            object: v8::Local<'_, v8::Object>,
        ) -> Option<()> {
            $(
                let name = v8::String::new(scope, $name)?;
                let function = v8::Function::builder($function)
                    .constructor_behavior(v8::ConstructorBehavior::Throw)
                    .build(scope)?;
                object.set(scope, name.into(), function.into())?;
            )*
            let slow = common::bare_object(scope)?;
            $({
                let name = v8::String::new(scope, $fast_name)?;
                let Fast(forms) = &fast::$fast;
                let function = v8::FunctionTemplate::builder($slow).build_fast(scope, forms).get_function(scope)?;
                object.set(scope, name.into(), function.into())?;
                let function = v8::Function::builder($slow)
                    .constructor_behavior(v8::ConstructorBehavior::Throw)
                    .build(scope)?;
                slow.set(scope, name.into(), function.into())?;
            })*
            let name = v8::String::new(scope, "slow")?;
            object.set(scope, name.into(), slow.into())?;
            Some(())
        }
    };
}

program_functions! {
    {
        "readText" => read_text,
        "readBytes" => read_bytes,
        "readInto" => read_into,
        "readLine" => read_line,
        "readWord" => read_word,
        "asciiInput" => ascii_input,
        "inputSize" => input_size,
        "argv" => argv,
        "writeBytes" => write_bytes,
        "writeError" => write_error,
        "writeErrorLine" => write_error_line,
        "exit" => exit,
        "noteTick" => note_tick,
        "decodeLatin1" => decode_latin1,
    }
    {
        "readInt" => read_int, READ_INT,
        "readNumber" => read_number, READ_NUMBER,
        "nextLine" => next_line, NEXT_LINE,
        "position" => position, POSITION,
        "clock" => clock, CLOCK,
        "write" => write, WRITE,
        "writeLine" => write_line, WRITE_LINE,
    }
}

/// Counts a call of a slow form.
fn note_slow(_scope: &mut v8::PinScope<'_, '_>) {
    #[cfg(test)]
    {
        state(_scope).program.calls.slow += 1;
    }
}

/// `readText()`: returns the rest of the input as text.
fn read_text(
    scope: Scope<'_, '_, '_>,
    _: v8::FunctionCallbackArguments<'_>,
    mut result: v8::ReturnValue<'_>,
) {
    let program = &mut state(scope).program;
    let end = program.input().len();
    let from = std::mem::replace(&mut program.position, end);
    if let Some(text) = decode(scope, from) {
        result.set(text.into());
    }
}

/// Returns the input from a position on, as text.
fn decode<'s>(scope: &mut v8::PinScope<'s, '_>, from: usize) -> Option<v8::Local<'s, v8::String>> {
    // The input is not part of the state, but lent to it, so it does not change while V8 makes the string.
    let bytes = std::ptr::from_ref(state(scope).program.input().get(from..).unwrap_or_default());
    // SAFETY: as of `State::input`: the run that lent it is under way.
    text(scope, unsafe { &*bytes })
}

/// Returns bytes as text.
pub(in super::super) fn text<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    bytes: &[u8],
) -> Option<v8::Local<'s, v8::String>> {
    let text = if bytes.is_ascii() {
        v8::String::new_from_one_byte(scope, bytes, v8::NewStringType::Normal)
    } else {
        v8::String::new_from_utf8(scope, bytes, v8::NewStringType::Normal)
    };
    if text.is_none() {
        throw(scope, v8::Exception::range_error, "Cannot create a string longer than 0x1fffffe8 characters");
    }
    text
}

fn throw(
    scope: &mut v8::PinScope<'_, '_>,
    exception: for<'s> fn(&v8::PinScope<'s, '_>, v8::Local<'_, v8::String>) -> v8::Local<'s, v8::Value>,
    text: &str,
) {
    if let Some(text) = v8::String::new(scope, text) {
        let exception = exception(scope, text);
        scope.throw_exception(exception);
    }
}

/// `readBytes(most)`: returns the next bytes of the input in a new `Uint8Array`, which is empty at the end of the
/// input.
fn read_bytes(
    scope: Scope<'_, '_, '_>,
    arguments: v8::FunctionCallbackArguments<'_>,
    mut result: v8::ReturnValue<'_>,
) {
    let most = arguments.get(0).number_value(scope).unwrap_or(0.0) as usize;
    let program = &mut state(scope).program;
    let length = program.rest().len().min(most);
    let buffer = v8::ArrayBuffer::new(scope, length);
    if buffer.byte_length() != length {
        return throw(scope, v8::Exception::range_error, "Array buffer allocation failed");
    }
    let program = &mut state(scope).program;
    for (cell, byte) in buffer.get_backing_store().iter().zip(program.rest()) {
        cell.set(*byte);
    }
    program.position += length;
    if let Some(bytes) = v8::Uint8Array::new(scope, buffer, 0, length) {
        result.set(bytes.into());
    }
}

/// `readInto(view, offset, length)`: reads the next bytes of the input into a view. Returns their number.
fn read_into(
    scope: Scope<'_, '_, '_>,
    arguments: v8::FunctionCallbackArguments<'_>,
    mut result: v8::ReturnValue<'_>,
) {
    let Ok(view) = v8::Local::<v8::ArrayBufferView>::try_from(arguments.get(0)) else { return };
    let offset = arguments.get(1).number_value(scope).unwrap_or(0.0) as usize;
    let most = arguments.get(2).number_value(scope).unwrap_or(0.0) as usize;
    let isolate_limits = view.byte_length().saturating_sub(offset).min(most);
    let Some(store) = view.get_backing_store() else { return result.set_double(0.0) };
    let start = view.byte_offset() + offset;
    let program = &mut state(scope).program;
    let length = program.rest().len().min(isolate_limits);
    for (cell, byte) in store.iter().skip(start).take(length).zip(program.rest()) {
        cell.set(*byte);
    }
    program.position += length;
    result.set_double(length as f64);
}

/// `readLine()`: returns the next line of the input without its end, `null` if there is none.
fn read_line(
    scope: Scope<'_, '_, '_>,
    _: v8::FunctionCallbackArguments<'_>,
    mut result: v8::ReturnValue<'_>,
) {
    let Some(line) = take_line(&mut state(scope).program) else { return result.set_null() };
    let line = state(scope).program.input()[line].to_vec();
    if let Some(line) = text(scope, &line) {
        result.set(line.into());
    }
}

/// `readWord()`: returns the next word, up to white space; `null` at the end of the input.
fn read_word(
    scope: Scope<'_, '_, '_>,
    _: v8::FunctionCallbackArguments<'_>,
    mut result: v8::ReturnValue<'_>,
) {
    let program = &mut state(scope).program;
    let word = next_word(program);
    program.position = word.end;
    if word.is_empty() {
        return result.set_null();
    }
    let word = program.input()[word].to_vec();
    if let Some(word) = text(scope, &word) {
        result.set(word.into());
    }
}

/// `asciiInput()`: returns the whole input if it is ASCII, so that positions in bytes and in characters are the same.
fn ascii_input(
    scope: Scope<'_, '_, '_>,
    _: v8::FunctionCallbackArguments<'_>,
    mut result: v8::ReturnValue<'_>,
) {
    if state(scope).program.input().is_ascii()
        && let Some(text) = decode(scope, 0)
    {
        result.set(text.into());
    }
}

/// `inputSize()`: returns the length of the whole input in bytes.
fn input_size(
    scope: Scope<'_, '_, '_>,
    _: v8::FunctionCallbackArguments<'_>,
    mut result: v8::ReturnValue<'_>,
) {
    result.set_double(state(scope).program.input().len() as f64);
}

/// `argv()`: returns an array of the apparent paths of node and of the program, and of the program's arguments.
fn argv(scope: Scope<'_, '_, '_>, _: v8::FunctionCallbackArguments<'_>, mut result: v8::ReturnValue<'_>) {
    const NAMES: [&str; 2] = ["/usr/bin/node", "/tribunal/submission.js"];
    let arguments = state(scope).program.args().iter().map(String::as_str);
    // Copied, since the scope cannot be used while its state is borrowed.
    let texts: Vec<String> = NAMES.into_iter().chain(arguments).map(str::to_owned).collect();
    let texts: Option<Vec<v8::Local<'_, v8::Value>>> =
        texts.iter().map(|each| Some(text(scope, each.as_bytes())?.into())).collect();
    if let Some(texts) = texts {
        result.set(v8::Array::new_with_elements(scope, &texts).into());
    }
}

/// Moves past the next line of the input. Returns its place, without its end.
pub(super) fn take_line(program: &mut State) -> Option<Range<usize>> {
    let start = program.position;
    let rest = program.rest();
    if rest.is_empty() {
        return None;
    }
    let (mut length, taken) = match memchr::memchr(b'\n', rest) {
        Some(end) => (end, end + 1),
        None => (rest.len(), rest.len()),
    };
    if length > 0 && rest[length - 1] == b'\r' {
        length -= 1;
    }
    program.position += taken;
    Some(start..start + length)
}

/// Returns the place of the next word of the input; empty at its end.
fn next_word(program: &State) -> Range<usize> {
    let rest = program.rest();
    let start = rest.iter().position(|byte| !byte.is_ascii_whitespace()).unwrap_or(rest.len());
    let length = rest[start..].iter().position(u8::is_ascii_whitespace).unwrap_or(rest.len() - start);
    let start = program.position + start;
    start..start + length
}

/// Moves past the next word of the input, if `parse` accepts it as a number.
pub(super) fn take_number(program: &mut State, parse: Parse) -> Option<f64> {
    let rest = program.rest();
    let start = rest.iter().position(|byte| !byte.is_ascii_whitespace())?;
    let (number, length) = parse(&rest[start..])?;
    program.position += start + length;
    Some(number)
}

/// `readInt()`: reads the next word of the input, which has to be an integer.
fn read_int(scope: Scope<'_, '_, '_>, _: v8::FunctionCallbackArguments<'_>, result: v8::ReturnValue<'_>) {
    read_with(scope, result, "readInt", numbers::integer, "an integer up to 2^53");
}

/// `readNumber()`: reads the next word of the input, which has to be a number.
fn read_number(scope: Scope<'_, '_, '_>, _: v8::FunctionCallbackArguments<'_>, result: v8::ReturnValue<'_>) {
    read_with(scope, result, "readNumber", numbers::decimal, "a number");
}

/// Longest part of a word of the input that an error shows, in bytes.
const SHOWN: usize = 40;

fn read_with(
    scope: &mut v8::PinScope<'_, '_>,
    mut result: v8::ReturnValue<'_>,
    name: &str,
    parse: Parse,
    wanted: &str,
) {
    note_slow(scope);
    let program = &mut state(scope).program;
    if let Some(number) = take_number(program, parse) {
        return result.set_double(number);
    }
    let word = next_word(program);
    if word.is_empty() {
        return throw(scope, v8::Exception::range_error, &format!("{name}: the input has ended"));
    }
    let word = &program.input()[word.start..word.end.min(word.start + SHOWN)];
    let text = format!("{name}: '{}' is not {wanted}", String::from_utf8_lossy(word));
    throw(scope, v8::Exception::error, &text);
}

/// `nextLine()`: moves past the next line. Returns its end, -1 if there is none.
fn next_line(
    scope: Scope<'_, '_, '_>,
    _: v8::FunctionCallbackArguments<'_>,
    mut result: v8::ReturnValue<'_>,
) {
    note_slow(scope);
    let line = take_line(&mut state(scope).program);
    result.set_double(line.map_or(-1.0, |line| line.end as f64));
}

/// `position()`: returns the number of bytes of the input that have been read.
fn position(scope: Scope<'_, '_, '_>, _: v8::FunctionCallbackArguments<'_>, mut result: v8::ReturnValue<'_>) {
    note_slow(scope);
    result.set_double(state(scope).program.position as f64);
}

/// `writeBytes(view)`: appends bytes to the output.
fn write_bytes(
    scope: Scope<'_, '_, '_>,
    arguments: v8::FunctionCallbackArguments<'_>,
    _: v8::ReturnValue<'_>,
) {
    let Some(bytes) = bytes_of(arguments.get(0)) else { return };
    if !common::append(state(scope), &bytes) {
        stop(scope, Limit::Output);
    }
}

/// `writeError(text or view)`: appends to the error output, which is cut at its limit.
fn write_error(
    scope: Scope<'_, '_, '_>,
    arguments: v8::FunctionCallbackArguments<'_>,
    _: v8::ReturnValue<'_>,
) {
    append_error(scope, arguments.get(0), false);
}

/// `writeErrorLine(text)`: appends a line to the error output.
fn write_error_line(
    scope: Scope<'_, '_, '_>,
    arguments: v8::FunctionCallbackArguments<'_>,
    _: v8::ReturnValue<'_>,
) {
    append_error(scope, arguments.get(0), true);
}

fn append_error(scope: &mut v8::PinScope<'_, '_>, value: v8::Local<'_, v8::Value>, is_line: bool) {
    let state_now = state(scope);
    // The error output is not compared, so exceeding its limit has no consequence for the program.
    let room = state_now.output_limit.saturating_sub(state_now.errors.len());
    if room == 0 || state_now.program.exit_code.is_some() {
        return;
    }
    let mut bytes = match v8::Local::<v8::String>::try_from(value) {
        Ok(text) if text.length() > room => return,
        Ok(text) => text.to_rust_string_lossy(scope).into_bytes(),
        Err(_) => bytes_of(value).unwrap_or_default(),
    };
    if is_line {
        bytes.push(b'\n');
    }
    bytes.truncate(room);
    state(scope).errors.extend_from_slice(&bytes);
}

/// `exit(code)`: ends the program. It continues to the end of its current step, but its output is discarded.
fn exit(scope: Scope<'_, '_, '_>, arguments: v8::FunctionCallbackArguments<'_>, _: v8::ReturnValue<'_>) {
    let code = arguments.get(0).int32_value(scope).unwrap_or(0);
    state(scope).program.exit_code.get_or_insert(code);
    scope.terminate_execution();
}

/// `noteTick()`: marks that there is a callback of `process.nextTick` to run.
fn note_tick(scope: Scope<'_, '_, '_>, _: v8::FunctionCallbackArguments<'_>, _: v8::ReturnValue<'_>) {
    state(scope).program.has_ticks = true;
}

/// `decodeLatin1(view)`: returns the text of bytes of one character each.
fn decode_latin1(
    scope: Scope<'_, '_, '_>,
    arguments: v8::FunctionCallbackArguments<'_>,
    mut result: v8::ReturnValue<'_>,
) {
    let bytes = bytes_of(arguments.get(0)).unwrap_or_default();
    if let Some(text) = v8::String::new_from_one_byte(scope, &bytes, v8::NewStringType::Normal) {
        result.set(text.into());
    }
}
