//! Intermediate results of a submission on its way to being run.

use std::sync::{Arc, OnceLock};

use tribunal_core::execution::ScriptError;
use tribunal_engine::CodeCache;
use tribunal_typescript::Original;

use crate::code_store::Key;

/// Intermediate results of one submission, shared by all sessions that run its cases: each is made once, by the first
/// session that needs it.
///
/// It belongs to one source, entry point and set of libraries; whoever makes a [`Job`](crate::runner::Job) keeps the two
/// together.
#[derive(Debug, Default)]
pub struct Prepared {
    /// The JavaScript that its TypeScript became, and the way back.
    pub(crate) javascript: OnceLock<Result<(Arc<str>, Original), ScriptError>>,
    /// Its name in the store of code caches.
    pub(crate) key: OnceLock<Key>,
    /// The code that its JavaScript compiled to, empty until some session has compiled it.
    pub code: CodeCache,
}

impl Prepared {
    /// Those of a submission whose code is known already.
    pub fn with_code(code: CodeCache) -> Self {
        Self { code, ..Self::default() }
    }
}
