//! Output validators: the default one by its arguments, others as programs.

use std::collections::BTreeMap;

use toml_edit::{Array, Value as Toml};

use super::{FILE, Version, data::Case};
use crate::package::{
    draft::{Content, Draft, Notes, Settings},
    error::ImportError,
    export::SCRIPT_MARK,
    fields::Fields,
    program,
    source::{Source, base_name},
    write::number,
};

/// Where a validator is put, beside `problem.toml`.
const FOLDER: &str = "output_validator";

/// Sets the problem's checker, and the files of cases that differ from it.
pub(super) fn read(
    source: &Source,
    fields: &mut Fields<'_>,
    version: Version,
    cases: Vec<Case>,
    draft: &mut Draft,
    notes: &mut Notes,
) -> Result<(), ImportError> {
    let mut is_custom = false;
    let mut line = 1;
    let mut flags: Option<Vec<String>> = None;
    if version == Version::Legacy {
        if let Some(node) = fields.get("validation") {
            line = node.line;
            for word in node.text().unwrap_or_default().split_whitespace() {
                match word {
                    "default" => {}
                    "custom" => is_custom = true,
                    "score" => {}
                    _ => {
                        let message = format!("Tribunal judges no problems with `validation: {word}`");
                        return Err(ImportError::at(FILE, node.line, message));
                    }
                }
            }
        }
        if let Some(text) = fields.text("validator_flags")? {
            flags = Some(text.split_whitespace().map(str::to_owned).collect());
        }
    }
    let folder =
        ["output_validator", "output_validators"].into_iter().find(|folder| source.has_folder(folder));
    is_custom |= version == Version::Dated && folder.is_some();
    // Most cases have the same arguments, which then are the checker's.
    let of_case = |case: &Case| {
        let mut arguments = flags.clone().unwrap_or_default();
        match (&case.arguments, version) {
            (Some(own), Version::Dated) => arguments = own.clone(),
            (Some(own), Version::Legacy) => arguments.extend(own.iter().cloned()),
            (None, _) => {}
        }
        arguments
    };
    let mut counts: BTreeMap<Vec<String>, usize> = BTreeMap::new();
    for case in &cases {
        *counts.entry(of_case(case)).or_default() += 1;
    }
    let most = counts.iter().max_by_key(|(_, count)| **count).map(|(arguments, _)| arguments.clone());
    let common = most.unwrap_or_default();
    for case in &cases {
        let own = Some(of_case(case)).filter(|arguments| *arguments != common);
        if own.is_some() || !case.about.is_empty() {
            let text = case_yaml(case, own.as_deref());
            draft.files.push((format!("{}.yaml", case.path), Content::Text(text)));
        }
    }
    if !is_custom {
        let settings = default_settings(&common).map_err(|flag| {
            ImportError::of_file(FILE, format!("the default output validator has no argument `{flag}`"))
        })?;
        for arguments in counts.keys().filter(|arguments| **arguments != common) {
            default_settings(arguments).map_err(|flag| {
                ImportError::of_file("data", format!("the default output validator has no argument `{flag}`"))
            })?;
        }
        if !settings.is_empty() {
            draft.checker = Some(Settings { name: "tokens".into(), settings });
        }
        return Ok(());
    }
    let Some(folder) = folder else {
        return Err(ImportError::at(FILE, line, "the custom output validator is missing")
            .hint("it belongs in output_validators/"));
    };
    program_in(source, folder, common, draft, notes)
}

/// The keys of the checker `tokens` for arguments of the default output validator, or the argument that it lacks.
fn default_settings(arguments: &[String]) -> Result<Vec<(String, Toml)>, String> {
    let mut settings = Vec::new();
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        let value: Toml = match &**argument {
            "case_sensitive" | "space_change_sensitive" => true.into(),
            "float_tolerance" | "float_absolute_tolerance" | "float_relative_tolerance" => {
                let tolerance = arguments.next().and_then(|text| text.parse().ok());
                let tolerance =
                    tolerance.filter(|tolerance: &f64| tolerance.is_finite() && *tolerance >= 0.0);
                number(tolerance.ok_or_else(|| argument.clone())?)
            }
            _ => return Err(argument.clone()),
        };
        settings.retain(|(key, _)| key != argument);
        settings.push((argument.clone(), value));
    }
    Ok(settings)
}

/// The file beside a case.
fn case_yaml(case: &Case, arguments: Option<&[String]>) -> String {
    // A JSON text is a YAML scalar, whatever is in it.
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let mut yaml = String::new();
    for (key, text) in &case.about {
        yaml += &format!("{key}: {}\n", quoted(text));
    }
    if let Some(arguments) = arguments {
        let arguments: Vec<String> = arguments.iter().map(|argument| quoted(argument)).collect();
        yaml += &format!("output_validator_args: [{}]\n", arguments.join(", "));
    }
    yaml
}

/// Carries over a validator that is a program.
fn program_in(
    source: &Source,
    folder: &str,
    arguments: Vec<String>,
    draft: &mut Draft,
    notes: &mut Notes,
) -> Result<(), ImportError> {
    let files = source.files(folder)?;
    // What `tribunal export` made of a script becomes the script again.
    let run = files.iter().find(|file| base_name(file) == "run");
    let script = |run: &String| -> Result<Option<String>, ImportError> {
        let text = source.text(run, 1 << 20)?.unwrap_or_default();
        let name = text.lines().find_map(|line| line.strip_prefix(SCRIPT_MARK));
        Ok(name.map(|name| format!("{}/{name}", run.rsplit_once('/').map_or("", |(folder, _)| folder))))
    };
    if let Some(run) = run
        && let Some(path) = script(run)?
        && source.has_file(&path)
    {
        let file = base_name(&path).to_owned();
        draft.files.push((file.clone(), Content::Copy(source.path(&path))));
        draft.checker =
            Some(Settings { name: "script".into(), settings: vec![("file".into(), file.as_str().into())] });
        return Ok(());
    }
    let programs: Vec<String> = source.list(folder)?;
    let [only] = &programs[..] else {
        let message =
            format!("there are {} output validators, of which Tribunal would run one", programs.len());
        let in_files = files.iter().all(|file| file.matches('/').count() == 1);
        // Several files right in the folder are one program of the newer format.
        if !in_files || folder != "output_validator" || programs.is_empty() {
            return Err(ImportError::of_file(folder, message));
        }
        return whole_folder(source, folder, &files, arguments, draft, notes);
    };
    let path = format!("{folder}/{only}");
    if source.has_folder(&path) {
        return whole_folder(source, &path, &files, arguments, draft, notes);
    }
    let content = if *only == "run" {
        Content::CopyProgram(source.path(&path))
    } else {
        Content::Copy(source.path(&path))
    };
    draft.files.push((format!("{FOLDER}/{only}"), content));
    set(&[only], &path, arguments, draft, notes);
    Ok(())
}

/// Carries over a program that is a folder.
fn whole_folder(
    source: &Source,
    folder: &str,
    files: &[String],
    arguments: Vec<String>,
    draft: &mut Draft,
    notes: &mut Notes,
) -> Result<(), ImportError> {
    let names: Vec<&str> =
        files.iter().filter_map(|file| file.strip_prefix(folder)?.strip_prefix('/')).collect();
    for name in &names {
        let path = source.path(&format!("{folder}/{name}"));
        let is_started = matches!(*name, "run" | "build");
        let content = if is_started { Content::CopyProgram(path) } else { Content::Copy(path) };
        draft.files.push((format!("{FOLDER}/{name}"), content));
    }
    set(&names, folder, arguments, draft, notes);
    Ok(())
}

/// Sets the checker to the program that is made of these files.
fn set(names: &[&str], origin: &str, arguments: Vec<String>, draft: &mut Draft, notes: &mut Notes) {
    let command = program::command(FOLDER, names, &mut draft.files, origin, notes);
    let mut settings: Vec<(String, Toml)> =
        vec![("command".into(), command.iter().collect::<Array>().into())];
    if !arguments.is_empty() {
        settings.push(("args".into(), arguments.iter().collect::<Array>().into()));
    }
    settings.push(("protocol".into(), "kattis".into()));
    draft.checker = Some(Settings { name: "program".into(), settings });
}
