//! The file `<case>.yaml` beside a case of a data folder, as Kattis packages have it in version 2025-09.

use std::{fs, io, ops::Range, path::Path};

use super::{
    diagnostics::{Diagnostic, Reporter},
    file::read_text,
};
use crate::{
    checker::{
        Checker,
        custom::Custom,
        text::{KattisOptions, TextChecker},
    },
    suggest::did_you_mean,
    yaml::{self, Node},
};

/// The arguments of the output validator: those of the case's checker.
const CHECKER_ARGS: &str = "output_validator_args";
/// Command-line arguments, which programs here do not get.
const ARGS: &str = "args";
/// What is for other tools, or for people who read the file.
const IGNORED: [&str; 6] = [
    "hint",
    "description",
    "full_feedback",
    "input_validator_args",
    "input_visualizer_args",
    "output_visualizer_args",
];

/// The checker that the file beside a case asks for instead of the problem's; `None` if it asks for none.
///
/// # Errors
/// Everything that is wrong with the file; not empty.
pub(super) fn read(path: &Path, checker: &Checker) -> Result<Option<Checker>, Vec<Diagnostic>> {
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        _ => {}
    }
    let text = read_text(path, yaml::MAX_BYTES)
        .map_err(|error| vec![Diagnostic::of_file(path, format!("this file {error}"), None)])?;
    let mut reporter = Reporter::new(path, &text);
    let own = parse(&mut reporter, &text, checker);
    let errors = reporter.finish();
    if errors.is_empty() { Ok(own) } else { Err(errors) }
}

fn parse(reporter: &mut Reporter<'_>, text: &str, checker: &Checker) -> Option<Checker> {
    let root = match yaml::parse(text) {
        Ok(root) => root,
        Err(error) => {
            reporter.error(line(text, error.line), error.message, None);
            return None;
        }
    };
    let Some(entries) = root.mapping() else {
        reporter.error(line(text, root.line), "this has to be a mapping of keys to values", None);
        return None;
    };
    let mut own = None;
    for (key, value) in entries {
        match key.text.as_str() {
            CHECKER_ARGS => own = with_arguments(reporter, text, value, checker),
            ARGS if value.is_null() || value.sequence().is_some_and(<[Node]>::is_empty) => {}
            ARGS => {
                let hint = "let it read them from its input".to_owned();
                reporter.error(line(text, key.line), "a program gets no arguments here", Some(hint));
            }
            known if IGNORED.contains(&known) => {}
            unknown => {
                let known = IGNORED.into_iter().chain([CHECKER_ARGS]);
                let hint = did_you_mean(unknown, known.clone())
                    .unwrap_or_else(|| format!("known are {}", known.collect::<Vec<_>>().join(", ")));
                reporter.error(line(text, key.line), format!("unknown key `{unknown}`"), Some(hint));
            }
        }
    }
    own
}

/// The problem's checker with these arguments.
fn with_arguments(
    reporter: &mut Reporter<'_>,
    text: &str,
    value: &Node,
    checker: &Checker,
) -> Option<Checker> {
    let texts = value.texts();
    // In older packages one text holds them all.
    let arguments: Vec<&str> = match value.sequence() {
        Some(nodes) if nodes.len() != texts.len() => {
            reporter.error(
                line(text, value.line),
                format!("`{CHECKER_ARGS}` has to be a list of texts"),
                None,
            );
            return None;
        }
        Some(_) => texts,
        None => texts.into_iter().flat_map(str::split_whitespace).collect(),
    };
    match checker {
        Checker::Custom(Custom::Program(program)) => {
            let mut program = program.clone();
            program.args = arguments.into_iter().map(str::to_owned).collect();
            Some(Checker::Custom(Custom::Program(program)))
        }
        Checker::Text(_) => match KattisOptions::from_arguments(arguments) {
            Ok(options) => Some(Checker::Text(TextChecker::tokens(options))),
            Err(error) => {
                reporter.error(line(text, value.line), error, None);
                None
            }
        },
        _ => {
            let message = format!("the checker `{}` takes no arguments", checker.name());
            reporter.error(line(text, value.line), message, None);
            None
        }
    }
}

/// The bytes of a line, from 1, without its end.
fn line(text: &str, number: usize) -> Range<usize> {
    let mut start = 0;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        if index + 1 == number {
            return start..start + line.trim_end().len();
        }
        start += line.len();
    }
    text.len()..text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<Option<Checker>, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("1.yaml");
        fs::write(&path, text).unwrap();
        read(&path, &Checker::Text(TextChecker::default())).map_err(|errors| {
            let shown = |error: &Diagnostic| {
                format!("{}: {}", error.place.as_ref().map_or(0, |place| place.line), error.message)
            };
            errors.iter().map(shown).collect::<Vec<_>>().join("; ")
        })
    }

    #[test]
    fn a_case_may_have_arguments_for_its_checker() {
        let strict = KattisOptions { case_sensitive: true, ..KattisOptions::default() };
        let strict = Some(Checker::Text(TextChecker::tokens(strict)));
        assert_eq!(parsed("hint: x\noutput_validator_args: [case_sensitive]\n"), Ok(strict.clone()));
        assert_eq!(parsed("output_validator_args: case_sensitive\n"), Ok(strict));
        assert_eq!(parsed("description: only for people\nargs: []\n"), Ok(None));
        assert_eq!(parsed(""), Ok(None));
        assert_eq!(read(Path::new("no/such/file.yaml"), &Checker::Exact), Ok(None));
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        assert!(parsed("\noutput_validator_args: [fuzzy]\n").unwrap_err().starts_with("2: "));
        assert_eq!(parsed("a: 1\n").unwrap_err(), "1: unknown key `a`");
        assert_eq!(parsed("hint: x\nargs: [-v]\n").unwrap_err(), "2: a program gets no arguments here");
        assert!(parsed("[1, 2]\n").unwrap_err().starts_with("1: "));
        assert!(parsed("a: [1\n").is_err());
    }
}
