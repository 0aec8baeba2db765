//! Packages of Kattis and ICPC: the legacy format and 2025-09, as <https://www.kattis.com/problem-package-format/>
//! specifies them.
//!
//! Older file names are accepted in the newer format and the other way round, since mixed packages are common.

mod checker;
mod data;
mod submissions;

use data::Scoring;
use toml_edit::Item;

use super::{
    draft::{Content, Draft, DraftKind, Group, Notes, Settings},
    error::ImportError,
    fields::Fields,
    kattis_files,
    source::{Source, base_name},
    yaml::{self, YamlNode},
};

pub(super) const FILE: &str = "problem.yaml";

/// Greatest length of a statement that becomes a description, in bytes.
const MAX_STATEMENT_BYTES: u64 = 4 << 20;

/// The version of the format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Version {
    Legacy,
    /// `2025-09`, and the drafts before it.
    Dated,
}

/// Values that a package puts in place of `{{name}}`.
type Constants = Vec<(String, String)>;

/// Reads a package.
pub(super) fn read(source: &Source, id: String, notes: &Notes) -> Result<Draft, ImportError> {
    let text = source.text(FILE, yaml::MAX_BYTES)?.ok_or_else(|| ImportError::of_file(FILE, "is missing"))?;
    let root = yaml::parse(FILE, &text, notes)?;
    let mut fields = Fields::new(FILE, &root)?;
    let version = version(&mut fields, notes)?;
    let is_scoring = kind(&mut fields)?;
    let scoring = scoring(&mut fields, version, is_scoring);
    let constants = constants(&mut fields)?;
    let (title, language) = title(&mut fields, &id, notes)?;
    let origin = format!("Imported by `tribunal import` from the Kattis package `{}`.", source.name());
    let mut draft = Draft::new(id, origin, &title, DraftKind::Stdio);
    metadata(&mut fields, version, &mut draft, notes)?;
    limits(&mut fields, source, &mut draft, notes)?;
    draft.description = statement(source, &language, &constants, notes)?;
    let cases = data::read(source, version, scoring, &constants, &mut draft, notes)?;
    checker::read(source, &mut fields, version, cases, &constants, &mut draft, notes)?;
    submissions::read(source, &constants, &mut draft, notes)?;
    fields.tell(
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
    source.explain(&LEFT_BEHIND);
    kept(source, &mut draft, notes)?;
    Ok(draft)
}

/// Restores the settings that `tribunal export` kept because the format has no place for them.
fn kept(source: &Source, draft: &mut Draft, notes: &Notes) -> Result<(), ImportError> {
    let Some(text) = source.text(kattis_files::KEPT, yaml::MAX_BYTES)? else { return Ok(()) };
    let kept = kattis_files::kept(&text)?;
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
    let mut started = String::new();
    if let Some(checker) = kept.get("checker").and_then(Item::as_table_like) {
        let settings = checker.iter().filter(|(key, _)| *key != "name");
        let settings = settings.filter_map(|(key, item)| Some((key.to_owned(), bare(item.as_value()?))));
        match (checker.get("name").and_then(string), &mut draft.checker) {
            // The package has the rest of the checker.
            (None, Some(known)) => known.settings.extend(settings),
            (name, _) => {
                let settings = settings.collect();
                draft.checker = Some(Settings { name: name.unwrap_or_default(), settings });
            }
        }
        if checker.get("name").and_then(Item::as_str) == Some("program") {
            notes.file(
                kattis_files::KEPT,
                "the checker is a program, which runs without a sandbox: read it first",
            );
            let command = checker.get("command").and_then(|command| command.as_array()?.get(0)?.as_str());
            command.unwrap_or_default().trim_start_matches("./").clone_into(&mut started);
        }
    }
    for file in source.files(kattis_files::KEPT_FILES)? {
        let name = file.trim_start_matches(kattis_files::KEPT_FILES).trim_start_matches('/').to_owned();
        let content = program_content(source, &file, name == started, &Constants::new())?;
        draft.files.push((name, content));
    }
    for key in kattis_files::SETTER_TABLES {
        if let Some(item) = kept.get(key) {
            draft.tables.insert(key, item.clone());
        }
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

/// Returns a value without the comments and spaces around it.
fn bare(value: &toml_edit::Value) -> toml_edit::Value {
    let mut value = value.clone();
    value.decor_mut().clear();
    value
}

fn version(fields: &mut Fields<'_>, notes: &Notes) -> Result<Version, ImportError> {
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

fn scoring(fields: &mut Fields<'_>, version: Version, is_scoring: bool) -> Scoring {
    let validation = fields.get("validation").and_then(YamlNode::text).unwrap_or_default();
    let gives_points = validation.split_whitespace().any(|word| word == "score");
    match (is_scoring, version) {
        (false, _) => Scoring::PassFail,
        (true, Version::Legacy) if gives_points => Scoring::Validator,
        (true, _) => Scoring::Groups,
    }
}

fn constants(fields: &mut Fields<'_>) -> Result<Constants, ImportError> {
    let entries = fields.typed("constants", "a mapping", YamlNode::mapping)?.unwrap_or_default();
    Ok(entries
        .iter()
        .filter_map(|(key, value)| Some((format!("{{{{{}}}}}", key.text), value.text()?.to_owned())))
        .collect())
}

fn with_constants(text: String, constants: &Constants) -> String {
    constants.iter().fold(text, |text, (sequence, value)| text.replace(sequence, value))
}

/// Greatest length of a program whose constants are replaced, in bytes.
const MAX_PROGRAM_BYTES: u64 = 16 << 20;

/// Returns the content of a program's file, with constants replaced. It is executable if `is_started`.
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
    let file = source.copy(path)?.ok_or_else(|| ImportError::of_file(path, "is missing"))?;
    Ok(if is_started { Content::CopyProgram(file) } else { Content::Copy(file) })
}

/// Returns the title and its language.
fn title(fields: &mut Fields<'_>, id: &str, notes: &Notes) -> Result<(String, String), ImportError> {
    let Some(node) = fields.get("name") else { return Ok((id.to_owned(), "en".to_owned())) };
    match node.mapping() {
        None => Ok((node.text().unwrap_or(id).to_owned(), "en".to_owned())),
        Some(names) => {
            if names.len() > 1 {
                notes.line(FILE, node.line, "is carried over in one language: a problem has one title");
            }
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
    notes: &Notes,
) -> Result<(), ImportError> {
    draft.license = fields.text("license")?.filter(|license| *license != "unknown").map(str::to_owned);
    let people = |node: &YamlNode| {
        let nodes = node.sequence().unwrap_or(std::slice::from_ref(node));
        let names: Vec<&str> =
            nodes.iter().filter_map(|node| node.text().or_else(|| node.get("name")?.text())).collect();
        Some(names.join(", ")).filter(|names| !names.is_empty())
    };
    let author = fields.get("author").and_then(people);
    let credits = fields.get("credits");
    draft.author =
        author.or_else(|| credits.and_then(|credits| people(credits.get("authors").unwrap_or(credits))));
    for (key, _) in credits
        .and_then(YamlNode::mapping)
        .unwrap_or_default()
        .iter()
        .filter(|(key, _)| key.text != "authors")
    {
        notes.line(
            FILE,
            key.line,
            format!("`{}` are not carried over: a problem has authors only", key.text),
        );
    }
    draft.source = fields.get("source").and_then(|source| {
        let nodes = source.sequence().unwrap_or(std::slice::from_ref(source));
        let one = |node: &YamlNode| {
            let name = node.text().or_else(|| node.get("name")?.text())?;
            let url =
                node.get("url").and_then(YamlNode::text).map(|url| format!(" ({url})")).unwrap_or_default();
            Some(format!("{name}{url}"))
        };
        let sources: Vec<String> = nodes.iter().filter_map(one).collect();
        Some(sources.join(", ")).filter(|sources| !sources.is_empty())
    });
    if let Some(keywords) = fields.get("keywords") {
        draft.keywords = match keywords.text() {
            // In the legacy format, keywords are one text.
            Some(text) if version == Version::Legacy => text.split_whitespace().map(str::to_owned).collect(),
            _ => keywords.texts().into_iter().map(str::to_owned).collect(),
        };
    }
    Ok(())
}

/// Greatest factor between times that problems have.
const GREATEST_MULTIPLIER: f64 = 1000.0;

/// Memory limit of a package that sets none, in MiB.
const DEFAULT_MEMORY: f64 = 2048.0;

fn limits(
    fields: &mut Fields<'_>,
    source: &Source,
    draft: &mut Draft,
    notes: &Notes,
) -> Result<(), ImportError> {
    let mut has_time = false;
    draft.limit("memory", DEFAULT_MEMORY);
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
        if let Some(node) = limits.get("time_multipliers") {
            let mut multipliers = Fields::new(FILE, node)?;
            for key in ["ac_to_time_limit", "time_limit_to_tle"] {
                if let Some(value) = multipliers.number(key)? {
                    draft.time_multipliers.push((key, value.clamp(1.0, GREATEST_MULTIPLIER)));
                }
            }
        }
        limits.tell(
            notes,
            &[
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
    if !has_time && let Some(seconds) = time_limit_beside(source, notes)? {
        draft.limit("time_limit", seconds);
        has_time = true;
    }
    if !has_time {
        notes.file(FILE, "there is no time limit, so that of Tribunal, 1 s, holds");
    }
    Ok(())
}

/// Returns the time limit from the places where tools put it for the legacy format, which has no key for it.
fn time_limit_beside(source: &Source, notes: &Notes) -> Result<Option<f64>, ImportError> {
    const SHORT: u64 = 64 << 10;
    let seconds = |text: &str| text.trim().parse().ok().filter(|seconds: &f64| *seconds > 0.0);
    if let Some(text) = source.text(".timelimit", SHORT)? {
        return Ok(seconds(&text));
    }
    const INI: &str = "domjudge-problem.ini";
    let text = source.text(INI, SHORT)?.unwrap_or_default();
    let mut found = None;
    for (index, line) in text.lines().enumerate() {
        let Some((key, value)) = line.split_once('=') else { continue };
        if key.trim() == "timelimit" {
            found = seconds(value.trim().trim_matches(['\'', '"']));
        } else {
            let message = format!("`{}` is not carried over: it is a judge's own matter", key.trim());
            notes.line(INI, index + 1, message);
        }
    }
    Ok(found)
}

/// Returns the text of the statement in a language, or else in another one.
fn statement(
    source: &Source,
    language: &str,
    constants: &Constants,
    notes: &Notes,
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
    let used = best.as_ref().filter(|_| !description.is_empty());
    if used.is_none()
        && let Some(path) = &best
    {
        source.is_told(path);
    }
    for path in files.iter().filter(|path| Some(*path) != best.as_ref()) {
        source.is_told(path);
        notes.file(path, "is not carried over: a problem has one statement, without pictures");
    }
    Ok(description)
}

/// Reason for validators, which have another form in Tribunal.
const VALIDATOR: &str =
    "Tribunal's validators are JavaScript: write one that does the same, see `[validator]`";
const NO_PLACE: &str = "problems have no place for them";

/// Reasons why the files in these folders are not carried over.
const LEFT_BEHIND: [(&str, &str); 16] = [
    ("submissions", "a submission lies in a folder of what is expected of it"),
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
    ("output_validators", "the checker has no use for it"),
    ("output_validator", "the checker has no use for it"),
    ("data/sample", "it belongs to no case"),
    ("data/secret", "it belongs to no case"),
    ("data", "these are no cases, or cases for validators"),
];
