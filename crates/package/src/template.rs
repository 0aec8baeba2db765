//! `tribunal new`: a template of a problem, in which every key has a comment.

use std::path::Path;

use super::{
    draft::{Content, Draft, DraftKind, Signature},
    error::ImportError,
    write::{self, WriteError},
};
use tribunal_problem::problem::{Problem, is_id};

/// The kind of a new problem.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NewKind {
    /// Submissions define a function, which is called
    #[default]
    Function,
    /// Submissions are programs, which read standard input and write standard output
    Stdio,
}

/// Templates of the problem files, without titles.
const FUNCTION: &str = include_str!("template/function.toml");
const STDIO: &str = include_str!("template/stdio.toml");

/// Placeholder of the title in the templates.
const TITLE: &str = "\"TITLE\"";

/// Writes a problem with this id and title, and a submission to it. Nothing is overwritten.
///
/// # Errors
/// If it cannot be written, or there is such a problem already.
pub fn create(
    kind: NewKind,
    id: &str,
    title: Option<&str>,
    problems: &Path,
    submissions: &Path,
) -> Result<Problem, WriteError> {
    if !is_id(id) || id.starts_with('.') {
        let error = ImportError::general(format!("{id:?} cannot be the id of a problem"));
        return Err(error.hint("an id is made of letters, digits, `-`, `_` and `.`").into());
    }
    let text = |text: &str| Content::Text(text.to_owned());
    let signature = Signature { table: "function", name: "add".into(), settings: Vec::new() };
    let function = DraftKind::Function { signature, cases: Vec::new() };
    let draft_kind = if kind == NewKind::Function { function } else { DraftKind::Stdio };
    let mut draft = Draft::new(id.to_owned(), String::new(), title.unwrap_or(id), draft_kind);
    let title = toml_edit::Value::from(&draft.title).to_string();
    let (toml, submission) = match kind {
        NewKind::Function => {
            draft.files.push(("cases/more.jsonl".into(), text(include_str!("template/more.jsonl"))));
            (FUNCTION, include_str!("template/function.js"))
        }
        NewKind::Stdio => {
            for (path, content) in [
                ("data/sample/1.in", "1 2\n"),
                ("data/sample/1.ans", "3\n"),
                ("data/secret/1.in", "-5 5\n"),
                ("data/secret/1.ans", "0\n"),
                ("data/secret/2.in", "1000000 1000000\n"),
                ("data/secret/2.ans", "2000000\n"),
            ] {
                draft.files.push((path.into(), text(content)));
            }
            (STDIO, include_str!("template/stdio.js"))
        }
    };
    draft.submissions.push(("accepted/example.js".into(), text(submission)));
    draft.problem_file = Some(toml.replacen(TITLE, &title, 1));
    let problems = write::write(&[draft], problems, submissions)?;
    problems.into_iter().next().ok_or_else(|| ImportError::general("no problem was written").into())
}

#[cfg(test)]
mod tests {
    use std::{
        collections::{BTreeMap, BTreeSet},
        fs,
    };

    use super::*;
    use tribunal_problem::problem;

    /// Returns the messages and hints of the reader of problem files about a problem.
    fn messages(text: &str) -> Vec<(String, String)> {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("p")).unwrap();
        fs::write(folder.path().join("p/problem.toml"), text).unwrap();
        let errors = problem::load(folder.path(), &[]).expect_err("what is unknown is an error");
        errors.iter().map(|error| (error.message.clone(), error.hint.clone().unwrap_or_default())).collect()
    }

    /// Returns the known keys of the table at the end of a problem, as its reader lists them for an unknown key.
    fn known(text: &str) -> BTreeSet<String> {
        let unknown = messages(&format!("{text}\nqqqqqqq = 1\n"));
        let list = unknown.iter().filter(|(message, _)| message.contains("`qqqqqqq`"));
        let list =
            list.filter_map(|(_, hint)| hint.strip_prefix("known are ")).flat_map(|keys| keys.split(", "));
        list.map(str::to_owned).collect()
    }

    /// Returns the tables and keys of a template, including those after `#`; the root is `""`.
    fn written(template: &str) -> BTreeMap<String, BTreeSet<String>> {
        let mut tables: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut table = String::new();
        for line in template.lines() {
            let line = line.strip_prefix("# ").unwrap_or(line);
            if let Some(name) = line.strip_prefix('[') {
                table = name.trim_matches(['[', ']']).to_owned();
                tables.entry(String::new()).or_default().insert(table.clone());
            } else if let Some((key, _)) = line.split_once(" = ")
                && key.chars().all(|char| char.is_ascii_alphanumeric() || char == '_')
            {
                tables.entry(table.clone()).or_default().insert(key.to_owned());
            }
        }
        tables
    }

    #[test]
    fn templates_have_every_key_that_there_is_and_no_other() {
        for (kind, template) in [("function", FUNCTION), ("stdio", STDIO)] {
            let written = written(template);
            let head = format!("format = 1\ntitle = \"x\"\nkind = \"{kind}\"");
            let root = known(&head);
            assert!(root.contains("limits"), "{root:?}");
            let mut expected: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
            for key in &root {
                // A table of the other kind of problem is refused.
                let tables = [format!("{head}\n[{key}]"), format!("{head}\n[[{key}]]")];
                let is_refused = |text: &String| {
                    messages(&format!("{text}\nqqqqqqq = 1\n"))
                        .iter()
                        .any(|(message, _)| message.contains(&format!("`{key}` is for functions")))
                };
                if tables.iter().any(is_refused) {
                    continue;
                }
                expected.entry(String::new()).or_default().insert(key.clone());
                let mut keys: BTreeSet<String> = tables.iter().flat_map(|text| known(text)).collect();
                if key == "case" && kind == "function" {
                    keys.extend(known(&format!("{head}\n[class]\nname = \"X\"\n[[case]]")));
                }
                if key == "checker" {
                    // Each checker has keys of its own.
                    let wrong = messages(&format!("{}\nname = \"qqqqqqq\"\n", tables[0]));
                    let names = wrong.iter().find_map(|(_, hint)| hint.strip_prefix("there are "));
                    for name in names.into_iter().flat_map(|names| names.split(", ")) {
                        keys.extend(known(&format!("{}\nname = \"{name}\"", tables[0])));
                    }
                }
                // So is a key.
                keys.retain(|name| {
                    let used = tables
                        .iter()
                        .flat_map(|text| messages(&format!("{text}\n{name} = 'q'\nqqqqqqq = 1\n")));
                    !used.into_iter().any(|(message, _)| message.starts_with(&format!("`{name}` is for ")))
                });
                if !keys.is_empty() {
                    expected.insert(key.clone(), keys);
                }
            }
            assert_eq!(written, expected, "the template for {kind}");
        }
    }

    #[test]
    fn what_a_template_says_behind_a_number_sign_can_be_used() {
        for kind in [NewKind::Function, NewKind::Stdio] {
            let folder = tempfile::tempdir().unwrap();
            let (problems, submissions) = (folder.path().join("p"), folder.path().join("s"));
            create(kind, "x", Some("A \"title\""), &problems, &submissions).unwrap();
            let file = problems.join("x/problem.toml");
            let text = fs::read_to_string(&file).unwrap();
            assert!(text.contains("A \\\"title\\\"") || text.contains("'A \"title\"'"), "{text}");
            // Keys that exclude one another, or belong to another checker, are left as they are.
            let alone = [
                "throws",
                "nested",
                "signed_zero",
                "float",
                "require_pass",
                "case_sensitive",
                "space_change_sensitive",
                "precision",
                "error_mode",
                "pe_allowed",
                "feedback",
                "point_distribution",
                "filler_lines_required",
                "filter_new_line",
                "split_on",
                "result",
                "[class]",
                "name = \"Adder",
                "params = [\"any\"]",
                "methods",
                "calls",
                "expected_any",
                "file = \"check",
                "time_limit = 10",
                "command",
                "args = [\"strict",
                "protocol",
            ];
            let used: String = text
                .lines()
                .map(|line| {
                    let bare = line.strip_prefix("# ").unwrap_or(line);
                    let is_key = bare.split_once(" = ").is_some_and(|(key, _)| !key.contains(' '))
                        || bare.starts_with('[') && bare.ends_with(']');
                    let line =
                        if is_key && !alone.iter().any(|key| bare.starts_with(key)) { bare } else { line };
                    format!("{line}\n")
                })
                .collect();
            for program in ["reference", "validate", "generate", "lib"] {
                fs::write(problems.join(format!("x/{program}.js")), "").unwrap();
            }
            fs::write(&file, used).unwrap();
            problem::load(&problems, &[]).unwrap_or_else(|errors| panic!("{errors}"));
        }
    }

    #[test]
    fn nothing_is_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let (problems, submissions) = (folder.path().join("p"), folder.path().join("s"));
        let new = |id| create(NewKind::Function, id, None, &problems, &submissions);
        new("x").unwrap();
        assert!(matches!(new("x"), Err(WriteError::Exists(_))));
        fs::create_dir(submissions.join("y")).unwrap();
        assert!(matches!(new("y"), Err(WriteError::Exists(_))));
        assert!(!problems.join("y").exists());
        fs::write(problems.join("z.toml"), "").unwrap();
        assert!(matches!(new("z"), Err(WriteError::Exists(_))));
        for id in ["", "..", "a/b", ".x", "a b"] {
            assert!(new(id).is_err(), "{id}");
        }
        assert_eq!(fs::read_dir(&problems).unwrap().count(), 2);
    }
}
