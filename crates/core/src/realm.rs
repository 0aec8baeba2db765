//! Realms: the kinds of surroundings in which a case can run.

use serde::{Deserialize, Serialize};

/// The surroundings of a case: the global object and all that JavaScript comes with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Realm {
    /// A new context for each case
    #[default]
    Fresh,
    /// One context for many cases in which nothing can be left behind, a hundred times faster for small ones; what
    /// is not accepted there is judged again in a new context (docs/hardened-realm.md)
    Hardened,
}
