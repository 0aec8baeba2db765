//! Output validators: the default one by its arguments, others as programs.

use std::collections::BTreeMap;

use toml_edit::{Array, Value as Toml};

use super::{Constants, FILE, Version, data::Case, program_content};
use crate::{
    draft::{Content, Draft, Notes, Settings},
    error::ImportError,
    fields::Fields,
    kattis_files::SCRIPT_MARK,
    program,
    source::{Source, base_name},
    write::number,
};

/// Folder of a validator, beside `problem.toml`.
const FOLDER: &str = "output_validator";

/// Sets the problem's checker, and the files of cases that differ from it.
pub(super) fn read(
    source: &Source,
    fields: &mut Fields<'_>,
    version: Version,
    cases: Vec<Case>,
    constants: &Constants,
    draft: &mut Draft,
    notes: &Notes,
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
    // Arguments that most cases share become the checker's.
    let of_case = |case: &Case| -> Result<Vec<String>, ImportError> {
        let mut arguments = flags.clone().unwrap_or_default();
        match (&case.arguments, version) {
            (Some(own), Version::Dated) => arguments = own.clone(),
            (Some(own), Version::Legacy) => arguments.extend(own.iter().cloned()),
            (None, _) => {}
        }
        if is_custom {
            return Ok(arguments);
        }
        default_arguments(arguments).map_err(|argument| {
            let message = format!("the default output validator has no argument `{argument}`");
            ImportError::of_file(if flags.is_some() { FILE } else { "data" }, message)
        })
    };
    let mut counts: BTreeMap<Vec<String>, usize> = BTreeMap::new();
    for case in &cases {
        *counts.entry(of_case(case)?).or_default() += 1;
    }
    let most = counts.iter().max_by_key(|(_, count)| **count).map(|(arguments, _)| arguments.clone());
    let common = most.unwrap_or_default();
    for case in &cases {
        let own = Some(of_case(case)?).filter(|arguments| *arguments != common);
        if own.is_some() || !case.args.is_empty() || !case.about.is_empty() {
            let text = case_yaml(case, own.as_deref());
            draft.files.push((format!("{}.yaml", case.path), Content::Text(text)));
        }
    }
    if !is_custom {
        let settings = default_settings(&common);
        if !settings.is_empty() {
            draft.checker = Some(Settings { name: "tokens".into(), settings });
        }
        return Ok(());
    }
    let Some(folder) = folder else {
        return Err(ImportError::at(FILE, line, "the custom output validator is missing")
            .hint("it belongs in output_validators/"));
    };
    program_in(source, folder, common, constants, draft, notes)
}

/// Returns the arguments of the default output validator, or the argument that it does not know. Of contradictory
/// tolerances, which older packages have, the last one holds.
fn default_arguments(arguments: Vec<String>) -> Result<Vec<String>, String> {
    const BOTH: &str = "float_tolerance";
    const ABSOLUTE: &str = "float_absolute_tolerance";
    const RELATIVE: &str = "float_relative_tolerance";
    let mut found: Vec<(String, Option<String>)> = Vec::new();
    let mut arguments = arguments.into_iter();
    while let Some(argument) = arguments.next() {
        let other = match &*argument {
            "case_sensitive" | "space_change_sensitive" => None,
            BOTH => Some(BOTH),
            ABSOLUTE => Some(RELATIVE),
            RELATIVE => Some(ABSOLUTE),
            _ => return Err(argument),
        };
        let is_tolerance =
            |text: &String| text.parse().is_ok_and(|number: f64| number.is_finite() && number >= 0.0);
        let value = match other {
            None => None,
            Some(other) => {
                let value = arguments.next().filter(is_tolerance).ok_or_else(|| argument.clone())?;
                if other == BOTH {
                    found.retain(|(key, _)| !key.ends_with("tolerance"));
                } else {
                    // A tolerance for both now holds for the other one alone.
                    found
                        .iter_mut()
                        .filter(|(key, _)| key == BOTH)
                        .for_each(|(key, _)| *key = other.to_owned());
                }
                Some(value)
            }
        };
        found.retain(|(key, _)| *key != argument);
        found.push((argument, value));
    }
    Ok(found.into_iter().flat_map(|(key, value)| std::iter::once(key).chain(value)).collect())
}

/// Returns the keys of the checker `tokens` for arguments of the default output validator.
fn default_settings(arguments: &[String]) -> Vec<(String, Toml)> {
    let mut settings = Vec::new();
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        let value: Toml = match argument.ends_with("tolerance") {
            true => number(arguments.next().and_then(|text| text.parse().ok()).unwrap_or_default()),
            false => true.into(),
        };
        settings.push((argument.clone(), value));
    }
    settings
}

/// Returns the text of the file beside a case.
fn case_yaml(case: &Case, arguments: Option<&[String]>) -> String {
    // A JSON text is a YAML scalar, whatever its content.
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let mut yaml = String::new();
    for (key, text) in &case.about {
        yaml += &format!("{key}: {}\n", quoted(text));
    }
    let args = Some(&*case.args).filter(|args| !args.is_empty());
    for (key, list) in [("args", args), ("output_validator_args", arguments)] {
        if let Some(list) = list {
            let list: Vec<String> = list.iter().map(|text| quoted(text)).collect();
            yaml += &format!("{key}: [{}]\n", list.join(", "));
        }
    }
    yaml
}

/// Carries over a validator program.
fn program_in(
    source: &Source,
    folder: &str,
    arguments: Vec<String>,
    constants: &Constants,
    draft: &mut Draft,
    notes: &Notes,
) -> Result<(), ImportError> {
    let files = source.files(folder)?;
    // A program that `tribunal export` made of a script becomes the script again.
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
        let content = program_content(source, &path, false, constants)?;
        draft.files.push((file.clone(), content));
        // The driver is for other judges only.
        source.is_told(&format!("{folder}/driver.js"));
        draft.checker =
            Some(Settings { name: "script".into(), settings: vec![("file".into(), file.as_str().into())] });
        return Ok(());
    }
    let programs: Vec<String> = source.list(folder);
    let [only] = &programs[..] else {
        let message =
            format!("there are {} output validators, of which Tribunal would run one", programs.len());
        let in_files = files.iter().all(|file| file.matches('/').count() == 1);
        // Several files directly in the folder are one program of the newer format.
        if !in_files || folder != "output_validator" || programs.is_empty() {
            return Err(ImportError::of_file(folder, message));
        }
        return whole_folder(source, folder, &files, arguments, constants, draft, notes);
    };
    let path = format!("{folder}/{only}");
    if source.has_folder(&path) {
        return whole_folder(source, &path, &files, arguments, constants, draft, notes);
    }
    let content = program_content(source, &path, *only == "run", constants)?;
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
    constants: &Constants,
    draft: &mut Draft,
    notes: &Notes,
) -> Result<(), ImportError> {
    let names: Vec<&str> =
        files.iter().filter_map(|file| file.strip_prefix(folder)?.strip_prefix('/')).collect();
    for name in &names {
        let is_started = matches!(*name, "run" | "build");
        let content = program_content(source, &format!("{folder}/{name}"), is_started, constants)?;
        draft.files.push((format!("{FOLDER}/{name}"), content));
    }
    set(&names, folder, arguments, draft, notes);
    Ok(())
}

/// Sets the checker to the program made of these files.
fn set(names: &[&str], origin: &str, arguments: Vec<String>, draft: &mut Draft, notes: &Notes) {
    let command = program::command(FOLDER, names, &mut draft.files, origin, notes);
    let mut settings: Vec<(String, Toml)> =
        vec![("command".into(), command.iter().collect::<Array>().into())];
    if !arguments.is_empty() {
        settings.push(("args".into(), arguments.iter().collect::<Array>().into()));
    }
    settings.push(("protocol".into(), "kattis".into()));
    draft.checker = Some(Settings { name: "program".into(), settings });
}
