//! The sandbox of a worker process, in layers.
//!
//! Every layer is independent: one that this system does not have is reported and left out, and the others have their
//! full effect. `--require-sandbox` refuses to run with less than all.
#![allow(unsafe_code, reason = "closing descriptors and trying forbidden system calls has no safe form")]

use std::io;

use serde::{Deserialize, Serialize};

use tribunal_core::execution::IsolateLimits;

#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "linux")]
use linux as system;
#[cfg(not(target_os = "linux"))]
mod other;
#[cfg(not(target_os = "linux"))]
use other as system;

/// One layer of the sandbox, with its state in a worker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layer {
    /// Its name.
    pub name: String,
    /// The restriction that it puts on a submission, or the reason why it is off.
    pub state: Result<String, String>,
}

impl Layer {
    /// Whether it is in effect.
    pub fn is_on(&self) -> bool {
        self.state.is_ok()
    }
}

/// Lets this process end when its supervisor does.
///
/// # Errors
/// If the supervisor has ended already, or the system refuses.
pub fn end_with(supervisor: u32) -> io::Result<()> {
    system::end_with(supervisor)
}

/// Lets the stack of the main thread grow to the size that V8 expects, whatever limit this process was started with.
/// Where the system refuses, deep recursion ends the process, and with it the case.
pub fn make_room_for_the_stack() {
    system::make_room_for_the_stack();
}

/// Enters the sandbox with this process and all of its threads, for good. `isolate_limits` are those of a case.
pub fn enter(isolate_limits: IsolateLimits) -> Vec<Layer> {
    system::enter(isolate_limits)
}

/// Tries every action that the sandbox has to refuse, and returns the result of each; `Ok` means that it was let
/// through, which it must not be.
pub fn probe(supervisor: u32) -> Vec<(String, Result<(), String>)> {
    system::probe(supervisor)
}

/// Returns a layer, in effect if `result` is `Ok`.
fn layer<E: std::fmt::Display>(name: &str, keeps: &str, result: Result<(), E>) -> Layer {
    Layer {
        name: name.to_owned(),
        state: result.map(|()| keeps.to_owned()).map_err(|error| error.to_string()),
    }
}
