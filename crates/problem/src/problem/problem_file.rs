//! Problem files: TOML parsed into a problem.

use std::{
    collections::{HashMap, HashSet},
    ops::Range,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{
    Case, Expected, Problem,
    case_file::{self, PatternError},
    case_shape, checker_table, data_folder,
    diagnostics::{Diagnostic, Reporter},
    entry_tables,
    file::read_text_inside,
    group_table::Groups,
    libraries, setter_tables,
    table::{Table, number},
    toml_value,
};
use tribunal_core::{
    entry_point::EntryPoint,
    execution::{IsolateLimits, Limits},
    input::{Content, Input, validate_args},
    suggest::did_you_mean,
    value::{
        Object, Value,
        json::{self, JsonError, Source},
    },
};

use crate::checker::Checker;

/// Greatest length of a problem file or case file, in bytes.
pub(super) const MAX_FILE_BYTES: u64 = 256 << 20;

/// A limit that a problem file may set, with its default.
struct Limit {
    key: &'static str,
    default: f64,
    max: f64,
    unit: &'static str,
}

/// Least value of each limit: none of them may round to zero bytes.
const LEAST: f64 = 0.001;

const TIME: Limit = Limit { key: "time_limit", default: 1.0, max: 3600.0, unit: "seconds" };
const WALL_TIME: Limit = Limit { key: "wall_time_limit", default: 0.0, max: 36_000.0, unit: "seconds" };
const MEMORY: Limit = Limit { key: "memory", default: 256.0, max: 65_536.0, unit: "MiB" };
const OUTPUT: Limit = Limit { key: "output", default: 8.0, max: 1024.0, unit: "MiB" };
/// As much as contests allow.
const STACK: Limit = Limit { key: "stack", default: 64.0, max: 1024.0, unit: "MiB" };
/// The divisor of the stack that gives the stack of the first run. The first stack is so much smaller that a recursion
/// that fills it fits into the whole stack, even if frames are optimised less there.
const FIRST_STACK_PART: u64 = 4;
/// Stack of the first run of functions whose problem sets no stack, in bytes. V8 takes long for endless recursion that
/// allocates, since each collection walks the stack: 0.02 s within 1 MiB, 1 s within 16.
const FIRST_STACK_OF_FUNCTIONS: u64 = IsolateLimits::STACK_BYTES;
const CODE: Limit = Limit { key: "code", default: 128.0, max: 65_536.0, unit: "KiB" };

/// Returns the range of values of a limit.
pub fn limit_range(key: &str) -> std::ops::RangeInclusive<f64> {
    let limits = [TIME, WALL_TIME, MEMORY, OUTPUT, STACK, CODE];
    LEAST..=limits.iter().find(|limit| limit.key == key).map_or(f64::INFINITY, |limit| limit.max)
}

/// The kind of a problem's submissions.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ProblemKind {
    /// Functions that are called.
    Function,
    /// Whole programs.
    Stdio,
}

/// Reads a problem and its case files. In an `unfinished` problem, cases that are to be generated may be missing.
///
/// # Errors
/// All errors in the files; not empty.
pub(super) fn read(path: &Path, id: &str, unfinished: bool) -> Result<Problem, Vec<Diagnostic>> {
    let folder = path.parent().unwrap_or(Path::new(""));
    let text = match read_text_inside(folder, path, MAX_FILE_BYTES) {
        Ok(text) => text,
        Err(error) => return Err(vec![Diagnostic::of_file(path, format!("this file {error}"), None)]),
    };
    // A byte order mark is not TOML, but some editors write it.
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let (document, syntax_errors) = DeTable::parse_recoverable(text);
    let mut file = ProblemFile { reporter: Reporter::new(path, text) };
    for error in &syntax_errors {
        let span = error.span().unwrap_or(0..0);
        let is_null = text.get(span.start..).is_some_and(|rest| rest.starts_with("null"));
        let (message, hint) = if is_null {
            let hint = "write JSON, for example in `args_json` or `expected_json`";
            ("TOML has no `null`", Some(hint.to_owned()))
        } else {
            (error.message(), None)
        };
        file.reporter.error(span, message, hint);
    }
    if !syntax_errors.is_empty() {
        // A recovered document is partly made up, and would give false errors.
        return Err(file.reporter.finish());
    }
    file.problem(document.get_ref(), id, unfinished)
}

/// A problem file that is being read.
struct ProblemFile<'t> {
    reporter: Reporter<'t>,
}

impl ProblemFile<'_> {
    fn problem(
        mut self,
        document: &DeTable<'_>,
        id: &str,
        unfinished: bool,
    ) -> Result<Problem, Vec<Diagnostic>> {
        let path = self.reporter.path();
        let root = Table { name: "a problem file", entries: document, span: 0..0 };
        self.reporter.known_keys(
            &root,
            &[
                &[
                    "format",
                    "title",
                    "kind",
                    "description",
                    "author",
                    "license",
                    "source",
                    "keywords",
                    "problem",
                    "function",
                    "class",
                    "limits",
                    "checker",
                    "group",
                    "case",
                    "cases",
                ][..],
                &setter_tables::KEYS,
            ]
            .concat(),
        );
        self.format(&root);
        let kind = self.kind(&root);
        let title = self.title(&root);
        let description = self.reporter.string(&root, "description").map(|(text, _)| text.to_owned());
        // Keys for people who read the file.
        for key in ["author", "license", "source"] {
            self.reporter.string(&root, key);
        }
        let keywords =
            self.reporter.strings(&root, "keywords").into_iter().map(|(text, _)| text.to_owned()).collect();
        let entry = match kind {
            Some(ProblemKind::Function) => entry_tables::read(&mut self.reporter, &root),
            Some(ProblemKind::Stdio) => {
                self.only_for_functions(&root, &["function", "class", "cases"]);
                Some(EntryPoint::Program)
            }
            None => None,
        };
        let libraries = self.problem_table(&root);
        let limits = self.limits(&root, kind);
        let checker = match kind {
            Some(ProblemKind::Function) => checker_table::function(&mut self.reporter, &root),
            Some(ProblemKind::Stdio) => checker_table::stdio(&mut self.reporter, &root),
            None => None,
        };
        let source = self.reporter.source;
        let mut setter = setter_tables::read(&mut self.reporter, &root, kind == Some(ProblemKind::Stdio));
        setter.rounds_integers = source == Source::RoundedProblem;

        let unfinished = unfinished && !setter.generate.is_empty();

        let groups = self.reporter.groups(&root);
        let Some(kind) = kind else {
            // All further errors depend on it.
            return Err(self.reporter.finish());
        };
        let mut cases = Cases::default();
        self.inline_cases(&root, kind, entry.as_ref(), &groups, &mut cases);
        let mut errors = Vec::new();
        let in_file = cases.cases.len();
        if kind == ProblemKind::Stdio {
            data_folder::read(path, checker.as_ref(), &mut cases, &mut errors);
        }
        let case_paths =
            if kind == ProblemKind::Function { self.case_paths(&root, unfinished) } else { Vec::new() };
        let folder = path.parent().unwrap_or(Path::new(""));
        let case_files: Vec<_> =
            case_paths.iter().map(|path| (path, read_text_inside(folder, path, MAX_FILE_BYTES))).collect();
        let (libraries, faults) = libraries::read(path, libraries);
        errors.extend(faults);
        let mut reporters = vec![self.reporter];
        for (path, text) in &case_files {
            match text {
                Ok(text) => {
                    let mut reporter = Reporter::new(path, text);
                    reporter.source = source;
                    case_file::parse(&mut reporter, reporters.len(), entry.as_ref(), &groups, &mut cases);
                    reporters.push(reporter);
                }
                Err(error) => errors.push(Diagnostic::of_file(path, format!("this file {error}"), None)),
            }
        }
        cases.check_names(&mut reporters);
        let groups = groups.finish(&mut reporters[0], &mut cases.cases, in_file, unfinished);
        if matches!(checker, Some(Checker::Custom(_))) {
            cases.check_answers(&mut reporters);
        }
        if let Some((limits, _)) = &limits {
            cases.check_lengths(&mut reporters, limits.memory_bytes);
        }
        if cases.count == 0 && !unfinished && errors.is_empty() && reporters.iter().all(Reporter::is_empty) {
            let hint = match kind {
                _ if !setter.generate.is_empty() => "make them with `tribunal generate`",
                ProblemKind::Function => "add a [[case]] with args and expected, or case files",
                ProblemKind::Stdio => {
                    "add a [[case]] with input and answer, or files data/secret/*.in and *.ans"
                }
            };
            reporters[0].error(0..0, "this problem has no cases", Some(hint.into()));
        }
        errors.extend(reporters.into_iter().flat_map(Reporter::finish));
        match (title, entry, limits, checker) {
            (Some(title), Some(entry), Some((limits, code_bytes)), Some(checker)) if errors.is_empty() => {
                Ok(Problem {
                    id: id.to_owned(),
                    path: path.to_owned(),
                    title,
                    description: description.unwrap_or_default(),
                    keywords,
                    entry,
                    libraries: Arc::new(libraries),
                    limits,
                    code_bytes,
                    checker,
                    groups,
                    cases: cases.cases,
                    setter,
                })
            }
            _ => Err(errors),
        }
    }

    fn format(&mut self, root: &Table<'_, '_>) {
        let hint = || Some("write `format = 1`, the only format there is".to_owned());
        match root.get("format") {
            None => self.reporter.missing(root, "format", "`format` is missing".to_owned(), hint()),
            Some(value) => {
                if value.get_ref().as_integer().is_none_or(|format| format.to_string() != "1") {
                    self.reporter.error(value.span(), "this format is not known", hint());
                }
            }
        }
    }

    /// Returns the kind of problem; `None` if it is wrong and nothing else in the file shows it.
    fn kind(&mut self, root: &Table<'_, '_>) -> Option<ProblemKind> {
        const HINT: &str = "write `kind = \"function\"`, or `kind = \"stdio\"` for whole programs";

        let is_called = ["function", "class"].iter().any(|key| root.get(key).is_some());
        let shown = is_called.then_some(ProblemKind::Function);
        if root.get("kind").is_none() {
            if is_called || self.reporter.is_misspelt(root, &["function", "class"]) {
                return Some(ProblemKind::Function);
            }
            if self.reporter.is_misspelt(root, &["kind"]) {
                return None;
            }
            if is_of_programs(root) || self.reporter.path().with_file_name("data").is_dir() {
                let hint = "write `kind = \"stdio\"`: what is here is for whole programs".to_owned();
                self.reporter.error(root.span.clone(), "`kind` is missing", Some(hint));
                return None;
            }
            return Some(ProblemKind::Function);
        }
        match self.reporter.string(root, "kind") {
            Some(("function", _)) => Some(ProblemKind::Function),
            Some(("stdio", _)) => Some(ProblemKind::Stdio),
            Some((kind, span)) => {
                let hint = did_you_mean(kind, ["function", "stdio"]).unwrap_or_else(|| HINT.to_owned());
                self.reporter.error(span, "there is no such kind", Some(hint));
                shown
            }
            None => shown,
        }
    }

    /// Reports keys that a problem for whole programs cannot have.
    fn only_for_functions(&mut self, root: &Table<'_, '_>, keys: &[&str]) {
        for key in keys.iter().filter(|key| root.get(key).is_some()) {
            let hint = "a problem of `kind = \"stdio\"` has cases with input and answer, and nothing to call";
            self.reporter.error(root.key_span(key), format!("`{key}` is for functions"), Some(hint.into()));
        }
    }

    fn title(&mut self, root: &Table<'_, '_>) -> Option<String> {
        let hint = || Some("write `title = \"...\"`, on one line".to_owned());
        if root.get("title").is_none() {
            self.reporter.missing(root, "title", "`title` is missing".to_owned(), hint());
        }
        let (title, span) = self.reporter.string(root, "title")?;
        if title.trim().is_empty() || title.contains(char::is_control) {
            self.reporter.error(span, "this is no title", hint());
            return None;
        }
        Some(title.to_owned())
    }

    /// Reads the table `[problem]`: the interpretation of large integers, and the files of the libraries as written,
    /// without invalid names.
    fn problem_table(&mut self, root: &Table<'_, '_>) -> Vec<String> {
        let Some(table) = self.reporter.table(root, "problem", "`[problem]`") else { return Vec::new() };
        self.reporter.known_keys(&table, &["libraries", "large_integers"]);
        match self.reporter.string(&table, "large_integers") {
            None | Some(("error", _)) => {}
            Some(("nearest", _)) => self.reporter.source = Source::RoundedProblem,
            Some((other, span)) => {
                let hint = did_you_mean(other, ["error", "nearest"]).unwrap_or_else(|| {
                    "write \"nearest\" for the nearest number, \"error\" for an error".to_owned()
                });
                self.reporter.error(span, "`large_integers` has no such value", Some(hint));
                // After this error, further large integers are not reported.
                self.reporter.source = Source::RoundedProblem;
            }
        }
        let mut files: Vec<String> = Vec::new();
        for (file, span) in self.reporter.strings(&table, "libraries") {
            match libraries::checked_name(file) {
                Err((message, hint)) => self.reporter.error(span, message, Some(hint.into())),
                Ok(file) if files.iter().any(|other| other == file) => {
                    self.reporter.error(span, "this library is there twice", None);
                }
                Ok(_) if files.len() == libraries::MOST => {
                    let message = format!("a problem has {} libraries at most", libraries::MOST);
                    self.reporter.error(span, message, None);
                    break;
                }
                Ok(file) => files.push(file.to_owned()),
            }
        }
        files
    }

    fn limits(&mut self, root: &Table<'_, '_>, kind: Option<ProblemKind>) -> Option<(Limits, u64)> {
        const MIB: f64 = 1_048_576.0;
        let empty = DeTable::new();
        let table = match root.get("limits") {
            None => Table { name: "`[limits]`", entries: &empty, span: 0..0 },
            Some(_) => self.reporter.table(root, "limits", "`[limits]`")?,
        };
        self.reporter.known_keys(
            &table,
            &[TIME.key, WALL_TIME.key, MEMORY.key, OUTPUT.key, STACK.key, CODE.key, "time_multipliers"],
        );
        let cpu = self.limit(&table, &TIME);
        let wall = match table.get(WALL_TIME.key) {
            // A backstop for programs that wait, far enough off that no program that only computes reaches it.
            None => cpu.map(|cpu| 4.0 * cpu + 1.0),
            Some(_) => self.limit(&table, &WALL_TIME),
        };
        let (memory, output) = (self.limit(&table, &MEMORY), self.limit(&table, &OUTPUT));
        let stack = self.limit(&table, &STACK).map(|stack| (stack * MIB) as u64);
        // V8 raises a smaller stack size to its own.
        let stack = stack.map(|stack| stack.max(FIRST_STACK_PART * IsolateLimits::STACK_BYTES));
        let first_stack = match (table.get(STACK.key), kind) {
            (None, Some(ProblemKind::Function)) => Some(FIRST_STACK_OF_FUNCTIONS),
            _ => stack.map(|stack| stack / FIRST_STACK_PART),
        };
        let code = self.limit(&table, &CODE);
        if let (Some(cpu), Some(wall)) = (cpu, wall)
            && wall < cpu
        {
            let message = format!("`{}` is less than `{}`, which is {cpu}", WALL_TIME.key, TIME.key);
            let hint = "it is the backstop for programs that wait, and would always strike first".to_owned();
            self.reporter.error(table.key_span(WALL_TIME.key), message, Some(hint));
            return None;
        }
        let limits = Limits {
            cpu: Duration::from_secs_f64(cpu?),
            wall: Duration::from_secs_f64(wall?),
            memory_bytes: (memory? * MIB) as u64,
            output_bytes: (output? * MIB) as u64,
            stack_bytes: stack?,
            first_stack_bytes: first_stack?,
        };
        Some((limits, (code? * 1024.0) as u64))
    }

    fn limit(&mut self, table: &Table<'_, '_>, limit: &Limit) -> Option<f64> {
        let Some(value) = table.get(limit.key) else { return Some(limit.default) };
        match number(value.get_ref()) {
            Some(number) if (LEAST..=limit.max).contains(&number) => Some(number),
            _ => {
                let Limit { key, max, unit, .. } = limit;
                let message = format!("`{key}` has to be a number of {unit} from {LEAST} to {max}");
                self.reporter.error(value.span(), message, None);
                None
            }
        }
    }

    fn inline_cases(
        &mut self,
        root: &Table<'_, '_>,
        kind: ProblemKind,
        entry: Option<&EntryPoint>,
        groups: &Groups,
        cases: &mut Cases,
    ) {
        let Some(value) = root.get("case") else { return };
        let hint = || Some("write `[[case]]` above each case".to_owned());
        let DeValue::Array(tables) = value.get_ref() else {
            return self.reporter.error(value.span(), "`case` has to be an array of tables", hint());
        };
        let mut has_other_kind = false;
        for case in tables {
            let DeValue::Table(entries) = case.get_ref() else {
                self.reporter.error(case.span(), "a case has to be a table", hint());
                continue;
            };
            let table = Table { name: "`[[case]]`", entries, span: case.span() };
            cases.count += 1;
            let number = cases.count;
            if is_of_other_kind(&table, kind) {
                // Reported once, regardless of the number of cases.
                if !std::mem::replace(&mut has_other_kind, true) {
                    let (message, hint) = match kind {
                        ProblemKind::Function => ("this case is one of a whole program", FUNCTION_CASE_HINT),
                        ProblemKind::Stdio => ("this case is one of a function", STDIO_CASE_HINT),
                    };
                    self.reporter.error(table.span, message, Some(hint.into()));
                }
                continue;
            }
            let case = match kind {
                ProblemKind::Function => self.case(&table, number, entry),
                ProblemKind::Stdio => self.stdio_case(&table, number),
            };
            let group = self.reporter.string(&table, "group");
            let group = group.and_then(|(name, span)| groups.named(&mut self.reporter, name, span));
            if let Some(case) = case {
                cases.push(Case { group, ..case }, 0, table.span);
            }
        }
    }

    fn case(&mut self, table: &Table<'_, '_>, number: usize, entry: Option<&EntryPoint>) -> Option<Case> {
        const ARGS: [&str; 2] = ["args", "args_json"];
        const CALLS: [&str; 2] = ["calls", "calls_json"];
        const EXPECTED: [&str; 5] =
            ["expected", "expected_json", "expected_any", "expected_any_json", "throws"];

        // An error in the entry point, already reported, leaves its kind unknown: then either form of case is right.
        let is_class = matches!(entry, Some(EntryPoint::Class(_)))
            || entry.is_none() && CALLS.iter().any(|key| table.get(key).is_some());
        let calls_keys: &[&str] = if is_class { &CALLS } else { &[] };
        self.reporter.known_keys(
            table,
            &[&["name", "sample", "group"], &ARGS[..], calls_keys, &EXPECTED[..]].concat(),
        );
        let (name, sample) = self.name_and_sample(table, number);
        let is_there = ARGS.iter().any(|key| table.get(key).is_some());
        let args = match (is_class && !is_there).then(case_shape::no_arguments) {
            // Most classes are constructed without arguments.
            Some(args) => Some(args),
            None => self.reporter.one_of(table, &ARGS).and_then(|(key, value)| {
                self.value(key, value).filter(|args| {
                    let is_array = is_array(args);
                    if !is_array {
                        self.reporter.error(
                            value.span(),
                            "the arguments have to be an array",
                            Some(ARGS_HINT.into()),
                        );
                    }
                    is_array
                })
            }),
        };
        let args = match is_class.then(|| self.reporter.one_of(table, &CALLS)) {
            None => args,
            Some(None) => None,
            Some(Some((key, value))) => {
                let calls = self.value(key, value);
                calls.and_then(|calls| Some(case_shape::with_calls(args?, calls)))
            }
        };
        let expected = match self.reporter.one_of(table, &EXPECTED) {
            None => None,
            Some(("throws", value)) => self.throws(value),
            Some((key @ ("expected_any" | "expected_any_json"), value)) => {
                self.value(key, value).and_then(|values| {
                    let expected = case_shape::one_of(values);
                    if expected.is_none() {
                        self.reporter.error(value.span(), ANY_MESSAGE, Some(ANY_HINT.into()));
                    }
                    expected
                })
            }
            Some((key, value)) => self.value(key, value).map(Expected::Returns),
        };
        let mut case = Case {
            name,
            sample,
            group: None,
            checker: None,
            input: Input::Arguments(args?),
            expected: expected?,
        };
        if let Some(entry) = entry
            && let Err(message) = case_shape::fit(&mut case, entry)
        {
            self.reporter.error(table.span.clone(), message, None);
            return None;
        }
        Some(case)
    }

    /// Reads a case of a problem for whole programs.
    fn stdio_case(&mut self, table: &Table<'_, '_>, number: usize) -> Option<Case> {
        self.reporter.known_keys(table, &["name", "sample", "group", "input", "args", "answer"]);
        let (name, sample) = self.name_and_sample(table, number);
        let mut content = |key| {
            if table.get(key).is_none() {
                let hint = "a case has `input` and `answer`, a text each".to_owned();
                self.reporter.missing(table, key, format!("`{key}` is missing in a case"), Some(hint));
            }
            self.reporter.string(table, key).map(|(text, _)| Content::from(text))
        };
        let (input, answer) = (content("input"), content("answer"));
        let args: Vec<String> =
            self.reporter.strings(table, "args").into_iter().map(|(text, _)| text.to_owned()).collect();
        if let Some(fault) = validate_args(&args) {
            self.reporter.error(table.key_span("args"), fault, None);
        }
        let (input, expected) = (Input::Program { stdin: input?, args }, Expected::Writes(answer?));
        Some(Case { name, sample, group: None, checker: None, input, expected })
    }

    fn name_and_sample(&mut self, table: &Table<'_, '_>, number: usize) -> (String, bool) {
        let name = match self.reporter.string(table, "name") {
            None => default_name(number),
            Some((name, span)) => {
                check_name(&mut self.reporter, name, span);
                name.to_owned()
            }
        };
        (name, self.reporter.boolean(table, "sample").unwrap_or(false))
    }

    fn throws(&mut self, value: &Spanned<DeValue<'_>>) -> Option<Expected> {
        match value.get_ref() {
            DeValue::Boolean(true) => Some(Expected::Throws(None)),
            DeValue::String(text) if !text.is_empty() => Some(Expected::Throws(Some(text.to_string()))),
            _ => {
                self.reporter.error(value.span(), THROWS_MESSAGE, Some(THROWS_HINT.into()));
                None
            }
        }
    }

    /// Reads a value in TOML, or in JSON if the key ends with `_json`.
    fn value(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<Value> {
        if !key.ends_with("_json") {
            return toml_value::value(&mut self.reporter, value);
        }
        let DeValue::String(json) = value.get_ref() else {
            let message = format!("`{key}` has to be JSON text");
            let hint = format!("write it in quotes, or use `{}`", key.trim_end_matches("_json"));
            self.reporter.error(value.span(), message, Some(hint));
            return None;
        };
        json::parse_all(json, self.reporter.source)
            .map_err(|errors| errors.into_iter().for_each(|error| self.json_error(value.span(), json, error)))
            .ok()
    }

    /// Reports an error in JSON text inside a TOML string.
    fn json_error(&mut self, string: Range<usize>, json: &str, error: JsonError) {
        let literal = self.reporter.text().get(string.clone()).unwrap_or_default();
        // Without escapes, the JSON stands in the file unchanged.
        match literal.find(json) {
            Some(offset) if !json.is_empty() => {
                let start = string.start + offset;
                let span = start + error.span.start..start + error.span.end;
                self.reporter.error(span, error.message, error.hint);
            }
            _ => {
                let message =
                    format!("{} at line {}, column {} of this JSON", error.message, error.line, error.column);
                self.reporter.error(string, message, error.hint);
            }
        }
    }

    /// Returns the case files, by pattern and then by name, each once.
    fn case_paths(&mut self, root: &Table<'_, '_>, unfinished: bool) -> Vec<PathBuf> {
        let mut paths = Vec::new();
        if matches!(root.get("cases").map(Spanned::get_ref), Some(DeValue::Array(_))) {
            let hint = "write `[[case]]` for a case; `[cases]` names files of cases".to_owned();
            self.reporter.error(root.key_span("cases"), "`cases` is no list of tables", Some(hint));
            return paths;
        }
        let Some(table) = self.reporter.table(root, "cases", "`[cases]`") else { return paths };
        self.reporter.known_keys(&table, &["files"]);
        if table.get("files").is_none() {
            let hint = "write `files = [\"cases/*.jsonl\"]`, or `[[case]]` for a case right here".to_owned();
            self.reporter.missing(&table, "files", "`files` is missing in `[cases]`".to_owned(), Some(hint));
        }
        for (pattern, span) in self.reporter.strings(&table, "files") {
            match case_file::matching(self.reporter.path(), pattern) {
                Ok(matched) => paths.extend(matched),
                Err(PatternError::NoFile) if unfinished => {}
                Err(error) => self.reporter.error(span, error.message(), error.hint()),
            }
        }
        let mut seen = HashSet::new();
        paths.retain(|path| seen.insert(path.clone()));
        paths
    }
}

const FUNCTION_CASE_HINT: &str =
    "a function's case has `args` and `expected`; `input` and `answer` are for `kind = \"stdio\"`";
const STDIO_CASE_HINT: &str =
    "a whole program's case has `input` and `answer`; `expected` is for `kind = \"function\"`";

/// Whether the cases in a problem file are those of whole programs.
fn is_of_programs(root: &Table<'_, '_>) -> bool {
    let Some(DeValue::Array(cases)) = root.get("case").map(|cases| cases.get_ref()) else { return false };
    cases.iter().any(|case| match case.get_ref() {
        DeValue::Table(entries) => {
            is_of_other_kind(&Table { name: "", entries, span: 0..0 }, ProblemKind::Function)
        }
        _ => false,
    })
}

/// Whether a case has only keys of the other kind of case.
fn is_of_other_kind(case: &Table<'_, '_>, kind: ProblemKind) -> bool {
    const OF_FUNCTIONS: [&str; 5] =
        ["expected", "expected_json", "expected_any", "expected_any_json", "throws"];
    const OF_PROGRAMS: [&str; 2] = ["input", "answer"];
    let has_any = |keys: &[&str]| keys.iter().any(|key| case.get(key).is_some());
    match kind {
        ProblemKind::Function => has_any(&OF_PROGRAMS) && !has_any(&OF_FUNCTIONS),
        ProblemKind::Stdio => has_any(&OF_FUNCTIONS) && !has_any(&OF_PROGRAMS),
    }
}

pub(super) const ARGS_HINT: &str = "write one element an argument: `args = [[1, 2], 3]` calls f([1, 2], 3)";
pub(super) const ANY_MESSAGE: &str = "accepted answers have to be an array of 1 to 1000";
pub(super) const ANY_HINT: &str = "write `expected` where there is only one";
pub(super) const THROWS_MESSAGE: &str = "`throws` has to be true or a text";
pub(super) const THROWS_HINT: &str =
    "a text is a part of the error's type and message; a case that must not throw has `expected`";

/// The cases of a problem, with their origins.
#[derive(Default)]
pub(super) struct Cases {
    cases: Vec<Case>,
    /// For each case, the number of its file, 0 for the problem file, and the place in it for messages.
    origins: Vec<(usize, Range<usize>)>,
    /// Number of cases so far, including those with errors.
    pub(super) count: usize,
}

impl Cases {
    pub(super) fn push(&mut self, case: Case, file: usize, span: Range<usize>) {
        self.cases.push(case);
        self.origins.push((file, span));
    }

    /// Adds a case that has files of its own.
    pub(super) fn push_file(&mut self, case: Case) {
        self.count += 1;
        // Of two cases with the same name, one is in the problem file and gives the place for the message.
        self.push(case, 0, 0..0);
    }

    /// Reports cases with several answers where the setter's own checker decides, because it sees only one.
    fn check_answers(&self, reporters: &mut [Reporter<'_>]) {
        for (case, (file, span)) in self.cases.iter().zip(&self.origins) {
            if matches!(case.expected, Expected::OneOf(_))
                && let Some(reporter) = reporters.get_mut(*file)
            {
                let hint = "write `expected`, and let the checker accept what else is right".to_owned();
                reporter.error(span.clone(), "a checker of your own is given one answer", Some(hint));
            }
        }
    }

    /// Reports inputs that no program could read within `memory_bytes`: each is in memory twice, as text and as a
    /// string.
    fn check_lengths(&self, reporters: &mut [Reporter<'_>], memory_bytes: u64) {
        for (case, (file, span)) in self.cases.iter().zip(&self.origins) {
            if let Input::Program { stdin: content, .. } = &case.input
                && content.len() > memory_bytes / 2
                && let Some(reporter) = reporters.get_mut(*file)
            {
                let message = format!("the input of case {:?} is longer than half of `memory`", case.name);
                let hint =
                    "raise `memory` in `[limits]`: a program holds its input more than once".to_owned();
                reporter.error(span.clone(), message, Some(hint));
            }
        }
    }

    /// Reports duplicate names of cases.
    fn check_names(&self, reporters: &mut [Reporter<'_>]) {
        let mut seen: HashMap<&str, &(usize, Range<usize>)> = HashMap::with_capacity(self.cases.len());
        for (case, origin) in self.cases.iter().zip(&self.origins) {
            let (file, span) = origin;
            let (first_file, first) = *seen.entry(&case.name).or_insert(origin);
            if std::ptr::eq(first, span) {
                continue;
            }
            // Finding a line takes time: acceptable for some cases, not for ten thousand.
            let is_shown = reporters.get(*file).is_some_and(|reporter| !reporter.is_full());
            let hint = reporters.get(*first_file).filter(|_| is_shown).map(|reporter| {
                format!("the other one is at {}:{}", reporter.path().display(), reporter.line(first.start))
            });
            if let Some(reporter) = reporters.get_mut(*file) {
                reporter.error(span.clone(), format!("two cases are named {:?}", case.name), hint);
            }
        }
    }
}

pub(super) fn default_name(number: usize) -> String {
    format!("case {number}")
}

/// Reports a name that does not fit on one line of a report.
pub(super) fn check_name(reporter: &mut Reporter<'_>, name: &str, span: Range<usize>) {
    if name.trim().is_empty() || name.contains(char::is_control) {
        let hint = "write some words on one line, or leave `name` out".to_owned();
        reporter.error(span, "this cannot be the name of a case", Some(hint));
    }
}

pub(super) fn is_array(args: &Value) -> bool {
    matches!(args.object(&args.root), Some(Object::Array(_)))
}
