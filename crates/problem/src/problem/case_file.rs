//! Case files: one case per line, as JSON.

use std::{
    fmt,
    ops::Range,
    path::{Component, Path, PathBuf},
};

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};

use super::{
    Case, Expected, case_shape,
    diagnostics::Reporter,
    group_table::Groups,
    problem_file::{
        ANY_HINT, ANY_MESSAGE, ARGS_HINT, Cases, THROWS_HINT, THROWS_MESSAGE, check_name, default_name,
        is_array,
    },
    table::listed,
};
use tribunal_core::{
    entry_point::EntryPoint,
    suggest::did_you_mean,
    value::{
        Node, Value,
        json::{Decoder, JsonError, Source, StringSeed, ValueSeed, deserialize},
    },
};

const KEYS: [&str; 8] = ["name", "sample", "group", "args", "calls", "expected", "expected_any", "throws"];

/// An error in a pattern of case files.
pub(super) enum PatternError {
    Leaves,
    NotAPattern(glob::PatternError),
    Unreadable(String),
    NoFile,
}

impl PatternError {
    pub(super) fn message(&self) -> String {
        match self {
            Self::Leaves => "this pattern leaves the problem's folder".to_owned(),
            Self::NotAPattern(error) => {
                format!("this is no pattern: {} at character {}", error.msg, error.pos + 1)
            }
            Self::Unreadable(reason) => reason.clone(),
            Self::NoFile => "no file matches this pattern".to_owned(),
        }
    }

    /// Returns a hint for the fix.
    pub(super) fn hint(&self) -> Option<String> {
        let hint =
            "write a pattern such as \"cases/*.jsonl\", which starts at this file's folder and stays in it";
        matches!(self, Self::Leaves).then(|| hint.to_owned())
    }
}

/// Returns the files that match a pattern beside a problem file, by name.
pub(super) fn matching(problem_file: &Path, pattern: &str) -> Result<Vec<PathBuf>, PatternError> {
    let inside = |component| matches!(component, Component::Normal(_) | Component::CurDir);
    if pattern.is_empty() || !Path::new(pattern).components().all(inside) {
        return Err(PatternError::Leaves);
    }
    let folder = problem_file.parent().unwrap_or(Path::new(""));
    let Some(folder) = folder.to_str() else {
        return Err(PatternError::Unreadable("the path of the problem's folder is not UTF-8".to_owned()));
    };
    let whole = match folder {
        "" => pattern.to_owned(),
        _ => format!("{}/{pattern}", glob::Pattern::escape(folder)),
    };
    glob::Pattern::new(pattern).map_err(PatternError::NotAPattern)?;
    let options = glob::MatchOptions {
        require_literal_separator: true,
        require_literal_leading_dot: true,
        ..glob::MatchOptions::new()
    };
    let mut paths = glob::glob_with(&whole, options)
        .map_err(PatternError::NotAPattern)?
        .collect::<Result<Vec<PathBuf>, _>>()
        .map_err(|error| PatternError::Unreadable(format!("cannot look for case files: {error}")))?;
    if paths.is_empty() {
        return Err(PatternError::NoFile);
    }
    paths.sort();
    Ok(paths)
}

/// Parses the cases of a case file; `file` is the file's number in the problem.
pub(super) fn parse(
    reporter: &mut Reporter<'_>,
    file: usize,
    entry: Option<&EntryPoint>,
    groups: &Groups,
    cases: &mut Cases,
) {
    let text = reporter.text();
    let count_before = cases.count;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let end = start + line.len();
        // Some editors write a byte order mark.
        let json = if start == 0 { line.strip_prefix('\u{feff}').unwrap_or(line) } else { line };
        let json_start = end - json.len();
        let json = json.trim_ascii_end();
        if !json.trim_ascii_start().is_empty() {
            cases.count += 1;
            match line_case(json, reporter.source, cases.count, entry) {
                Ok(LineCase { mut case, name, group }) => {
                    let in_file = |span: Range<usize>| json_start + span.start..json_start + span.end;
                    if let Some(name) = name {
                        check_name(reporter, &case.name, in_file(name));
                    }
                    case.group = group.and_then(|(name, span)| groups.named(reporter, &name, in_file(span)));
                    cases.push(case, file, json_start..json_start + json.len());
                }
                Err(errors) => {
                    for JsonError { span, message, hint, .. } in errors {
                        reporter.error(json_start + span.start..json_start + span.end, message, hint);
                    }
                }
            }
        }
        start = end;
    }
    if cases.count == count_before {
        let hint = "write one case a line: {\"name\":\"...\",\"args\":[...],\"expected\":...}".to_owned();
        reporter.error(0..0, "this file has no cases", Some(hint));
    }
}

/// The case on a line.
struct LineCase {
    case: Case,
    /// Place of its name, if it has one.
    name: Option<Range<usize>>,
    /// Name of its group, and the place of that name.
    group: Option<(String, Range<usize>)>,
}

fn line_case(
    json: &str,
    source: Source,
    number: usize,
    entry: Option<&EntryPoint>,
) -> Result<LineCase, Vec<JsonError>> {
    let mut decoder = Decoder::new(json, source);
    let mut line = Line::default();
    let result = deserialize(json, LineSeed { decoder: &mut decoder, line: &mut line });
    let (name_span, group) = (line.name_span, line.group);
    // An error in the entry point, already reported, leaves its kind unknown: then either form of case is right.
    let is_class = matches!(entry, Some(EntryPoint::Class(_))) || entry.is_none() && line.has_calls;
    if let Some((_, span)) = line.calls.as_ref().filter(|_| !is_class) {
        let hint = "it goes with `[class]` in the problem file".to_owned();
        decoder.note(span.clone(), "`calls` is for classes", Some(hint));
    }
    if result.is_ok() {
        let keys: [(&[&str], bool); 3] = [
            // Most classes are constructed without arguments.
            (&["args"], line.has_args || is_class),
            (&["calls"], line.has_calls || !is_class),
            (&["expected", "expected_any", "throws"], line.has_expected),
        ];
        for (keys, is_there) in keys {
            if !is_there && !line.misspelt {
                decoder.note(0..1, format!("{} is missing in this case", listed(keys)), None);
            }
        }
    }
    let args = match (is_class, line.args, line.calls) {
        (false, args, _) => args,
        (true, None, _) if line.has_args => None,
        (true, args, Some((calls, _))) => {
            Some(case_shape::with_calls(args.unwrap_or_else(case_shape::no_arguments), calls))
        }
        (true, _, None) => None,
    };
    let mut case = match (args, line.expected) {
        (Some(args), Some(expected)) => Some(Case {
            name: line.name.unwrap_or_else(|| default_name(number)),
            sample: line.sample,
            group: None,
            checker: None,
            input: args.into(),
            expected,
        }),
        _ => None,
    };
    if let (Some(case), Some(entry)) = (&mut case, entry)
        && let Err(message) = case_shape::fit(case, entry)
    {
        decoder.note(0..1, message, None);
    }
    decoder.finish(result.map(|()| case)).map(|case| LineCase { case, name: name_span, group })
}

/// The keys of a line.
#[derive(Default)]
struct Line {
    name: Option<String>,
    name_span: Option<Range<usize>>,
    sample: bool,
    group: Option<(String, Range<usize>)>,
    args: Option<Value>,
    calls: Option<(Value, Range<usize>)>,
    expected: Option<Expected>,
    has_args: bool,
    has_calls: bool,
    has_expected: bool,
    /// Whether an unknown key is a near miss of a known one, which may be the missing one.
    misspelt: bool,
}

struct LineSeed<'d, 't> {
    decoder: &'d mut Decoder<'t>,
    line: &'d mut Line,
}

impl<'de> DeserializeSeed<'de> for LineSeed<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for LineSeed<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a case such as {\"args\":[1,2],\"expected\":3}")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Self { decoder, line } = self;
        let mut seen: Vec<&'static str> = Vec::new();
        while let Some((key, span)) = map.next_key_seed(StringSeed(decoder))? {
            let Some(known) = KEYS.iter().find(|known| **known == key) else {
                let hint = match key.strip_suffix("_json") {
                    Some(plain) if KEYS.contains(&plain) => {
                        format!("a case file is JSON already: write `{plain}`")
                    }
                    _ => match did_you_mean(&key, KEYS) {
                        Some(hint) => {
                            line.misspelt = true;
                            hint
                        }
                        None => format!("known are {}", KEYS.join(", ")),
                    },
                };
                line.misspelt |= key.ends_with("_json");
                decoder.note(span, format!("unknown key `{key}` in a case"), Some(hint));
                map.next_value::<IgnoredAny>()?;
                continue;
            };
            if seen.contains(known) {
                decoder.note(span.clone(), format!("`{known}` stands twice in this case"), None);
            }
            seen.push(known);
            match *known {
                "name" => {
                    let (name, span) = map.next_value_seed(StringSeed(decoder))?;
                    line.name = Some(name);
                    line.name_span = Some(span);
                }
                "sample" => line.sample = map.next_value()?,
                "group" => line.group = Some(map.next_value_seed(StringSeed(decoder))?),
                "args" => {
                    line.has_args = true;
                    line.args = map.next_value_seed(ValueSeed(decoder))?;
                    if line.args.as_ref().is_some_and(|args| !is_array(args)) {
                        decoder.note(span, "the arguments have to be an array", Some(ARGS_HINT.into()));
                        line.args = None;
                    }
                }
                "calls" => {
                    line.has_calls = true;
                    let calls = map.next_value_seed(ValueSeed(decoder))?;
                    line.calls = calls.map(|calls| (calls, span));
                }
                _ => {
                    if line.has_expected {
                        decoder.note(
                            span.clone(),
                            "a case has either `expected`, `expected_any` or `throws`",
                            None,
                        );
                    }
                    line.has_expected = true;
                    let value = map.next_value_seed(ValueSeed(decoder))?;
                    line.expected = match (*known, value) {
                        ("throws", Some(value)) => {
                            let throws = throws(&value);
                            if throws.is_none() {
                                decoder.note(span, THROWS_MESSAGE, Some(THROWS_HINT.into()));
                            }
                            throws
                        }
                        ("expected_any", Some(values)) => {
                            let expected = case_shape::one_of(values);
                            if expected.is_none() {
                                decoder.note(span, ANY_MESSAGE, Some(ANY_HINT.into()));
                            }
                            expected
                        }
                        (_, value) => value.map(Expected::Returns),
                    };
                }
            }
        }
        Ok(())
    }
}

fn throws(value: &Value) -> Option<Expected> {
    match &value.root {
        Node::Bool(true) => Some(Expected::Throws(None)),
        Node::String(text) => {
            text.as_str().filter(|text| !text.is_empty()).map(|text| Expected::Throws(Some(text.to_owned())))
        }
        _ => None,
    }
}
