//! Libraries of problems: scripts whose top level has run before a submission does.
//!
//! They are evaluated once, in a worker process that does nothing else. The resulting heap becomes part of a startup
//! snapshot, from which the workers of their problem start: a fresh context contains the libraries just as it contains
//! arrays.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::execution::Outcome;

/// A library script.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Library {
    /// Its file, as the problem names it: a path relative to the problem's folder, with `/` between its parts.
    pub file: String,
    /// Its source text.
    pub source: String,
}

impl Library {
    /// Returns the names under which `require` finds it: the path of the file with and without `./` and `.js`, and its
    /// last part alone, also without `.min`.
    pub fn names(&self) -> Vec<String> {
        let bare =
            |name: &str| name.strip_suffix(".js").or_else(|| name.strip_suffix(".cjs")).map(str::to_owned);
        let last = self.file.rsplit('/').next().unwrap_or(&self.file);
        let mut names: Vec<String> = Vec::new();
        for name in [self.script_name(), self.file.clone(), last.to_owned()] {
            names.extend(bare(&name));
            names.push(name);
        }
        let stem = bare(last).unwrap_or_default();
        names.extend(stem.strip_suffix(".min").map(str::to_owned));
        names.sort();
        names.dedup();
        names
    }

    /// Returns the name that V8 shows in stack traces. It differs from the name of every submission.
    pub fn script_name(&self) -> String {
        format!("./{}", self.file)
    }
}

/// The libraries of a problem, in the order in which they run.
#[derive(Debug, Default)]
pub struct Libraries {
    scripts: Vec<Library>,
    snapshot: OnceLock<LibrarySnapshot>,
}

/// A startup snapshot that contains libraries.
#[derive(Debug)]
pub struct LibrarySnapshot {
    /// The snapshot in V8's own format. It lives as long as this process, because isolates refer to it.
    bytes: &'static [u8],
    digest: [u8; 32],
    are_modules: Vec<bool>,
}

/// The snapshot of libraries that a worker has built.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Built {
    /// The bytes of the snapshot, in V8's own format.
    #[serde(with = "serde_bytes")]
    pub snapshot: Vec<u8>,
    /// For each library, whether it is a CommonJS module: it exports something, and its top level is its own.
    pub are_modules: Vec<bool>,
}

impl LibrarySnapshot {
    /// Keeps a built snapshot for as long as this process lives.
    pub fn new(built: Built) -> Self {
        let digest = Sha256::digest(&built.snapshot).into();
        Self { bytes: built.snapshot.leak(), digest, are_modules: built.are_modules }
    }

    /// Returns for each library whether it is a CommonJS module.
    pub fn are_modules(&self) -> &[bool] {
        &self.are_modules
    }

    /// Returns the bytes, in V8's own format.
    pub fn bytes(&self) -> &'static [u8] {
        self.bytes
    }

    /// Returns the hash that identifies the snapshot.
    pub fn digest(&self) -> [u8; 32] {
        self.digest
    }
}

impl Libraries {
    /// Returns those of a problem that has none.
    pub fn none() -> &'static Self {
        static NONE: Libraries = Libraries::new(Vec::new());
        &NONE
    }

    /// Creates a set of libraries from scripts that have not run yet.
    pub const fn new(scripts: Vec<Library>) -> Self {
        Self { scripts, snapshot: OnceLock::new() }
    }

    /// Returns the scripts, in the order in which they run.
    pub fn scripts(&self) -> &[Library] {
        &self.scripts
    }

    /// Whether there are none, as for most problems.
    pub fn is_empty(&self) -> bool {
        self.scripts.is_empty()
    }

    /// Stores the snapshot that was built from them; only the first one is kept.
    pub fn set_snapshot(&self, snapshot: LibrarySnapshot) {
        let _ = self.snapshot.set(snapshot);
    }

    /// Returns the startup snapshot, once it was built.
    pub fn snapshot(&self) -> Option<&LibrarySnapshot> {
        self.snapshot.get()
    }

    /// Whether both hold the same scripts, or none: a process that is set up for one then serves the other.
    pub fn has_same_scripts(&self, other: &Self) -> bool {
        std::ptr::eq(self, other) || self.scripts == other.scripts
    }
}

/// A library that cannot become part of a snapshot.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LibraryError {
    /// Index of the library.
    pub index: usize,
    /// The outcome of its run; never a result.
    pub outcome: Outcome,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_library_goes_by_several_names() {
        let names = |file: &str| Library { file: file.to_owned(), source: String::new() }.names();
        assert_eq!(names("graph.js"), ["./graph", "./graph.js", "graph", "graph.js"]);
        assert_eq!(names("data"), ["./data", "data"]);
        let all = names("lib/lodash.min.js");
        for name in ["lodash", "lodash.min", "lodash.min.js", "./lib/lodash.min.js", "lib/lodash.min"] {
            assert!(all.iter().any(|known| known == name), "{name}: {all:?}");
        }
    }
}
