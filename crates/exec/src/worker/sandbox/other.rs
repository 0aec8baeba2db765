//! Systems on which the process boundary is a worker's only sandbox.

use std::io;

use super::Layer;
use tribunal_core::execution::IsolateLimits;

pub(super) fn end_with(_: u32) -> io::Result<()> {
    // The worker ends when its standard input does.
    Ok(())
}

pub(super) fn make_room_for_the_stack() {}

pub(super) fn enter(_: IsolateLimits) -> Vec<Layer> {
    ["environment", "descriptors", "privileges", "limits", "landlock", "seccomp"]
        .into_iter()
        .map(|name| super::layer(name, "", Err("only on Linux")))
        .collect()
}

pub(super) fn probe(_: u32) -> Vec<(String, Result<(), String>)> {
    Vec::new()
}
