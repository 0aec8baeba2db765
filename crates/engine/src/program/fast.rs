//! Natives with two forms: V8 calls the slow one with handles around every argument, and the fast one directly from
//! optimised code, with plain numbers.
//!
//! The fast form does the whole work or nothing. Where it cannot do it (there is no more input, the input is not a
//! number, the output is full), it changes nothing and its result marks that. The prelude then calls the slow form
//! once, which does the same work by all means, and throws or stops the program where that fails.
//!
//! V8 also chooses by the arguments: a fast form that takes a string gets only strings in one piece with one byte a
//! character, and the slow form gets all others.

use v8::fast_api::{
    CFunction, CFunctionInfo, CTypeInfo, FastApiCallbackOptions, FastApiOneByteString, Int64Representation,
    Type,
};

use super::{super::host as common, host, numbers};

/// The fast form of a native.
pub(in super::super) struct Fast(pub(in super::super) [CFunction; 1]);

// SAFETY: what it points to is code, and constant.
unsafe impl Sync for Fast {}

impl Fast {
    const fn new(address: *const std::ffi::c_void, info: &'static CFunctionInfo) -> Self {
        Self([CFunction::new(address, info)])
    }

    /// Returns the address that the startup snapshot refers to, which is that of the description itself.
    pub(in super::super) fn external_reference(&self) -> v8::ExternalReference {
        v8::ExternalReference { pointer: (&raw const self.0).cast_mut().cast() }
    }
}

/// Numbers of calls of natives with two forms, by form.
#[cfg(test)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in super::super) struct Calls {
    pub(in super::super) fast: u64,
    pub(in super::super) slow: u64,
}

const RECEIVER: CTypeInfo = Type::V8Value.as_info();
const OPTIONS: CTypeInfo = Type::CallbackOptions.as_info();

const fn info(result: Type, arguments: &'static [CTypeInfo]) -> CFunctionInfo {
    CFunctionInfo::new(result.as_info(), arguments, Int64Representation::Number)
}

static NUMBER_INFO: Info = Info(info(Type::Float64, &[RECEIVER, OPTIONS]));
static TEXT_INFO: Info = Info(info(Type::Bool, &[RECEIVER, Type::SeqOneByteString.as_info(), OPTIONS]));

struct Info(CFunctionInfo);

// SAFETY: as of `Fast`.
unsafe impl Sync for Info {}

pub(super) static READ_INT: Fast = Fast::new(read_int as _, &NUMBER_INFO.0);
pub(super) static READ_NUMBER: Fast = Fast::new(read_number as _, &NUMBER_INFO.0);
pub(super) static NEXT_LINE: Fast = Fast::new(next_line as _, &NUMBER_INFO.0);
pub(super) static POSITION: Fast = Fast::new(position as _, &NUMBER_INFO.0);
pub(super) static CLOCK: Fast = Fast::new(clock as _, &NUMBER_INFO.0);
pub(super) static WRITE: Fast = Fast::new(write as _, &TEXT_INFO.0);
pub(super) static WRITE_LINE: Fast = Fast::new(write_line as _, &TEXT_INFO.0);

/// `Math.random`, which is not only for whole programs.
pub(in super::super) static RANDOM: Fast = Fast::new(random as _, &NUMBER_INFO.0);

type Receiver<'a> = v8::Local<'a, v8::Object>;

/// Returns the host state of the isolate that calls.
fn state<'a>(options: &'a mut FastApiCallbackOptions<'_>) -> &'a mut common::HostState {
    // SAFETY: V8 passes the isolate that calls, which lives as long as the call and runs nothing else meanwhile.
    let state = common::state(unsafe { options.isolate_unchecked_mut() });
    #[cfg(test)]
    {
        state.program.calls.fast += 1;
    }
    state
}

/// Returns NaN where the slow form has to throw the error.
extern "C" fn read_int(_: Receiver<'_>, options: &mut FastApiCallbackOptions<'_>) -> f64 {
    host::take_number(&mut state(options).program, numbers::integer).unwrap_or(f64::NAN)
}

/// Returns NaN where the slow form has to throw the error.
extern "C" fn read_number(_: Receiver<'_>, options: &mut FastApiCallbackOptions<'_>) -> f64 {
    host::take_number(&mut state(options).program, numbers::decimal).unwrap_or(f64::NAN)
}

/// Returns the end of the next line, -1 if there is none. That is not an error, and needs no call of the slow form.
extern "C" fn next_line(_: Receiver<'_>, options: &mut FastApiCallbackOptions<'_>) -> f64 {
    host::take_line(&mut state(options).program).map_or(-1.0, |line| line.end as f64)
}

extern "C" fn position(_: Receiver<'_>, options: &mut FastApiCallbackOptions<'_>) -> f64 {
    state(options).program.position as f64
}

extern "C" fn clock(_: Receiver<'_>, options: &mut FastApiCallbackOptions<'_>) -> f64 {
    state(options).computed().as_secs_f64() * 1e3
}

extern "C" fn random(_: Receiver<'_>, options: &mut FastApiCallbackOptions<'_>) -> f64 {
    state(options).chance().f64()
}

/// Returns whether it was written.
extern "C" fn write(
    _: Receiver<'_>,
    text: &FastApiOneByteString,
    options: &mut FastApiCallbackOptions<'_>,
) -> bool {
    common::append_one_byte(state(options), text.as_bytes(), false)
}

/// Returns whether it was written.
extern "C" fn write_line(
    _: Receiver<'_>,
    text: &FastApiOneByteString,
    options: &mut FastApiCallbackOptions<'_>,
) -> bool {
    common::append_one_byte(state(options), text.as_bytes(), true)
}
