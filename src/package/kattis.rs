//! Packages of Kattis and ICPC: the legacy format and 2025-09, as
//! <https://www.kattis.com/problem-package-format/> specifies them.
//!
//! Older names of files are understood in the newer format and the other way round, since packages in between are
//! common.

mod checker;
mod data;
mod submissions;

pub(super) use submissions::FILE as SUBMISSIONS_FILE;

use toml_edit::Item;

use super::{
    draft::{Content, Draft, Group, Kind, Notes, Settings},
    error::ImportError,
    export,
    fields::Fields,
    source::{Source, base_name},
    yaml::{self, Node},
};

pub(super) const FILE: &str = "problem.yaml";

/// The longest statement that becomes a description, in bytes.
const MAX_STATEMENT_BYTES: u64 = 4 << 20;

/// Which of the formats a package is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Version {
    Legacy,
    /// `2025-09`, and the drafts on the way there.
    Dated,
}

/// Values that a package puts in place of `{{name}}`.
type Constants = Vec<(String, String)>;

/// Reads a package.
pub(super) fn read(source: &Source, id: String, notes: &mut Notes) -> Result<Draft, ImportError> {
    let text = source.text(FILE, yaml::MAX_BYTES)?.ok_or_else(|| ImportError::of_file(FILE, "is missing"))?;
    let root = yaml::parse(FILE, &text)?;
    let mut fields = Fields::new(FILE, &root)?;
    let version = version(&mut fields, notes)?;
    let is_scoring = kind(&mut fields)?;
    let constants = constants(&mut fields)?;
    let (title, language) = title(&mut fields, &id)?;
    let origin = format!("Imported by `tribunal import` from the Kattis package `{}`.", source.name());
    let mut draft = Draft::new(id, origin, &title, Kind::Stdio);
    metadata(&mut fields, version, &mut draft, notes)?;
    limits(&mut fields, source, &mut draft, notes)?;
    draft.description = statement(source, &language, &constants, notes)?;
    let cases = data::read(source, version, is_scoring, &constants, &mut draft, notes)?;
    checker::read(source, &mut fields, version, cases, &constants, &mut draft, notes)?;
    submissions::read(source, &constants, &mut draft, notes)?;
    fields.tell_rest(
        notes,
        &[
            ("uuid", "problems have no UUID"),
            ("version", "problems have no version"),
            ("rights_owner", "problems have no such key"),
            ("source_url", "problems have no such key"),
            ("embargo_until", "problems have no such key"),
            ("languages", "submissions are JavaScript"),
            ("allow_file_writing", "submissions cannot write files"),
            ("grading", "only groups say how scores are made"),
        ],
    );
    rest(source, notes)?;
    kept(source, &mut draft, notes)?;
    Ok(draft)
}

/// Takes back what `tribunal export` kept, because the format has no place for it.
fn kept(source: &Source, draft: &mut Draft, notes: &mut Notes) -> Result<(), ImportError> {
    let Some(text) = source.text(export::KEPT, yaml::MAX_BYTES)? else { return Ok(()) };
    let kept = export::kept(&text)?;
    let string = |item: &Item| item.as_str().map(str::to_owned);
    let number = |item: &Item| item.as_float().or_else(|| item.as_integer().map(|integer| integer as f64));
    draft.license = kept.get("license").and_then(string).or(draft.license.take());
    for (key, item) in
        kept.get("limits").and_then(Item::as_table_like).into_iter().flat_map(|table| table.iter())
    {
        if let Some(value) = number(item) {
            draft.limit(key, value);
        }
    }
    if let Some(checker) = kept.get("checker").and_then(Item::as_table_like) {
        let name = checker.get("name").and_then(string).unwrap_or_default();
        if name == "program" {
            notes.file(export::KEPT, "the checker is a program, which runs without a sandbox: read it first");
            let started = checker.get("command").and_then(|command| command.as_array()?.get(0)?.as_str());
            let started = started.unwrap_or_default().trim_start_matches("./");
            for file in source.files(export::KEPT_FILES)? {
                let name = file.trim_start_matches(export::KEPT_FILES).trim_start_matches('/').to_owned();
                let content = program_content(source, &file, name == started, &Constants::new())?;
                draft.files.push((name, content));
            }
        }
        let settings = checker.iter().filter(|(key, _)| *key != "name");
        let settings =
            settings.filter_map(|(key, item)| Some((key.to_owned(), bare(item.as_value()?)))).collect();
        draft.checker = Some(Settings { name, settings });
    }
    if let Some(groups) = kept.get("group").and_then(Item::as_array_of_tables) {
        let group = |table: &toml_edit::Table| Group {
            name: table.get("name").and_then(string).unwrap_or_default(),
            max_score: table.get("max_score").and_then(Item::as_value).map(bare),
            score_aggregation: table.get("score_aggregation").and_then(string),
            require_pass: table
                .get("require_pass")
                .and_then(Item::as_array)
                .map(|names| names.iter().filter_map(|name| name.as_str().map(str::to_owned)).collect())
                .unwrap_or_default(),
            on_reject: table.get("on_reject").and_then(string),
        };
        draft.groups = groups.iter().map(group).collect();
    }
    Ok(())
}

/// A value without the comments and spaces around it.
fn bare(value: &toml_edit::Value) -> toml_edit::Value {
    let mut value = value.clone();
    value.decor_mut().clear();
    value
}

fn version(fields: &mut Fields<'_>, notes: &mut Notes) -> Result<Version, ImportError> {
    let Some(node) = fields.get("problem_format_version") else { return Ok(Version::Legacy) };
    match node.text().unwrap_or_default() {
        "legacy" | "legacy-icpc" => Ok(Version::Legacy),
        "2025-09" => Ok(Version::Dated),
        draft @ ("draft" | "2023-07-draft" | "2025-09-draft" | "2023-07") => {
            notes.line(FILE, node.line, format!("the format `{draft}` is read as 2025-09"));
            Ok(Version::Dated)
        }
        other => Err(ImportError::at(FILE, node.line, format!("the format `{other}` is not known"))
            .hint("known are legacy, legacy-icpc and 2025-09")),
    }
}

/// Whether the problem has scores.
fn kind(fields: &mut Fields<'_>) -> Result<bool, ImportError> {
    let Some(node) = fields.get("type") else { return Ok(false) };
    let mut is_scoring = false;
    for kind in node.texts() {
        match kind {
            "pass-fail" => {}
            "scoring" => is_scoring = true,
            "interactive" | "multi-pass" | "submit-answer" => {
                let message = format!("Tribunal judges no {kind} problems");
                return Err(ImportError::at(FILE, node.line, message));
            }
            other => {
                return Err(ImportError::at(FILE, node.line, format!("the type `{other}` is not known")));
            }
        }
    }
    Ok(is_scoring)
}

fn constants(fields: &mut Fields<'_>) -> Result<Constants, ImportError> {
    let entries = fields.typed("constants", "a mapping", Node::mapping)?.unwrap_or_default();
    Ok(entries
        .iter()
        .filter_map(|(key, value)| Some((format!("{{{{{}}}}}", key.text), value.text()?.to_owned())))
        .collect())
}

fn with_constants(text: String, constants: &Constants) -> String {
    constants.iter().fold(text, |text, (sequence, value)| text.replace(sequence, value))
}

/// The longest program that is read to put constants into it, in bytes.
const MAX_PROGRAM_BYTES: u64 = 16 << 20;

/// What a program's file holds, with constants in their places. It can be run if `is_started`.
fn program_content(
    source: &Source,
    path: &str,
    is_started: bool,
    constants: &Constants,
) -> Result<Content, ImportError> {
    if !constants.is_empty()
        && let Ok(text) = String::from_utf8(source.bytes(path, MAX_PROGRAM_BYTES)?)
        && constants.iter().any(|(sequence, _)| text.contains(sequence))
    {
        let text = with_constants(text, constants);
        return Ok(if is_started { Content::Program(text) } else { Content::Text(text) });
    }
    let path = source.path(path);
    Ok(if is_started { Content::CopyProgram(path) } else { Content::Copy(path) })
}

/// The title, and the language that it is in.
fn title(fields: &mut Fields<'_>, id: &str) -> Result<(String, String), ImportError> {
    let Some(node) = fields.get("name") else { return Ok((id.to_owned(), "en".to_owned())) };
    match node.mapping() {
        None => Ok((node.text().unwrap_or(id).to_owned(), "en".to_owned())),
        Some(names) => {
            let english = names.iter().find(|(language, _)| language.text == "en").or(names.first());
            let found =
                english.and_then(|(language, name)| Some((name.text()?.to_owned(), language.text.clone())));
            found.ok_or_else(|| ImportError::at(FILE, node.line, "`name` has no name in any language"))
        }
    }
}

fn metadata(
    fields: &mut Fields<'_>,
    version: Version,
    draft: &mut Draft,
    notes: &mut Notes,
) -> Result<(), ImportError> {
    draft.license = fields.text("license")?.filter(|license| *license != "unknown").map(str::to_owned);
    let people = |node: &Node| {
        let nodes = node.sequence().unwrap_or(std::slice::from_ref(node));
        let names: Vec<&str> =
            nodes.iter().filter_map(|node| node.text().or_else(|| node.get("name")?.text())).collect();
        Some(names.join(", ")).filter(|names| !names.is_empty())
    };
    let author = fields.get("author").and_then(people);
    let credits = fields.get("credits");
    draft.author =
        author.or_else(|| credits.and_then(|credits| people(credits.get("authors").unwrap_or(credits))));
    for (key, _) in
        credits.and_then(Node::mapping).unwrap_or_default().iter().filter(|(key, _)| key.text != "authors")
    {
        notes.line(
            FILE,
            key.line,
            format!("`{}` are not carried over: a problem has authors only", key.text),
        );
    }
    draft.source = fields.get("source").and_then(|source| {
        let nodes = source.sequence().unwrap_or(std::slice::from_ref(source));
        let one = |node: &Node| {
            let name = node.text().or_else(|| node.get("name")?.text())?;
            let url = node.get("url").and_then(Node::text).map(|url| format!(" ({url})")).unwrap_or_default();
            Some(format!("{name}{url}"))
        };
        let sources: Vec<String> = nodes.iter().filter_map(one).collect();
        Some(sources.join(", ")).filter(|sources| !sources.is_empty())
    });
    if let Some(keywords) = fields.get("keywords") {
        draft.keywords = match keywords.text() {
            // In the legacy format they stand in one text.
            Some(text) if version == Version::Legacy => text.split_whitespace().map(str::to_owned).collect(),
            _ => keywords.texts().into_iter().map(str::to_owned).collect(),
        };
    }
    Ok(())
}

fn limits(
    fields: &mut Fields<'_>,
    source: &Source,
    draft: &mut Draft,
    notes: &mut Notes,
) -> Result<(), ImportError> {
    let mut has_time = false;
    if let Some(node) = fields.get("limits") {
        let mut limits = Fields::new(FILE, node)?;
        for key in ["time_limit", "memory", "output", "code"] {
            if let Some(value) = limits.number(key)?.filter(|value| *value > 0.0) {
                has_time |= key == "time_limit";
                draft.limit(key, value);
            }
        }
        const DERIVED: &str = "a time limit is written out; `tribunal verify` derives one";
        const JUDGE: &str = "it is the judge's own matter";
        limits.tell_rest(
            notes,
            &[
                ("time_multipliers", DERIVED),
                ("time_resolution", DERIVED),
                ("time_multiplier", DERIVED),
                ("time_safety_margin", DERIVED),
                ("compilation_time", JUDGE),
                ("compilation_memory", JUDGE),
                ("validation_time", JUDGE),
                ("validation_memory", JUDGE),
                ("validation_output", JUDGE),
                ("validation_passes", "there are no multi-pass problems"),
            ],
        );
    }
    if !has_time && let Some(seconds) = time_limit_beside(source)? {
        draft.limit("time_limit", seconds);
        has_time = true;
    }
    if !has_time {
        notes.file(FILE, "there is no time limit, so that of Tribunal, 1 s, holds");
    }
    Ok(())
}

/// The time limit where tools for the legacy format, which has no key for it, put it.
fn time_limit_beside(source: &Source) -> Result<Option<f64>, ImportError> {
    const SHORT: u64 = 64 << 10;
    let seconds = |text: &str| text.trim().parse().ok().filter(|seconds: &f64| *seconds > 0.0);
    if let Some(text) = source.text(".timelimit", SHORT)? {
        return Ok(seconds(&text));
    }
    let text = source.text("domjudge-problem.ini", SHORT)?.unwrap_or_default();
    Ok(text.lines().find_map(|line| {
        let (key, value) = line.split_once('=')?;
        if key.trim() != "timelimit" {
            return None;
        }
        seconds(value.trim().trim_matches(['\'', '"']))
    }))
}

/// The text of the statement in a language, or in another one.
fn statement(
    source: &Source,
    language: &str,
    constants: &Constants,
    notes: &mut Notes,
) -> Result<String, ImportError> {
    let mut files = Vec::new();
    for folder in ["statement", "problem_statement"] {
        files.extend(source.files(folder)?);
    }
    let extension = |path: &str| base_name(path).rsplit('.').next().unwrap_or_default().to_owned();
    let rank = |path: &String| {
        let name = base_name(path);
        let extension = extension(path);
        let is_text = matches!(&*extension, "md" | "tex");
        let is_ours =
            name == format!("problem.{language}.{extension}") || name == format!("problem.{extension}");
        // The first is the best.
        (!is_text, !is_ours, extension != "md")
    };
    let statements = files.iter().filter(|path| {
        base_name(path).starts_with("problem.") && matches!(&*extension(path), "md" | "tex" | "pdf")
    });
    let best = statements.min_by_key(|path| rank(path)).cloned();
    let mut description = String::new();
    if let Some(path) = &best {
        match &*extension(path) {
            "pdf" => notes.file(path, "a PDF cannot become the description"),
            kind => {
                let text = source.text(path, MAX_STATEMENT_BYTES)?.unwrap_or_default();
                description = with_constants(text.replace("\r\n", "\n"), constants);
                if kind == "tex" {
                    notes.file(path, "the description is LaTeX, as it stands there");
                }
            }
        }
    }
    let used = best.filter(|_| !description.is_empty());
    for path in files.iter().filter(|path| Some(*path) != used.as_ref() && extension(path) != "pdf") {
        notes.file(path, "is not carried over: a problem has one statement, without pictures");
    }
    Ok(description)
}

/// Tells of the folders that nothing here has use for.
fn rest(source: &Source, notes: &mut Notes) -> Result<(), ImportError> {
    const VALIDATOR: &str =
        "Tribunal's validators are JavaScript: write one that does the same, see `[validator]`";
    const NO_PLACE: &str = "problems have no place for them";
    for (folder, reason) in [
        ("input_validators", VALIDATOR),
        ("input_format_validators", VALIDATOR),
        ("static_validator", NO_PLACE),
        ("attachments", NO_PLACE),
        ("solution", NO_PLACE),
        ("generators", "Tribunal's generators are JavaScript, see `[generator]`"),
        ("graders", "only groups say how scores are made"),
        ("include", "nothing is put beside submissions; `[problem] libraries` runs before them"),
        ("input_visualizer", NO_PLACE),
        ("output_visualizer", NO_PLACE),
    ] {
        let count = source.files(folder)?.len();
        if count > 0 {
            let files = if count == 1 { "its file is".to_owned() } else { format!("its {count} files are") };
            notes.file(folder, format!("{files} not carried over: {reason}"));
        }
    }
    Ok(())
}
