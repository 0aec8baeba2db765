//! Plain data: the input of a run of a submission and its result.
//!
//! Nothing here knows V8, a problem file or a terminal, and only [`input`] reads files.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test that panics fails, as it should"))]

pub mod engine_info;
pub mod entry_point;
pub mod execution;
pub mod input;
pub mod libraries;
pub mod outline;
pub mod realm;
pub mod shape;
pub mod source;
pub mod suggest;
pub mod text;
pub mod value;
