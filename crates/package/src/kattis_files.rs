//! Files of Kattis packages as this program writes and reads them.

use toml_edit::DocumentMut;

use crate::error::ImportError;

/// The file with what is expected of submissions, where that is more than a verdict for a folder.
pub(crate) const SUBMISSIONS_FILE: &str = "submissions.yaml";

/// What an export says in `submissions.yaml` of folders whose verdict a package has no word for.
pub(crate) const RUN_TIME_ERROR: &str = "  permitted: [AC, RTE]\n  required: [RTE]\n";

/// The hidden file of what other judges have no place for.
pub(crate) const KEPT: &str = ".tribunal.toml";

/// The hidden folder of files that other judges have no use for.
pub(crate) const KEPT_FILES: &str = ".tribunal";

/// The tables of a problem's setter, which have no place in the format.
pub(crate) const SETTER_TABLES: [&str; 6] =
    ["problem", "reference", "validator", "generator", "generate", "stress"];

/// Begins the line of a validator's `run` that names the checker which it runs.
pub(crate) const SCRIPT_MARK: &str = "# tribunal-script: ";

/// What a package of ours kept for us.
pub(crate) fn kept(text: &str) -> Result<DocumentMut, ImportError> {
    text.parse().map_err(|error: toml_edit::TomlError| {
        let message = error.message().to_owned();
        let line =
            error.span().map_or(1, |span| text.get(..span.start).unwrap_or("").matches('\n').count() + 1);
        ImportError::at(KEPT, line, message)
    })
}
