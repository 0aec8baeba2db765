//! Files of Kattis packages that both the export and the import use.

use toml_edit::DocumentMut;

use crate::error::ImportError;

/// Name of the file with the expectations of submissions, where they are more than a verdict for a folder.
pub(crate) const SUBMISSIONS_FILE: &str = "submissions.yaml";

/// Entry in `submissions.yaml` for a folder whose verdict the package format has no folder for.
pub(crate) const RUN_TIME_ERROR: &str = "  permitted: [AC, RTE]\n  required: [RTE]\n";

/// Name of the hidden file with the settings that the format has no place for.
pub(crate) const KEPT: &str = ".tribunal.toml";

/// Name of the hidden folder with the files that the format has no place for.
pub(crate) const KEPT_FILES: &str = ".tribunal";

/// Tables for the problem's setter, which have no place in the format.
pub(crate) const SETTER_TABLES: [&str; 6] =
    ["problem", "reference", "validator", "generator", "generate", "stress"];

/// Beginning of the line in a validator's `run` that names the checker's script.
pub(crate) const SCRIPT_MARK: &str = "# tribunal-script: ";

/// Parses the hidden file of a package that Tribunal has exported.
pub(crate) fn kept(text: &str) -> Result<DocumentMut, ImportError> {
    text.parse().map_err(|error: toml_edit::TomlError| {
        let message = error.message().to_owned();
        let line =
            error.span().map_or(1, |span| text.get(..span.start).unwrap_or("").matches('\n').count() + 1);
        ImportError::at(KEPT, line, message)
    })
}
