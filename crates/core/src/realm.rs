//! Realms: the kinds of contexts in which a case can run.

use serde::{Deserialize, Serialize};

/// The kind of context of a case: its global object and JavaScript's built-in objects.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Realm {
    /// A new context for each case.
    #[default]
    Fresh,
    /// One context for many cases, in which no case can leave anything behind. It is a hundred times faster for small
    /// cases. Whatever is not accepted there is judged again in a new context (docs/hardened-realm.md).
    Hardened,
}
