//! The table `[checker]` of a problem file.

use std::{os::unix::fs::PermissionsExt as _, path::Path, time::Duration};

use toml::de::DeValue;

use super::{
    diagnostics::Reporter,
    file::read_text,
    setter_tables::{Typed, program_beside},
    table::{Table, number},
};
use tribunal_core::suggest::did_you_mean;

use crate::{
    checker::{
        Checker,
        custom::{Custom, Program, Protocol, Script},
        text::{ErrorMode, KattisOptions, TextChecker},
    },
    containment,
};

const BOTH: &str = "float_tolerance";
const ABSOLUTE: &str = "float_absolute_tolerance";
const RELATIVE: &str = "float_relative_tolerance";

/// Tolerance of the checker `floats` where the file names none.
const DEFAULT_TOLERANCE: f64 = 1e-6;

/// Default and greatest time limit of the setter's own checker for a case, in seconds.
const DEFAULT_TIME_LIMIT: f64 = 10.0;
const MAX_TIME_LIMIT: f64 = 3600.0;

/// Greatest length of a script, in bytes.
const MAX_SCRIPT_BYTES: u64 = 16 << 20;

/// Reads the checker of a problem whose submissions define a function; `None` if the table is wrong, which is reported.
pub(super) fn function(reporter: &mut Reporter<'_>, root: &Table<'_, '_>) -> Option<Checker> {
    const NAMES: [&str; 4] = ["exact", "floats", "unordered", "script"];

    if root.get("checker").is_none() {
        return Some(Checker::Exact);
    }
    let table = reporter.table(root, "checker", "`[checker]`")?;
    let names = || format!("there are {}", NAMES.join(", "));
    if table.get("name").is_none() {
        // The other keys depend on the name.
        match table.entries.keys().find(|key| did_you_mean(key.get_ref(), ["name"]).is_some()) {
            Some(_) => reporter.known_keys(
                &table,
                &["name", BOTH, ABSOLUTE, RELATIVE, "nested", "signed_zero", "file", "time_limit"],
            ),
            None => reporter.error(table.span.clone(), "`name` is missing in `[checker]`", Some(names())),
        }
    }
    let (name, span) = reporter.string(&table, "name")?;
    match name {
        "exact" => {
            reporter.known_keys(&table, &["name"]);
            Some(Checker::Exact)
        }
        "unordered" => {
            reporter.known_keys(&table, &["name", "nested", "signed_zero"]);
            Some(Checker::Unordered {
                nested: reporter.boolean(&table, "nested").unwrap_or(false),
                signed_zero: reporter.boolean(&table, "signed_zero").unwrap_or(true),
            })
        }
        "floats" => {
            reporter.known_keys(&table, &["name", BOTH, ABSOLUTE, RELATIVE]);
            let (absolute, relative) = tolerances(reporter, &table)?;
            if absolute.is_none() && relative.is_none() {
                let default = Some(DEFAULT_TOLERANCE);
                return Some(Checker::Floats { absolute: default, relative: default });
            }
            Some(Checker::Floats { absolute, relative })
        }
        "script" => script(reporter, &table),
        "program" => {
            let hint = "a checker program is for `kind = \"stdio\"`; write one in JavaScript: `script`";
            reporter.error(span, "there is no such checker", Some(hint.into()));
            None
        }
        _ if TextChecker::named(name).is_some() => {
            let message = format!("the checker `{name}` compares what programs write");
            let hint = format!("it is for `kind = \"stdio\"`; for what functions return {}", names());
            reporter.error(span, message, Some(hint));
            None
        }
        _ => {
            let hint = did_you_mean(name, NAMES).unwrap_or_else(names);
            reporter.error(span, "there is no such checker", Some(hint));
            None
        }
    }
}

/// Reads the checker of a problem whose submissions are whole programs; `None` if the table is wrong, which is
/// reported.
pub(super) fn stdio(reporter: &mut Reporter<'_>, root: &Table<'_, '_>) -> Option<Checker> {
    if root.get("checker").is_none() {
        return Some(Checker::Text(TextChecker::default()));
    }
    let table = reporter.table(root, "checker", "`[checker]`")?;
    let known = || TextChecker::names().chain(["script", "program"]);
    let names = || format!("there are {}", known().collect::<Vec<_>>().join(", "));
    if table.get("name").is_none()
        && table.entries.keys().any(|key| did_you_mean(key.get_ref(), ["name"]).is_some())
    {
        let keys = ["name", "file", "time_limit", "command", "args", "protocol"];
        let options = ["case_sensitive", "space_change_sensitive", BOTH, ABSOLUTE, RELATIVE];
        reporter.known_keys(&table, &[&keys[..], &options].concat());
        return None;
    }
    // The default has a name, too, so that its options can be given.
    let (name, span) = match table.get("name") {
        None => ("tokens", table.span.clone()),
        Some(_) => reporter.string(&table, "name")?,
    };
    match name {
        "script" => return script(reporter, &table),
        "program" => return program(reporter, &table),
        _ => {}
    }
    let Some(checker) = TextChecker::named(name) else {
        if name == "exact" {
            let message = format!("the checker `{name}` compares what functions return");
            let hint = format!("it is for `kind = \"function\"`; for what programs write {}", names());
            reporter.error(span, message, Some(hint));
            return None;
        }
        let hint = did_you_mean(name, known()).unwrap_or_else(names);
        reporter.error(span, "there is no such checker", Some(hint));
        return None;
    };
    text_checker(reporter, &table, name, checker).map(Checker::Text)
}

/// Reads a checker in JavaScript; `None` if it is wrong.
fn script(reporter: &mut Reporter<'_>, table: &Table<'_, '_>) -> Option<Checker> {
    reporter.known_keys(table, &["name", "file", "time_limit"]);
    let time_limit = time_limit(reporter, table);
    if table.get("file").is_none() {
        let hint = "write `file = \"check.js\"`: a program beside this file that defines `check`".to_owned();
        reporter.missing(table, "file", "`file` is missing in `[checker]`".to_owned(), Some(hint));
    }
    let (name, span) = reporter.string(table, "file")?;
    let path = program_beside(reporter, name, span.clone(), Typed::Not)?;
    match read_text(&path, MAX_SCRIPT_BYTES) {
        Ok(source) => {
            let script =
                Script { name: name.to_owned(), path, source: source.into(), time_limit: time_limit? };
            Some(Checker::Custom(Custom::Script(script)))
        }
        Err(error) => {
            reporter.error(span, format!("this file {error}"), None);
            None
        }
    }
}

/// Reads a checker program; `None` if it is wrong.
fn program(reporter: &mut Reporter<'_>, table: &Table<'_, '_>) -> Option<Checker> {
    reporter.known_keys(table, &["name", "command", "args", "protocol", "time_limit"]);
    let time_limit = time_limit(reporter, table);
    let command = reporter.strings(table, "command");
    let args = reporter.strings(table, "args").into_iter().map(|(arg, _)| arg.to_owned()).collect();
    let protocol = match table.get("protocol") {
        None => {
            let hint = "write `protocol = \"kattis\"` or `protocol = \"testlib\"`".to_owned();
            reporter.missing(
                table,
                "protocol",
                "`protocol` is missing in `[checker]`".to_owned(),
                Some(hint),
            );
            None
        }
        Some(_) => word(reporter, table, "protocol", &["kattis", "testlib"]),
    };
    let folder = reporter.path().parent().unwrap_or(Path::new("")).to_owned();
    match command.first() {
        None => {
            let hint = "write `command = [\"./check\"]`: the program and its first arguments".to_owned();
            match table.get("command").map(|command| command.get_ref()) {
                None => {
                    let message = "`command` is missing in `[checker]`".to_owned();
                    reporter.missing(table, "command", message, Some(hint));
                }
                Some(DeValue::Array(command)) if command.is_empty() => {
                    reporter.error(table.key_span("command"), "there is no program in `command`", Some(hint));
                }
                // A value that is not an array of texts is already reported.
                Some(_) => {}
            }
            return None;
        }
        Some((name, span)) => {
            if let Some((wrong, hint)) = not_executable(name, &folder) {
                reporter.error(span.clone(), wrong, Some(hint));
                return None;
            }
        }
    }
    let program = Program {
        command: command.into_iter().map(|(word, _)| word.to_owned()).collect(),
        args,
        folder,
        protocol: if protocol? == "kattis" { Protocol::Kattis } else { Protocol::Testlib },
        time_limit: time_limit?,
    };
    Some(Checker::Custom(Custom::Program(program)))
}

/// Returns the reason why a program cannot be started, and a hint for the fix. A program without a `/` in its name is
/// left to the system to find, on the machine that judges.
fn not_executable(name: &str, folder: &Path) -> Option<(String, String)> {
    if name.is_empty() {
        return Some(("this is no program".to_owned(), "write `command = [\"./check\"]`".to_owned()));
    }
    if !name.contains('/') {
        let is_here = folder.join(name).is_file();
        let hint = format!("write `./{name}` for the file beside this one");
        let is_nowhere = is_here && !is_in_search_path(name);
        return is_nowhere.then(|| ("there is no such program on this system".to_owned(), hint));
    }
    // A program of the system may be named by its path; a program of the problem lies in the problem's folder.
    if !Path::new(name).is_absolute() {
        match containment::inside(folder, &folder.join(name), containment::PROBLEM) {
            Ok(_) | Err(containment::ContainmentError::Io(_)) => {}
            Err(fault) => {
                let hint = "copy the program into the problem's folder".to_owned();
                return Some((format!("this program {fault}"), hint));
            }
        }
    }
    match std::fs::metadata(folder.join(name)) {
        Ok(metadata) if !metadata.is_file() => {
            Some(("this is no file".to_owned(), "name a program".to_owned()))
        }
        Ok(metadata) if metadata.permissions().mode() & 0o111 == 0 => Some((
            "this file is not executable".to_owned(),
            format!("make it so with `chmod +x`, or name what runs it: `command = [\"python3\", {name:?}]`"),
        )),
        Ok(_) => None,
        Err(error) => Some((
            format!("there is no such program: {error}"),
            "write its path from the problem's folder on".to_owned(),
        )),
    }
}

/// Whether a program of this name is in the search path.
pub fn is_in_search_path(name: &str) -> bool {
    std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join(name).is_file()))
}

/// Reads the time limit of the setter's own checker; `None` if it is wrong.
fn time_limit(reporter: &mut Reporter<'_>, table: &Table<'_, '_>) -> Option<Duration> {
    let Some(value) = table.get("time_limit") else {
        return Some(Duration::from_secs_f64(DEFAULT_TIME_LIMIT));
    };
    match number(value.get_ref()) {
        Some(seconds) if (0.001..=MAX_TIME_LIMIT).contains(&seconds) => {
            Some(Duration::from_secs_f64(seconds))
        }
        _ => {
            let message =
                format!("`time_limit` has to be a number of seconds from 0.001 to {MAX_TIME_LIMIT}");
            reporter.error(value.span(), message, None);
            None
        }
    }
}

/// Reads a checker of text with the options of the table.
fn text_checker(
    reporter: &mut Reporter<'_>,
    table: &Table<'_, '_>,
    name: &str,
    default: TextChecker,
) -> Option<TextChecker> {
    let mut keys = |keys: &[&str]| reporter.known_keys(table, &[&["name"], keys].concat());
    Some(match name {
        "tokens" => {
            keys(&["case_sensitive", "space_change_sensitive", BOTH, ABSOLUTE, RELATIVE]);
            let (absolute, relative) = tolerances(reporter, table)?;
            TextChecker::tokens(KattisOptions {
                case_sensitive: flag(reporter, table, "case_sensitive", false)?,
                space_change_sensitive: flag(reporter, table, "space_change_sensitive", false)?,
                absolute,
                relative,
            })
        }
        "floats" => {
            keys(&["precision", "error_mode"]);
            let precision = precision(reporter, table);
            TextChecker::floats(precision?, error_mode(reporter, table)?)
        }
        "floatsabs" | "floatsrel" => {
            keys(&["precision"]);
            let mode = if name == "floatsabs" { ErrorMode::Absolute } else { ErrorMode::Relative };
            TextChecker::floats(precision(reporter, table)?, mode)
        }
        "identical" => {
            keys(&["pe_allowed"]);
            TextChecker::identical(flag(reporter, table, "pe_allowed", true)?)
        }
        "linecount" => {
            keys(&["feedback"]);
            TextChecker::linecount(flag(reporter, table, "feedback", true)?)
        }
        "linematches" => {
            keys(&["point_distribution", "filler_lines_required"]);
            let points = point_distribution(reporter, table)?;
            TextChecker::linematches(&points, flag(reporter, table, "filler_lines_required", true)?)
        }
        "rstripped" => {
            keys(&["filter_new_line"]);
            TextChecker::rstripped(flag(reporter, table, "filter_new_line", false)?)
        }
        "sorted" => {
            keys(&["split_on"]);
            TextChecker::sorted(word(reporter, table, "split_on", &["lines", "whitespace"])? == "lines")
        }
        _ => {
            keys(&[]);
            default
        }
    })
}

/// Reads the points of each line; `None` if they are wrong.
fn point_distribution(reporter: &mut Reporter<'_>, table: &Table<'_, '_>) -> Option<Vec<u32>> {
    let Some(value) = table.get("point_distribution") else { return Some(vec![1]) };
    let points = |value: &toml::Spanned<DeValue<'_>>| {
        let points = number(value.get_ref()).filter(|points| points.fract() == 0.0)?;
        (0.0..=1e6).contains(&points).then_some(points as u32)
    };
    let read: Option<Vec<u32>> = match value.get_ref() {
        DeValue::Array(values) => values.iter().map(points).collect(),
        _ => None,
    };
    let read = read.filter(|read| read.iter().any(|points| *points > 0));
    if read.is_none() {
        let message =
            "`point_distribution` has to be an array of whole numbers up to 10^6, not all of them 0";
        reporter.error(value.span(), message, None);
    }
    read
}

/// Reads a boolean key; `None` if it is wrong.
fn flag(reporter: &mut Reporter<'_>, table: &Table<'_, '_>, key: &str, default: bool) -> Option<bool> {
    if table.get(key).is_none() { Some(default) } else { reporter.boolean(table, key) }
}

/// Reads a key whose value is one of some words, the first being the default; `None` if it is wrong.
fn word<'d>(
    reporter: &mut Reporter<'_>,
    table: &Table<'d, '_>,
    key: &str,
    words: &[&'d str],
) -> Option<&'d str> {
    if table.get(key).is_none() {
        return words.first().copied();
    }
    let (word, span) = reporter.string(table, key)?;
    if !words.contains(&word) {
        let hint = did_you_mean(word, words.iter().copied())
            .unwrap_or_else(|| format!("there are {}", words.join(", ")));
        reporter.error(span, format!("`{key}` has no such value"), Some(hint));
        return None;
    }
    Some(word)
}

fn error_mode(reporter: &mut Reporter<'_>, table: &Table<'_, '_>) -> Option<ErrorMode> {
    Some(match word(reporter, table, "error_mode", &["default", "absolute", "relative"])? {
        "absolute" => ErrorMode::Absolute,
        "relative" => ErrorMode::Relative,
        _ => ErrorMode::Default,
    })
}

/// Reads the number of digits that count; `None` if it is wrong.
fn precision(reporter: &mut Reporter<'_>, table: &Table<'_, '_>) -> Option<u8> {
    const DEFAULT: u8 = 6;
    const MOST: f64 = 20.0;
    let Some(value) = table.get("precision") else { return Some(DEFAULT) };
    match number(value.get_ref()) {
        Some(number) if (0.0..=MOST).contains(&number) && number.fract() == 0.0 => Some(number as u8),
        _ => {
            let message = format!("`precision` has to be a whole number from 0 to {MOST}");
            let hint = "a precision of 6 is a tolerance of 1e-6".to_owned();
            reporter.error(value.span(), message, Some(hint));
            None
        }
    }
}

/// Reads the absolute and the relative tolerance, as far as there are any; `None` if they are wrong.
fn tolerances(reporter: &mut Reporter<'_>, table: &Table<'_, '_>) -> Option<(Option<f64>, Option<f64>)> {
    let both = tolerance(reporter, table, BOTH)?;
    let absolute = tolerance(reporter, table, ABSOLUTE)?;
    let relative = tolerance(reporter, table, RELATIVE)?;
    if both.is_some() && (absolute.is_some() || relative.is_some()) {
        let hint = format!("{BOTH} sets the two others: write it alone, or only the others");
        reporter.error(table.key_span(BOTH), "too many tolerances", Some(hint));
        return None;
    }
    Some((both.or(absolute), both.or(relative)))
}

/// Reads a tolerance, if there is one; `None` if it is wrong.
fn tolerance(reporter: &mut Reporter<'_>, table: &Table<'_, '_>, key: &str) -> Option<Option<f64>> {
    let Some(value) = table.get(key) else { return Some(None) };
    match number(value.get_ref()) {
        Some(number) if number.is_finite() && number >= 0.0 => Some(Some(number)),
        _ => {
            let hint = "write a number such as 1e-6".to_owned();
            reporter.error(value.span(), "this is no tolerance", Some(hint));
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::problem::load;

    /// Returns the checker of a problem for whole programs with these lines in `[checker]`, or the errors.
    fn stdio(lines: &str) -> Result<Checker, String> {
        let folder = tempfile::tempdir().unwrap();
        let text = format!(
            "format = 1\ntitle = \"T\"\nkind = \"stdio\"\n[checker]\n{lines}\n[[case]]\ninput = \"\"\nanswer = \"\"\n"
        );
        fs::write(folder.path().join("x.toml"), text).unwrap();
        let problems = load(folder.path(), &[]).map_err(|errors| {
            errors
                .iter()
                .map(|error| format!("{} | {}\n", error.message, error.hint.clone().unwrap_or_default()))
                .collect::<String>()
        })?;
        Ok(problems[0].checker.clone())
    }

    #[test]
    fn every_name_is_a_checker_with_its_options() {
        for name in TextChecker::names() {
            let checker = stdio(&format!("name = \"{name}\"")).unwrap();
            let by_name = TextChecker::named(name).unwrap();
            assert_eq!(
                (checker.name(), Some(checker.clone())),
                (by_name.name(), Some(Checker::Text(by_name)))
            );
        }
        let both = KattisOptions { absolute: Some(1e-9), relative: Some(1e-9), ..KattisOptions::default() };
        let table = [
            ("", TextChecker::default()),
            ("float_tolerance = 1e-9", TextChecker::tokens(both)),
            (
                "name = \"tokens\"\ncase_sensitive = true\nspace_change_sensitive = true\nfloat_relative_tolerance = 1",
                TextChecker::tokens(KattisOptions {
                    case_sensitive: true,
                    space_change_sensitive: true,
                    absolute: None,
                    relative: Some(1.0),
                }),
            ),
            (
                "name = \"floats\"\nprecision = 3\nerror_mode = \"relative\"",
                TextChecker::floats(3, ErrorMode::Relative),
            ),
            ("name = \"identical\"\npe_allowed = false", TextChecker::identical(false)),
            ("name = \"linecount\"\nfeedback = false", TextChecker::linecount(false)),
            (
                "name = \"linematches\"\npoint_distribution = [1, 2]\nfiller_lines_required = false",
                TextChecker::linematches(&[1, 2], false),
            ),
            ("name = \"rstripped\"\nfilter_new_line = true", TextChecker::rstripped(true)),
            ("name = \"sorted\"\nsplit_on = \"whitespace\"", TextChecker::sorted(false)),
        ];
        for (lines, checker) in table {
            assert_eq!(stdio(lines), Ok(Checker::Text(checker)), "{lines}");
        }
    }

    #[test]
    fn mistakes_are_named() {
        let table = [
            ("name = \"wcpm\"", "there is no such checker | did you mean `wcmp`?\n"),
            ("name = \"token\"", "there is no such checker | did you mean `tokens`?\n"),
            ("name = \"wcmp\"\nprecision = 3", "unknown key `precision` in `[checker]` | known are name\n"),
            (
                "name = \"floats\"\nprecision = 2.5",
                "`precision` has to be a whole number from 0 to 20 | a precision of 6 is a tolerance of 1e-6\n",
            ),
            (
                "name = \"floats\"\nerror_mode = \"absolut\"",
                "`error_mode` has no such value | did you mean `absolute`?\n",
            ),
            (
                "name = \"identical\"\npe_allowed = 1",
                "`pe_allowed` has to be true or false, not a number | \n",
            ),
            (
                "float_tolerance = 1\nfloat_absolute_tolerance = 1",
                "too many tolerances | float_tolerance sets the two others: write it alone, or only the others\n",
            ),
            ("float_tolerance = -1", "this is no tolerance | write a number such as 1e-6\n"),
        ];
        for (lines, said) in table {
            assert_eq!(stdio(lines), Err(said.to_owned()), "{lines}");
        }
        let said = stdio("name = \"x\"").unwrap_err();
        assert!(said.contains("there are tokens, standard, easy"), "{said}");
    }
}
