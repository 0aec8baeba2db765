//! The file `<case>.yaml` beside a case of a data folder, as in Kattis packages of version 2025-09.

use std::{fs, io, ops::Range, path::Path};

use super::{
    diagnostics::{Diagnostic, Reporter},
    file::read_text_inside,
};
use tribunal_core::{input::validate_args, suggest::did_you_mean};

use crate::{
    checker::{
        Checker,
        custom::Custom,
        text::{KattisOptions, TextChecker},
    },
    yaml::{self, YamlNode},
};

/// Arguments of the output validator: those of the case's checker.
const CHECKER_ARGS: &str = "output_validator_args";
/// Arguments of the submission.
const ARGS: &str = "args";
/// Ignored keys: for other tools, or for people who read the file.
const IGNORED: [&str; 6] = [
    "hint",
    "description",
    "full_feedback",
    "input_validator_args",
    "input_visualizer_args",
    "output_visualizer_args",
];

/// The settings of a case in the file beside it.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Own {
    /// Checker of the case; `None` if it has the problem's.
    pub(super) checker: Option<Checker>,
    /// Arguments of the submission.
    pub(super) args: Vec<String>,
}

/// Reads the file beside a case in a problem's folder. The file is optional.
///
/// # Errors
/// All errors in the file; not empty.
pub(super) fn read(folder: &Path, path: &Path, checker: &Checker) -> Result<Own, Vec<Diagnostic>> {
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Own::default()),
        _ => {}
    }
    let text = read_text_inside(folder, path, yaml::MAX_BYTES)
        .map_err(|error| vec![Diagnostic::of_file(path, format!("this file {error}"), None)])?;
    let mut reporter = Reporter::new(path, &text);
    let own = parse(&mut reporter, &text, checker);
    let errors = reporter.finish();
    if errors.is_empty() { Ok(own) } else { Err(errors) }
}

fn parse(reporter: &mut Reporter<'_>, text: &str, checker: &Checker) -> Own {
    let mut own = Own::default();
    let root = match yaml::parse(text) {
        Ok(root) => root,
        Err(error) => {
            reporter.error(line(text, error.line), error.message, None);
            return own;
        }
    };
    let Some(entries) = root.mapping() else {
        reporter.error(line(text, root.line), "this has to be a mapping of keys to values", None);
        return own;
    };
    for (key, value) in entries {
        match key.text.as_str() {
            CHECKER_ARGS => {
                let arguments = arguments(reporter, text, CHECKER_ARGS, value);
                own.checker =
                    arguments.and_then(|arguments| with_arguments(reporter, text, value, arguments, checker));
            }
            ARGS => {
                let args = arguments(reporter, text, ARGS, value).unwrap_or_default();
                own.args = args.into_iter().map(str::to_owned).collect();
                if let Some(fault) = validate_args(&own.args) {
                    reporter.error(line(text, value.line), fault, None);
                }
            }
            known if IGNORED.contains(&known) => {}
            unknown => {
                let known = IGNORED.into_iter().chain([ARGS, CHECKER_ARGS]);
                let hint = did_you_mean(unknown, known.clone())
                    .unwrap_or_else(|| format!("known are {}", known.collect::<Vec<_>>().join(", ")));
                reporter.error(line(text, key.line), format!("unknown key `{unknown}`"), Some(hint));
            }
        }
    }
    own
}

/// Reads arguments: a list of texts, or one text that holds them all, as in older packages.
fn arguments<'y>(
    reporter: &mut Reporter<'_>,
    text: &str,
    key: &str,
    value: &'y YamlNode,
) -> Option<Vec<&'y str>> {
    let texts = value.texts();
    match value.sequence() {
        Some(nodes) if nodes.len() == texts.len() => Some(texts),
        None if value.mapping().is_none() => {
            Some(texts.into_iter().flat_map(str::split_whitespace).collect())
        }
        _ => {
            let hint = "write a list such as [a, \"b c\"]".to_owned();
            reporter.error(line(text, value.line), format!("`{key}` has to be a list of texts"), Some(hint));
            None
        }
    }
}

/// Returns the problem's checker with these arguments.
fn with_arguments(
    reporter: &mut Reporter<'_>,
    text: &str,
    value: &YamlNode,
    arguments: Vec<&str>,
    checker: &Checker,
) -> Option<Checker> {
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

/// Returns the range of bytes of a line, counted from 1, without its end.
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

    fn parsed(text: &str) -> Result<Own, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("1.yaml");
        fs::write(&path, text).unwrap();
        read(folder.path(), &path, &Checker::Text(TextChecker::default())).map_err(|errors| {
            let shown = |error: &Diagnostic| {
                format!("{}: {}", error.place.as_ref().map_or(0, |place| place.line), error.message)
            };
            errors.iter().map(shown).collect::<Vec<_>>().join("; ")
        })
    }

    #[test]
    fn a_case_may_have_arguments_for_its_checker() {
        let strict = KattisOptions { case_sensitive: true, ..KattisOptions::default() };
        let strict = Own { checker: Some(Checker::Text(TextChecker::tokens(strict))), args: Vec::new() };
        assert_eq!(parsed("hint: x\noutput_validator_args: [case_sensitive]\n"), Ok(strict));
        let strict = parsed("output_validator_args: case_sensitive\n").unwrap();
        assert!(strict.checker.is_some());
        assert_eq!(parsed("description: only for people\nargs: []\n"), Ok(Own::default()));
        assert_eq!(parsed(""), Ok(Own::default()));
        assert_eq!(
            read(Path::new("no"), Path::new("no/such/file.yaml"), &Checker::Exact),
            Ok(Own::default())
        );
    }

    #[test]
    fn a_case_may_have_arguments_for_the_program() {
        let args = |text: &str| parsed(text).map(|own| own.args);
        let texts = |texts: &[&str]| Ok(texts.iter().map(|text| (*text).to_owned()).collect());
        assert_eq!(
            args("args: [-n, 3, 'a b', \"\", \"\\u00e4\\n\"]\n"),
            texts(&["-n", "3", "a b", "", "ä\n"])
        );
        assert_eq!(args("args:\n- true\n- 0x10\n- 1_000\n"), texts(&["true", "0x10", "1_000"]));
        assert_eq!(args("args: --size  3\n"), texts(&["--size", "3"]));
        assert_eq!(args("args:\n"), texts(&[]));
        for (text, message) in [
            ("args: [a, [b]]", "1: `args` has to be a list of texts"),
            ("args: [a, ~]", "1: `args` has to be a list of texts"),
            ("hint: x\nargs: {a: b}", "2: `args` has to be a list of texts"),
            ("args: [\"a\\0b\"]", "1: an argument cannot have a NUL character in it"),
        ] {
            assert_eq!(args(text), Err(message.to_owned()), "{text}");
        }
        let many = |count: usize, text: &str| args(&format!("args: [{}]", vec![text; count].join(", ")));
        assert!(many(1000, "a").is_ok());
        assert!(many(1001, "a").unwrap_err().ends_with("1000 arguments, and these are 1001"));
        assert!(many(10, &"a".repeat(7000)).unwrap_err().ends_with("can have 64 KiB together"));
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        assert!(parsed("\noutput_validator_args: [fuzzy]\n").unwrap_err().starts_with("2: "));
        assert_eq!(parsed("a: 1\n").unwrap_err(), "1: unknown key `a`");
        assert!(parsed("[1, 2]\n").unwrap_err().starts_with("1: "));
        assert!(parsed("a: [1\n").is_err());
    }
}
