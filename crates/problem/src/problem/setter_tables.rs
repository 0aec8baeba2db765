//! The tables of a problem file for its setter: the reference solution, the validator, the generator, and the cases to
//! generate. Judging needs none of them.

use std::{
    collections::HashSet,
    path::{Component, Path, PathBuf},
};

use toml::{Spanned, de::DeValue};

use super::{TimeMultipliers, diagnostics::Reporter, table::Table, time_multipliers, toml_value};
use tribunal_core::source::Language;
use tribunal_core::value::{Object, Value};

use crate::containment;

/// Keys of the tables that are read here.
pub(super) const KEYS: [&str; 5] = ["reference", "validator", "generator", "generate", "stress"];

/// Greatest number of cases of one table.
const MAX_CASES: i64 = 100_000;

/// Greatest seed: the greatest integer that JSON reports can hold exactly.
const GREATEST_SEED: i64 = (1 << 53) - 1;

/// Group of generated cases whose table names none.
const DEFAULT_GROUP: &str = "secret";

/// The programs and tables that a setter has written besides the cases, to make and to check them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Setter {
    /// Reference solution; without it, the first submission that is expected to be accepted.
    pub reference: Option<PathBuf>,
    /// Validator: the program whose function `validate` checks an input.
    pub validator: Option<PathBuf>,
    /// Generator: the program whose function `generate` makes inputs.
    pub generator: Option<PathBuf>,
    /// Cases to generate, in the order of the file.
    pub generate: Vec<GenerateTable>,
    /// Settings of the generator for `tribunal stress`.
    pub stress: StressTable,
    /// Required distance of the time limit from the times of solutions.
    pub time_multipliers: TimeMultipliers,
    /// Whether an integer beyond 2^53 stands for the nearest number; otherwise it is an error.
    pub rounds_integers: bool,
}

/// Cases to generate: a table `[[generate]]`.
#[derive(Clone, Debug, PartialEq)]
pub struct GenerateTable {
    /// Name of the cases, unique in the group; each of several cases has its number appended.
    pub name: String,
    /// Number of cases.
    pub count: usize,
    /// Parameters of the generator: an object.
    pub params: Value,
    /// Seed of the generator's random numbers, which also depend on the case's name and number.
    pub seed: u64,
    /// Group; for whole programs also the folder below `data`, such as `secret/big`.
    pub group: Option<String>,
}

/// A table `[stress]`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StressTable {
    /// Parameters of the generator: an object.
    pub params: Option<Value>,
    /// Parameters that begin at 1 and grow to their values.
    pub grow: Vec<String>,
}

impl GenerateTable {
    /// Returns the name of one of its cases, counted from 0. All names have equal length, so that they sort by number.
    pub fn case_name(&self, index: usize) -> String {
        let width = self.count.to_string().len();
        match self.count {
            1 => self.name.clone(),
            _ => format!("{}-{:0width$}", self.name, index + 1),
        }
    }
}

/// Reads the tables and reports the errors in them.
pub(super) fn read(reporter: &mut Reporter<'_>, root: &Table<'_, '_>, for_programs: bool) -> Setter {
    let mut file = |key, name| program_file(reporter, root, key, name);
    let (reference, validator, generator) = (
        file("reference", "`[reference]`"),
        file("validator", "`[validator]`"),
        file("generator", "`[generator]`"),
    );
    let generate = generate_tables(reporter, root, for_programs);
    let stress = stress_table(reporter, root);
    for key in ["generate", "stress"] {
        let has_generator = root.get("generator").is_some() || reporter.is_misspelt(root, &["generator"]);
        if root.get(key).is_some() && !has_generator {
            let hint = "write `[generator]` and below it `file = \"generate.js\"`".to_owned();
            reporter.error(
                root.key_span(key),
                format!("`{key}` is for a problem with a generator"),
                Some(hint),
            );
        }
    }
    let time_multipliers = time_multipliers::read(reporter, root);
    Setter { reference, validator, generator, generate, stress, time_multipliers, rounds_integers: false }
}

/// Reads the program that a table names, which lies beside the problem file.
fn program_file(
    reporter: &mut Reporter<'_>,
    root: &Table<'_, '_>,
    key: &str,
    name: &'static str,
) -> Option<PathBuf> {
    let table = reporter.table(root, key, name)?;
    reporter.known_keys(&table, &["file"]);
    if table.get("file").is_none() {
        let hint = format!("write `file = \"{key}.js\"`: a program beside this file");
        reporter.missing(&table, "file", format!("`file` is missing in {name}"), Some(hint));
    }
    let (file, span) = reporter.string(&table, "file")?;
    program_beside(reporter, file, span, Typed::Too)
}

/// Whether a program may be written in TypeScript.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Typed {
    /// TypeScript or JavaScript.
    Too,
    /// JavaScript only: the runner of the program knows nothing else.
    Not,
}

/// Returns the path of the program beside the problem file; `None` if it cannot be a program, which is reported.
pub(super) fn program_beside(
    reporter: &mut Reporter<'_>,
    file: &str,
    span: std::ops::Range<usize>,
    typed: Typed,
) -> Option<PathBuf> {
    let path = Path::new(file);
    let inside = |component| matches!(component, Component::Normal(_) | Component::CurDir);
    let is_known = match Language::of_path(path) {
        Some(Language::JavaScript) => true,
        Some(Language::TypeScript) => typed == Typed::Too,
        None => false,
    };
    let wrong = if file.is_empty() || !path.components().all(inside) {
        "this file is not in the problem's folder"
    } else if !is_known {
        "this is no JavaScript file"
    } else {
        let path = reporter.path().with_file_name(file);
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        let problem = reporter.path().parent().map_or(folder, Path::to_owned);
        match containment::inside(&problem, &path, containment::PROBLEM) {
            Ok(whole) if whole.is_file() => return Some(path),
            Ok(_) => "this is no regular file",
            Err(containment::ContainmentError::Io(_)) => "there is no such file",
            Err(fault) => {
                reporter.error(span, format!("this file {fault}"), None);
                return None;
            }
        }
    };
    let endings = match typed {
        Typed::Too => ".js, .mjs, .cjs, or in TypeScript .ts, .mts, .cts",
        Typed::Not => ".js, .mjs or .cjs",
    };
    let hint = format!("write the path of a file {endings}, from the problem's folder on");
    reporter.error(span, wrong, Some(hint));
    None
}

fn generate_tables(
    reporter: &mut Reporter<'_>,
    root: &Table<'_, '_>,
    for_programs: bool,
) -> Vec<GenerateTable> {
    let Some(value) = root.get("generate") else { return Vec::new() };
    let hint = || Some("write `[[generate]]` above each kind of cases to generate".to_owned());
    let DeValue::Array(tables) = value.get_ref() else {
        reporter.error(value.span(), "`generate` has to be an array of tables", hint());
        return Vec::new();
    };
    let mut found: Vec<GenerateTable> = Vec::new();
    let mut seen = HashSet::new();
    for table in tables {
        let DeValue::Table(entries) = table.get_ref() else {
            reporter.error(table.span(), "this has to be a table", hint());
            continue;
        };
        let table = Table { name: "`[[generate]]`", entries, span: table.span() };
        if let Some(generate) = generate_table(reporter, &table, for_programs) {
            if !seen.insert((generate.group.clone(), generate.name.clone())) {
                let message = format!("two tables `[[generate]]` are named {:?}", generate.name);
                reporter.error(table.span, message, None);
            }
            found.push(generate);
        }
    }
    found
}

fn generate_table(
    reporter: &mut Reporter<'_>,
    table: &Table<'_, '_>,
    for_programs: bool,
) -> Option<GenerateTable> {
    reporter.known_keys(table, &["name", "count", "params", "seed", "group"]);
    let name = name(reporter, table);
    let count = integer(reporter, table, "count", 1..=MAX_CASES).unwrap_or(Some(1));
    let seed = integer(reporter, table, "seed", 0..=GREATEST_SEED).unwrap_or(Some(1));
    let params = params(reporter, table).unwrap_or_else(|| Some(no_params()));
    let group = match reporter.string(table, "group") {
        None => Some(for_programs.then(|| DEFAULT_GROUP.to_owned())),
        // The cases show later whether there is such a group.
        Some((group, _)) if !for_programs => Some(Some(group.to_owned())),
        Some((group, span)) => {
            let mut parts = group.split('/');
            let is_right = matches!(parts.next(), Some("secret" | "sample")) && parts.all(is_file_name);
            if !is_right {
                let hint = "write \"secret\", or a folder in it such as \"secret/big\"".to_owned();
                reporter.error(span, "this is no folder for cases", Some(hint));
            }
            is_right.then(|| Some(group.to_owned()))
        }
    };
    Some(GenerateTable {
        name: name?,
        count: usize::try_from(count?).ok()?,
        params: params?,
        seed: u64::try_from(seed?).ok()?,
        group: group?,
    })
}

fn name(reporter: &mut Reporter<'_>, table: &Table<'_, '_>) -> Option<String> {
    const HINT: &str = "a name is made of letters, digits, `-`, `_` and `.`: it becomes that of a file";
    if table.get("name").is_none() {
        let message = "`name` is missing in `[[generate]]`".to_owned();
        reporter.missing(table, "name", message, Some(HINT.to_owned()));
    }
    let (name, span) = reporter.string(table, "name")?;
    if !is_file_name(name) {
        reporter.error(span, "this cannot be the name of generated cases", Some(HINT.to_owned()));
        return None;
    }
    Some(name.to_owned())
}

fn is_file_name(name: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    (1..=100).contains(&name.len()) && !name.starts_with(['.', '-']) && name.bytes().all(is_plain)
}

fn stress_table(reporter: &mut Reporter<'_>, root: &Table<'_, '_>) -> StressTable {
    let Some(table) = reporter.table(root, "stress", "`[stress]`") else { return StressTable::default() };
    reporter.known_keys(&table, &["params", "grow"]);
    let params = params(reporter, &table).flatten();
    let mut grow = Vec::new();
    for (key, span) in reporter.strings(&table, "grow") {
        match table.get("params").map(|params| growing(params, key)) {
            Some(true) => grow.push(key.to_owned()),
            None if reporter.is_misspelt(&table, &["params"]) => {}
            _ => {
                let hint =
                    "name a key of `params` whose value is a whole number from 1 on: it grows from 1 to that";
                reporter.error(span, "this parameter cannot grow", Some(hint.to_owned()));
            }
        }
    }
    StressTable { params, grow }
}

/// Whether a parameter is a number of at least 1.
fn growing(params: &Spanned<DeValue<'_>>, key: &str) -> bool {
    match params.get_ref() {
        DeValue::Table(entries) => {
            entries.get(key).and_then(|value| whole(value.get_ref())).is_some_and(|number| number >= 1)
        }
        _ => false,
    }
}

/// Reads the parameters, if there are any; `Some(None)` if they are wrong.
fn params(reporter: &mut Reporter<'_>, table: &Table<'_, '_>) -> Option<Option<Value>> {
    let value = table.get("params")?;
    if !matches!(value.get_ref(), DeValue::Table(_)) {
        let hint = "write `params = { n = 100 }`".to_owned();
        reporter.error(value.span(), "`params` has to be a table", Some(hint));
        return Some(None);
    }
    Some(toml_value::value(reporter, value))
}

/// Returns an object without properties.
fn no_params() -> Value {
    let mut value = Value::primitive(tribunal_core::value::Node::Null);
    value.root = value.push(Object::Plain(Vec::new()));
    value
}

/// Reads an integer, if there is one; `Some(None)` if it is wrong.
fn integer(
    reporter: &mut Reporter<'_>,
    table: &Table<'_, '_>,
    key: &str,
    range: std::ops::RangeInclusive<i64>,
) -> Option<Option<i64>> {
    let value = table.get(key)?;
    let number = whole(value.get_ref()).filter(|number| range.contains(number));
    if number.is_none() {
        let message = format!("`{key}` has to be a whole number from {} to {}", range.start(), range.end());
        reporter.error(value.span(), message, None);
    }
    Some(number)
}

fn whole(value: &DeValue<'_>) -> Option<i64> {
    match value {
        DeValue::Integer(integer) => i64::from_str_radix(integer.as_str(), integer.radix()).ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use crate::problem::{Problem, load, load_unfinished};
    use tribunal_core::value::json::to_json;

    /// Returns a problem for functions with these lines, beside programs of every name that they use.
    fn problem(lines: &str, unfinished: bool) -> Result<Problem, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("p");
        fs::create_dir(&path).unwrap();
        for file in ["reference.js", "validate.mjs", "generate.cjs", "notes.txt"] {
            fs::write(path.join(file), "").unwrap();
        }
        let head = "format = 1\ntitle = \"T\"\n";
        fs::write(path.join("problem.toml"), format!("{head}{lines}")).unwrap();
        let load = if unfinished { load_unfinished } else { load };
        let mut problems = load(folder.path(), &[]).map_err(|errors| errors.to_string())?;
        Ok(problems.remove(0))
    }

    const FUNCTION: &str = "[function]\nname = \"f\"\n[[case]]\nargs = []\nexpected = 1\n";

    #[test]
    fn everything_a_setter_may_write_is_read() {
        let lines = r#"
            kind = "stdio"
            [reference]
            file = "reference.js"
            [validator]
            file = "validate.mjs"
            [generator]
            file = "./generate.cjs"
            [[generate]]
            name = "small"
            [[generate]]
            name = "big"
            count = 120
            params = { n = 1000, sorted = true }
            seed = 7
            group = "secret/2-big"
            [stress]
            params = { n = 5, deep = { m = 1 } }
            grow = ["n"]
            [[case]]
            input = ""
            answer = ""
        "#;
        let setter = problem(lines, false).unwrap().setter;
        let names = [&setter.reference, &setter.validator, &setter.generator];
        let names = names.map(|path| path.as_ref().unwrap().file_name().unwrap().to_str().unwrap());
        assert_eq!(names, ["reference.js", "validate.mjs", "generate.cjs"]);
        let [small, big] = &setter.generate[..] else { panic!("{:?}", setter.generate) };
        assert_eq!((small.case_name(0), small.count, small.seed), ("small".to_owned(), 1, 1));
        assert_eq!((to_json(&small.params), small.group.as_deref()), ("{}".to_owned(), Some("secret")));
        assert_eq!((big.case_name(8), big.count, big.seed), ("big-009".to_owned(), 120, 7));
        assert_eq!(
            (to_json(&big.params), big.group.as_deref()),
            ("{\"n\":1000,\"sorted\":true}".to_owned(), Some("secret/2-big"))
        );
        assert_eq!(to_json(&setter.stress.params.unwrap()), "{\"n\":5,\"deep\":{\"m\":1}}");
        assert_eq!(setter.stress.grow, ["n"]);
    }

    #[test]
    fn every_mistake_has_its_message() {
        let generator = "[generator]\nfile = \"generate.cjs\"\n";
        for (lines, message) in [
            ("[reference]\n", "`file` is missing in `[reference]`"),
            ("[reference]\nfile = \"../reference.js\"\n", "not in the problem's folder"),
            ("[reference]\nfile = \"/etc/x.js\"\n", "not in the problem's folder"),
            ("[reference]\nfile = \"notes.txt\"\n", "this is no JavaScript file"),
            ("[validator]\nfile = \"validate.tsx\"\n", "this is no JavaScript file"),
            ("[validator]\nfile = \"validate.js\"\n", "there is no such file"),
            ("[validator]\nfiel = \"validate.mjs\"\n", "did you mean `file`?"),
            ("[generator]\nfile = 3\n", "`file` has to be text"),
            ("[[generate]]\nname = \"a\"\n", "`generate` is for a problem with a generator"),
            ("[stress]\nparams = {}\n", "`stress` is for a problem with a generator"),
            (&format!("{generator}[generate]\nname = \"a\""), "`generate` has to be an array of tables"),
            (&format!("{generator}[[generate]]\ncount = 2"), "`name` is missing in `[[generate]]`"),
            (
                &format!("{generator}[[generate]]\nname = \"a/b\""),
                "this cannot be the name of generated cases",
            ),
            (
                &format!("{generator}[[generate]]\nname = \"..\""),
                "this cannot be the name of generated cases",
            ),
            (&format!("{generator}[[generate]]\nname = \"a\"\ncount = 0"), "whole number from 1 to 100000"),
            (&format!("{generator}[[generate]]\nname = \"a\"\nseed = -1"), "whole number from 0 to"),
            (&format!("{generator}[[generate]]\nname = \"a\"\nparams = 3"), "`params` has to be a table"),
            (
                &format!("{generator}[[generate]]\nname = \"a\"\n[[generate]]\nname = \"a\""),
                "are named \"a\"",
            ),
            (
                &format!("{generator}[stress]\nparams = {{ n = 0 }}\ngrow = [\"n\"]"),
                "this parameter cannot grow",
            ),
            (&format!("{generator}[stress]\ngrow = [\"n\"]"), "this parameter cannot grow"),
        ] {
            let errors = problem(&format!("{FUNCTION}{lines}"), false).expect_err(lines);
            assert!(errors.contains(message), "{lines}:\n{errors}");
            assert!(errors.contains("problem.toml:"), "a place: {errors}");
        }
    }

    #[test]
    fn cases_that_are_to_be_generated_may_be_missing_until_they_are() {
        let lines = "[function]\nname = \"f\"\n[cases]\nfiles = [\"cases/*.jsonl\"]\n";
        let generate = "[generator]\nfile = \"generate.cjs\"\n[[generate]]\nname = \"a\"\n";
        assert!(problem(lines, true).expect_err("nothing to generate").contains("no file matches"));
        let lines = format!("{lines}{generate}");
        assert!(problem(&lines, false).expect_err("no cases").contains("no file matches"));
        assert_eq!(problem(&lines, true).unwrap().cases.len(), 0);
        let without = format!("[function]\nname = \"f\"\n{generate}");
        assert!(problem(&without, false).expect_err("no cases").contains("`tribunal generate`"));
    }
}
