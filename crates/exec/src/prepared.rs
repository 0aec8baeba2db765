//! Intermediate results of a submission on its way to execution.

use std::sync::{Arc, OnceLock};

use tribunal_core::execution::ScriptError;
use tribunal_engine::CodeCache;
use tribunal_typescript::SourceMapper;

use crate::code_store::Key;

/// The JavaScript of a TypeScript text and the map back to it, or the reason why there is none.
pub type Javascript = Result<(Arc<str>, SourceMapper), ScriptError>;

/// Intermediate results of one submission, shared by all sessions that run its cases: each is made once, by the first
/// session that needs it.
///
/// They belong to one source, entry point and set of libraries; the caller that makes a [`Job`](crate::runner::Job)
/// keeps the two together.
#[derive(Debug, Default)]
pub struct Prepared {
    /// The JavaScript after type stripping, with the map back to the TypeScript.
    pub(crate) javascript: OnceLock<Javascript>,
    /// The key of its code in the store of code caches.
    pub(crate) key: OnceLock<Key>,
    /// The code of its JavaScript, empty until a session has compiled it.
    pub code: CodeCache,
}
