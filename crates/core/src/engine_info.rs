//! Name and version of an engine, for reports.

/// The engine that ran submissions.
#[derive(Clone, Debug)]
pub struct EngineInfo {
    /// `isolate` or `node`.
    pub name: &'static str,
    /// Version of its V8, empty where it is not known.
    pub v8: String,
}
