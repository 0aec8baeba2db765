//! Export of problems to packages in the format 2025-09 of Kattis and ICPC.
//!
//! Settings that the format has no place for get a note, and are kept in a hidden file. Other judges ignore the file,
//! and `tribunal import` reads it, so that a problem comes back unchanged.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::{Component, Path, PathBuf},
};

use sha2::{Digest as _, Sha256};
use toml_edit::{DocumentMut, Item, Table};

use super::{ExportError, Exported, document};
use crate::{
    draft::Notes,
    kattis_files::{KEPT, KEPT_FILES, RUN_TIME_ERROR, SCRIPT_MARK, SETTER_TABLES, SUBMISSIONS_FILE},
    program::{self, WRAPPER},
};
use tribunal_core::{
    entry_point::EntryPoint,
    input::{Content, Input},
};

use tribunal_problem::problem::GENERATED_FILE;
use tribunal_problem::{
    containment,
    problem::{Case, Expected, Problem, file::read_text_inside},
    staging::Staging,
    submission::Submission,
    verdict::Verdict,
};

/// Greatest length of `submissions.yaml`, in bytes.
const MAX_SUBMISSIONS_FILE: u64 = 4 << 20;

/// Folder of the checker's program.
const VALIDATOR: &str = "output_validator";

/// Licenses of the package format.
const LICENSES: [&str; 7] =
    ["unknown", "public domain", "cc0", "cc by", "cc by-sa", "educational", "permission"];

/// Writes a problem with submissions to it as a package, which is a folder that does not exist yet. The result has
/// notes on the parts that are not in the package.
///
/// # Errors
/// If the format does not have problems of this kind, or the package cannot be written; then nothing of it is there.
pub(super) fn write(
    problem: &Problem,
    submissions: &[Submission],
    out: &Path,
) -> Result<Exported, ExportError> {
    if problem.entry != EntryPoint::Program {
        return Err(ExportError::Problem(format!(
            "the problem `{}` is for functions, and Kattis judges whole programs: only problems of `kind = \"stdio\"` \
             can be exported to it",
            problem.id
        )));
    }
    if fs::symlink_metadata(out).is_ok() {
        return Err(ExportError::Exists(out.to_owned()));
    }
    let folder = match out.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let at = |path: &Path| {
        let path = path.to_owned();
        move |source| ExportError::Io { path, source }
    };
    fs::create_dir_all(folder).map_err(at(folder))?;
    let staging = Staging::new_in(folder, ".export-").map_err(at(folder))?;
    let root = staging.path().join("package");
    fs::create_dir(&root).map_err(at(&root))?;
    let document = document(problem)?;
    let mut package = Package {
        problem,
        file: problem.path.display().to_string(),
        document,
        root,
        kept: DocumentMut::new(),
        places: BTreeMap::new(),
        notes: Notes::default(),
    };
    let (cases, submissions) = package.write(submissions)?;
    fs::rename(&package.root, out).map_err(at(out))?;
    Ok(Exported { cases, submissions, notes: package.notes.into_list() })
}

/// A package that is being written.
struct Package<'p> {
    problem: &'p Problem,
    /// Name of the problem file in notes.
    file: String,
    document: DocumentMut,
    root: PathBuf,
    /// Content of the file [`KEPT`].
    kept: DocumentMut,
    /// Folders of groups, and places of the problem file's cases, by their names.
    places: BTreeMap<String, String>,
    notes: Notes,
}

impl Package<'_> {
    /// Writes the whole package; returns the number of its cases and of its submissions.
    fn write(&mut self, submissions: &[Submission]) -> Result<(usize, usize), ExportError> {
        let is_scoring = self.is_scoring();
        self.problem_yaml(is_scoring)?;
        self.statement()?;
        let arguments = self.checker()?;
        self.place();
        let (folders, cases) = self.data()?;
        self.test_groups(&folders, &arguments, is_scoring)?;
        let submissions = self.submissions(submissions)?;
        const PLACE: &str = "is not carried over for other judges: it has no place in a package";
        const VALIDATORS: &str = "is not carried over for other judges, and a package has to have input validators: write one for input_validators/";
        for key in SETTER_TABLES {
            if let Some(item) = self.document.get(key).cloned() {
                self.keep_files(key, &item)?;
                self.kept.insert(key, item);
                self.note(format!("`[{key}]` {}", if key == "validator" { VALIDATORS } else { PLACE }));
            }
        }
        if !self.document.contains_key("validator") {
            self.note("a package has to have input validators: write one for input_validators/");
        }
        if self.kept.is_empty() {
            return Ok((cases, submissions));
        }
        let head = "# What the package format has no place for, for `tribunal import`; other judges pass this file over.\n";
        self.put(KEPT, format!("{head}{}", self.kept).as_bytes())?;
        Ok((cases, submissions))
    }

    /// Keeps the files that a table for the setter names, and the list of generated files.
    fn keep_files(&mut self, key: &str, item: &Item) -> Result<(), ExportError> {
        let file = item.get("file").and_then(Item::as_str);
        let libraries = item.get("libraries").and_then(Item::as_array).into_iter().flatten();
        let libraries = libraries.filter_map(|library| library.as_str());
        let list = Some(GENERATED_FILE)
            .filter(|list| key == "generate" && self.problem.path.with_file_name(list).is_file());
        let files: Vec<String> = file.into_iter().chain(libraries).chain(list).map(str::to_owned).collect();
        for file in files {
            let plain = file.trim_start_matches("./");
            let place = format!("{KEPT_FILES}/{plain}");
            if !self.root.join(&place).exists() {
                self.copy_ours(plain, &place)?;
            }
        }
        Ok(())
    }

    /// Copies a file from the problem's folder, out of which it must not lead.
    fn copy_ours(&self, file: &str, place: &str) -> Result<(), ExportError> {
        let from = self.problem.path.with_file_name(file);
        let folder = self.problem.path.parent().unwrap_or(Path::new(""));
        match containment::inside(folder, &from, containment::PROBLEM) {
            Ok(whole) if whole.is_file() => self.copy(&whole, place),
            Ok(_) => Err(ExportError::Problem(format!("{}: is no regular file", from.display()))),
            Err(fault) => Err(ExportError::Problem(format!("{}: {fault}", from.display()))),
        }
    }

    fn note(&mut self, message: impl Into<String>) {
        let file = self.file.clone();
        self.notes.file(&file, message);
    }

    fn put(&self, path: &str, bytes: &[u8]) -> Result<(), ExportError> {
        let path = self.path(path)?;
        fs::write(&path, bytes).map_err(|source| ExportError::Io { path, source })
    }

    fn copy(&self, from: &Path, path: &str) -> Result<(), ExportError> {
        let path = self.path(path)?;
        fs::copy(from, &path).map(|_| ()).map_err(|source| ExportError::Io { path, source })
    }

    /// Returns the path of a file of the package, whose folder is made if it is missing.
    fn path(&self, path: &str) -> Result<PathBuf, ExportError> {
        let path = self.root.join(path);
        let folder = path.parent().unwrap_or(&self.root);
        fs::create_dir_all(folder).map_err(|source| ExportError::Io { path: folder.to_owned(), source })?;
        Ok(path)
    }

    fn text(&self, key: &str) -> Option<&str> {
        self.document.get(key).and_then(Item::as_str)
    }

    fn problem_yaml(&mut self, is_scoring: bool) -> Result<(), ExportError> {
        let mut yaml = "problem_format_version: 2025-09\n".to_owned();
        if is_scoring {
            yaml += "type: scoring\n";
        }
        yaml += &format!("name: {}\n", quoted(&self.problem.title));
        yaml += &format!("uuid: {}\n", uuid(&self.problem.id));
        if let Some(author) = self.text("author") {
            yaml += &format!("credits: {}\n", quoted(author));
        }
        if let Some(source) = self.text("source") {
            yaml += &format!("source: {}\n", quoted(source));
        }
        match self.text("license").map(str::to_owned) {
            Some(license) if LICENSES.contains(&&*license) => yaml += &format!("license: {license}\n"),
            Some(license) => {
                self.kept.insert("license", toml_edit::value(&*license));
                self.note(format!(
                    "the license {license:?} is not one of the format's: {}",
                    LICENSES.join(", ")
                ));
            }
            None => {}
        }
        if !self.problem.keywords.is_empty() {
            let keywords: Vec<String> = self.problem.keywords.iter().map(|keyword| quoted(keyword)).collect();
            yaml += &format!("keywords: [{}]\n", keywords.join(", "));
        }
        yaml += &format!("limits:\n  time_limit: {}\n", self.problem.limits.cpu.as_secs_f64());
        let limits: Vec<(String, Option<f64>)> = self
            .document
            .get("limits")
            .and_then(Item::as_table_like)
            .map(|limits| limits.iter().map(|(key, item)| (key.to_owned(), float(item))).collect())
            .unwrap_or_default();
        let mut says_memory = false;
        for (key, value) in limits {
            match (&*key, value) {
                ("time_limit", _) => {}
                ("time_multipliers", _) => {
                    let table = self.document.get("limits").and_then(|limits| limits.get("time_multipliers"));
                    let entries =
                        table.and_then(Item::as_table_like).into_iter().flat_map(|table| table.iter());
                    let entries = entries.filter_map(|(key, item)| Some(format!("{key}: {}", float(item)?)));
                    yaml += &format!("  time_multipliers: {{{}}}\n", entries.collect::<Vec<_>>().join(", "));
                }
                ("memory" | "output" | "code", Some(value)) => {
                    says_memory |= key == "memory";
                    yaml += &format!("  {key}: {}\n", value.ceil());
                    if value.fract() != 0.0 {
                        self.keep("limits", &key);
                        self.note(format!(
                            "`{key}` has to be a whole number in a package, and is rounded up"
                        ));
                    }
                }
                _ => {
                    self.keep("limits", &key);
                    self.note(format!("`{key}` is not carried over: it is no limit of the format"));
                }
            }
        }
        if !says_memory {
            // The format's own default would differ.
            yaml += &format!("  memory: {}\n", self.problem.limits.memory_bytes >> 20);
        }
        self.put("problem.yaml", yaml.as_bytes())
    }

    /// Keeps a key of a table for a later import.
    fn keep(&mut self, table: &str, key: &str) {
        let Some(item) = self.document.get(table).and_then(|item| item.get(key)).cloned() else { return };
        let entry = self.kept.entry(table).or_insert_with(|| Item::Table(Table::new()));
        if let Some(entries) = entry.as_table_mut() {
            entries.insert(key, item);
        }
    }

    fn statement(&mut self) -> Result<(), ExportError> {
        let description = &self.problem.description;
        let is_latex =
            ["\\problemname", "\\begin{", "\\section"].iter().any(|command| description.contains(command));
        let extension = if is_latex { "tex" } else { "md" };
        self.put(&format!("statement/problem.en.{extension}"), description.as_bytes())?;
        if description.trim().is_empty() {
            self.note("there is no `description`, so the statement is empty");
        }
        Ok(())
    }

    /// Writes the output validator; returns the arguments of the default one.
    fn checker(&mut self) -> Result<Vec<String>, ExportError> {
        let Some(checker) = self.document.get("checker").and_then(Item::as_table_like) else {
            return Ok(Vec::new());
        };
        let name = checker.get("name").and_then(Item::as_str).unwrap_or("tokens").to_owned();
        let mut arguments = Vec::new();
        for (key, item) in checker.iter() {
            match key {
                "case_sensitive" | "space_change_sensitive" if item.as_bool() == Some(true) => {
                    arguments.push(key.to_owned());
                }
                "float_tolerance" | "float_absolute_tolerance" | "float_relative_tolerance" => {
                    arguments.extend(
                        float(item)
                            .map(|tolerance| [key.to_owned(), format!("{tolerance:e}")])
                            .into_iter()
                            .flatten(),
                    );
                }
                _ => {}
            }
        }
        let text = |key: &str| checker.get(key).and_then(Item::as_str).map(str::to_owned);
        match &*name {
            "tokens" => return Ok(arguments),
            "script" => {
                let file = text("file").unwrap_or_default();
                if checker.contains_key("time_limit") {
                    self.keep("checker", "time_limit");
                    self.note(
                        "`time_limit` of the checker is not carried over: it is the judge's own matter",
                    );
                }
                self.script(&file)?;
                return Ok(Vec::new());
            }
            "program" => {
                let command: Vec<String> = checker
                    .get("command")
                    .and_then(Item::as_array)
                    .map(|command| {
                        command.iter().filter_map(|part| part.as_str().map(str::to_owned)).collect()
                    })
                    .unwrap_or_default();
                let args = checker.get("args").and_then(Item::as_array);
                let args =
                    args.into_iter().flatten().filter_map(|arg| arg.as_str().map(str::to_owned)).collect();
                if text("protocol").as_deref() != Some("testlib") {
                    return self.program(&command, args);
                }
                if let Some(ours) = self.files_of(&command)? {
                    for file in &ours.files {
                        self.copy_ours(file, &format!("{KEPT_FILES}/{file}"))?;
                    }
                }
            }
            _ => {}
        }
        if let Some(precision) = checker.get("precision").and_then(Item::as_integer) {
            let key = match (&*name, text("error_mode").as_deref()) {
                ("floatsabs", _) | (_, Some("absolute")) => "float_absolute_tolerance",
                ("floatsrel", _) | (_, Some("relative")) => "float_relative_tolerance",
                _ => "float_tolerance",
            };
            arguments.extend([key.to_owned(), format!("1e-{precision}")]);
        }
        // The default validator resembles all of these, but equals none.
        self.kept.insert("checker", self.document["checker"].clone());
        if !matches!(&*name, "easy" | "caseicmp" | "casewcmp" | "yesno" | "nyesno" | "floats")
            && !arguments.iter().any(|argument| argument == "case_sensitive")
        {
            arguments.push("case_sensitive".into());
        }
        if matches!(&*name, "identical") {
            arguments.push("space_change_sensitive".into());
        }
        for (checker, tolerance) in [
            ("rcmp", "1.5e-6"),
            ("rncmp", "1.5e-5"),
            ("rcmp4", "1e-4"),
            ("rcmp6", "1e-6"),
            ("rcmp9", "1e-9"),
            ("dcmp", "1e-6"),
            ("acmp", "1.5e-6"),
        ] {
            if name == checker {
                arguments.extend(["float_tolerance".to_owned(), tolerance.to_owned()]);
            }
        }
        self.note(format!(
            "the checker `{name}` is not carried over: the default output validator comes nearest with {}",
            if arguments.is_empty() {
                "no arguments".to_owned()
            } else {
                format!("`{}`", arguments.join(" "))
            }
        ));
        Ok(arguments)
    }

    /// Writes a checker in JavaScript as a program that runs it in node.
    fn script(&mut self, file: &str) -> Result<(), ExportError> {
        let name = Path::new(file).file_name().unwrap_or_default().to_string_lossy().into_owned();
        self.copy_ours(file, &format!("{VALIDATOR}/{name}"))?;
        self.put(&format!("{VALIDATOR}/driver.js"), include_bytes!("driver.js"))?;
        // The folder's final place is unknown, so the scripts are found beside this one.
        let kind = if self.is_scoring() { "scoring" } else { "pass-fail" };
        let run = format!(
            "#!/bin/sh\n{SCRIPT_MARK}{name}\nhere=$(dirname \"$0\")\nexec node \"$here/driver.js\" {kind} \"$here/{name}\" \"$@\"\n"
        );
        self.put(&format!("{VALIDATOR}/run"), run.as_bytes())?;
        self.make_executable(&format!("{VALIDATOR}/run"))?;
        self.note(format!("the checker {file} becomes an output validator that needs node"));
        Ok(())
    }

    fn make_executable(&self, path: &str) -> Result<(), ExportError> {
        use std::os::unix::fs::PermissionsExt as _;
        let path = self.root.join(path);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755))
            .map_err(|source| ExportError::Io { path, source })
    }

    /// Writes a checker program that lies beside the problem file; returns its arguments.
    fn program(&mut self, command: &[String], args: Vec<String>) -> Result<Vec<String>, ExportError> {
        let Some(ours) = self.files_of(command)? else {
            self.kept.insert("checker", self.document["checker"].clone());
            self.note("the checker's program is not carried over: it does not lie beside the problem");
            return Ok(Vec::new());
        };
        let below =
            |file: &str| file.strip_prefix(&ours.folder).unwrap_or(file).trim_start_matches('/').to_owned();
        // Other judges build programs in their own way.
        let names: Vec<String> = ours
            .files
            .iter()
            .map(|file| below(file))
            .filter(|name| name != WRAPPER && name != "program")
            .collect();
        for name in &names {
            let file = if ours.folder.is_empty() { name.clone() } else { format!("{}/{name}", ours.folder) };
            self.copy_ours(&file, &format!("{VALIDATOR}/{name}"))?;
        }
        let started = below(command[ours.at].trim_start_matches("./"));
        let mut own = command.to_vec();
        own[ours.at] = format!("{}{VALIDATOR}/{started}", if ours.at == 0 { "./" } else { "" });
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let guessed = program::command(VALIDATOR, &names, &mut Vec::new(), "", &Notes::default());
        if guessed != own && !names.contains(&"run") {
            // The files alone would not show how the program is started.
            let words = command.iter().enumerate().map(|(index, word)| match index == ours.at {
                true => format!("\"$here\"/{}", shell(&started)),
                false => shell(word),
            });
            let words = words.collect::<Vec<_>>().join(" ");
            let run = format!("#!/bin/sh\nhere=$(dirname \"$0\")\nexec {words} \"$@\"\n");
            self.put(&format!("{VALIDATOR}/run"), run.as_bytes())?;
            self.make_executable(&format!("{VALIDATOR}/run"))?;
        }
        Ok(args)
    }

    /// Returns the files of a checker program; `None` if it does not lie beside the problem.
    fn files_of(&self, command: &[String]) -> Result<Option<ProgramFiles>, ExportError> {
        let beside = self.problem.path.parent().unwrap_or(Path::new("")).to_owned();
        let is_ours = |(index, part): (usize, &String)| {
            let is_inside = Path::new(part)
                .components()
                .all(|component| matches!(component, Component::Normal(_) | Component::CurDir));
            (index > 0 || part.contains('/')) && is_inside && beside.join(part).is_file()
        };
        let Some(at) = command.iter().enumerate().position(is_ours) else { return Ok(None) };
        let file = command[at].trim_start_matches("./");
        let Some((folder, _)) = file.rsplit_once('/') else {
            // The folder is the problem's, which also has other files.
            return Ok(Some(ProgramFiles { at, folder: String::new(), files: vec![file.to_owned()] }));
        };
        let mut files = Vec::new();
        walk(&beside, folder, &mut files)
            .map_err(|source| ExportError::Io { path: beside.join(folder), source })?;
        Ok(Some(ProgramFiles { at, folder: folder.to_owned(), files }))
    }

    /// Finds the places of groups and cases, and names groups after them: all of them lie in `secret`, or in `sample`.
    fn place(&mut self) {
        let problem = self.problem;
        let is_placed = |name: &str| matches!(name.split('/').next(), Some("secret" | "sample"));
        let mut outermost: Vec<&str> = Vec::new();
        for group in problem.cases.iter().filter_map(|case| problem.groups.get(case.group?)) {
            let name = group.name.split('/').next().unwrap_or_default();
            if !is_placed(&group.name) && !outermost.contains(&name) {
                outermost.push(name);
            }
        }
        // In a package, groups are in the order of their names.
        let is_numbered = !outermost.is_sorted();
        for group in &problem.groups {
            let name = &group.name;
            let number = outermost.iter().position(|outermost| Some(*outermost) == name.split('/').next());
            let place = match number.filter(|_| is_numbered) {
                _ if is_placed(name) => name.clone(),
                Some(number) => format!("secret/{:02}-{name}", number + 1),
                None => format!("secret/{name}"),
            };
            self.places.insert(name.clone(), place);
        }
        for (index, case) in problem.cases.iter().enumerate() {
            if matches!(&case.input, Input::Program { stdin: Content::Inline(_), .. }) {
                let place = self.inline_name(case, index);
                self.places.entry(case.name.clone()).or_insert(place);
            }
        }
        let tables = self.document.get_mut("group").and_then(Item::as_array_of_tables_mut);
        for table in tables.into_iter().flat_map(|tables| tables.iter_mut()) {
            let places = &self.places;
            let rename = |value: &mut toml_edit::Value| {
                let place = value.as_str().and_then(|name| places.get(name));
                if let Some(place) = place.filter(|place| value.as_str() != Some(place)) {
                    *value = place.as_str().into();
                }
            };
            table.get_mut("name").and_then(Item::as_value_mut).into_iter().for_each(rename);
            let required = table.get_mut("require_pass").and_then(Item::as_array_mut);
            required.into_iter().flat_map(toml_edit::Array::iter_mut).for_each(rename);
        }
    }

    /// Returns the place of a case of the problem file.
    fn inline_name(&self, case: &Case, index: usize) -> String {
        let group = case.group.and_then(|group| self.places.get(&self.problem.groups.get(group)?.name));
        let folder = match group {
            Some(folder) => folder,
            None if case.sample => "sample",
            None => "secret",
        };
        let letters = case.name.chars().map(|char| if char.is_ascii_alphanumeric() { char } else { '-' });
        let slug: String = letters.take(60).collect();
        format!("{folder}/{:03}-{}", index + 1, slug.trim_matches('-'))
    }

    /// Writes the cases; returns their folders, and the number of cases.
    fn data(&mut self) -> Result<(BTreeSet<String>, usize), ExportError> {
        let mut folders = BTreeSet::new();
        let mut taken = BTreeSet::new();
        let beside = self.problem.path.with_file_name("data");
        let mut renamed = 0;
        for (index, case) in self.problem.cases.iter().enumerate() {
            let is_file = matches!(&case.input, Input::Program { stdin: Content::File(..), .. });
            let name = if is_file {
                case.name.clone()
            } else {
                renamed += 1;
                let name = self.inline_name(case, index);
                if case.sample && !name.starts_with("sample/") {
                    self.note(format!(
                        "the case {:?} is no sample in the package, since it is in a group",
                        case.name
                    ));
                }
                name
            };
            let Input::Program { stdin: input, args } = &case.input else { continue };
            let Expected::Writes(answer) = &case.expected else { continue };
            if !taken.insert(name.clone()) {
                self.note(format!("the case {:?} is not carried over: another one has its place", case.name));
                continue;
            }
            for (content, extension) in [(input, "in"), (answer, "ans")] {
                let path = format!("data/{name}.{extension}");
                match content {
                    Content::Inline(bytes) => self.put(&path, bytes)?,
                    Content::File(from, _) => self.copy(from, &path)?,
                }
            }
            let about = beside.join(format!("{name}.yaml"));
            if is_file && about.is_file() {
                self.copy(&about, &format!("data/{name}.yaml"))?;
            } else if !args.is_empty() {
                let args: Vec<String> = args.iter().map(|arg| quoted(arg)).collect();
                self.put(&format!("data/{name}.yaml"), format!("args: [{}]\n", args.join(", ")).as_bytes())?;
            }
            let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
            folders.insert(folder.to_owned());
        }
        if renamed > 0 {
            self.note(format!("cases of the problem file become files: {renamed}"));
        }
        Ok((folders, taken.len()))
    }

    fn is_scoring(&self) -> bool {
        self.groups().any(|group| group.contains_key("max_score"))
    }

    fn groups(&self) -> impl Iterator<Item = &Table> {
        self.document.get("group").and_then(Item::as_array_of_tables).into_iter().flatten()
    }

    /// Writes `test_group.yaml` for every folder that needs one.
    fn test_groups(
        &mut self,
        folders: &BTreeSet<String>,
        arguments: &[String],
        is_scoring: bool,
    ) -> Result<(), ExportError> {
        let mut files: BTreeMap<String, String> = BTreeMap::new();
        let mut notes = Vec::new();
        let mut is_kept = false;
        let mut total = 0.0;
        for group in self.groups() {
            let name = group.get("name").and_then(Item::as_str).unwrap_or_default();
            let depth = name.matches('/').count();
            let mut yaml = String::new();
            for (key, item) in group.iter() {
                match key {
                    "name" => {}
                    _ if name == "sample" || depth > 1 => {
                        notes.push(format!("`{key}` of the group {name} is not carried over: a package has it in secret and in secret's groups only"));
                        is_kept = true;
                    }
                    "max_score" if item.as_str().is_some() => yaml += "max_score: unbounded\n",
                    "max_score" => {
                        let score = float(item).unwrap_or(0.0);
                        total += if depth == 1 { score } else { 0.0 };
                        yaml += &format!("max_score: {score}\n");
                        if score.fract() != 0.0 {
                            notes.push(format!(
                                "the score {score} of the group {name} has to be a whole number in a package"
                            ));
                        }
                    }
                    "score_aggregation" if is_scoring && matches!(item.as_str(), Some("max" | "avg")) => {
                        let way = item.as_str().unwrap_or_default();
                        notes.push(format!(
                            "`score_aggregation = \"{way}\"` of the group {name} is not carried over: the format has none"
                        ));
                        is_kept = true;
                    }
                    "score_aggregation" if is_scoring => {
                        yaml += &format!("score_aggregation: {}\n", item.as_str().unwrap_or_default());
                    }
                    "require_pass" if is_scoring => {
                        let names = item.as_array().into_iter().flatten().filter_map(|name| name.as_str());
                        yaml += &format!(
                            "require_pass: [{}]\n",
                            names.map(quoted).collect::<Vec<_>>().join(", ")
                        );
                    }
                    _ => {
                        notes.push(format!("`{key}` of the group {name} is not carried over"));
                        is_kept = true;
                    }
                }
            }
            *files.entry(name.to_owned()).or_default() += &yaml;
        }
        if is_scoring && !files.contains_key("secret") {
            // The default is 100, regardless of the groups' scores.
            files.insert("secret".into(), format!("max_score: {total}\n"));
            is_kept = true;
        }
        if is_kept && let Some(groups) = self.document.get("group") {
            self.kept.insert("group", groups.clone());
        }
        notes.into_iter().for_each(|message| self.note(message));
        if !arguments.is_empty() {
            let list: Vec<String> = arguments.iter().map(|argument| quoted(argument)).collect();
            // A file without the key means no arguments, so every file has the key.
            for folder in folders.iter().chain(files.keys()).cloned().collect::<BTreeSet<_>>() {
                *files.entry(folder).or_default() +=
                    &format!("output_validator_args: [{}]\n", list.join(", "));
            }
        }
        for (folder, yaml) in files.iter().filter(|(_, yaml)| !yaml.is_empty()) {
            self.put(&format!("data/{folder}/test_group.yaml"), yaml.as_bytes())?;
        }
        Ok(())
    }

    /// Writes the submissions; returns their number.
    fn submissions(&mut self, submissions: &[Submission]) -> Result<usize, ExportError> {
        let mut yaml = String::new();
        if let Some(first) = submissions.first() {
            // The file `submissions.yaml` lies in the root folder of the submissions.
            let depth = first.name.matches('/').count();
            let top = first.path.ancestors().nth(depth + 1).unwrap_or(Path::new(""));
            let file = top.join(SUBMISSIONS_FILE);
            // It was read before, for the expectations of submissions.
            yaml = read_text_inside(top, &file, MAX_SUBMISSIONS_FILE).unwrap_or_default();
        }
        let mut taken = BTreeSet::new();
        for submission in submissions {
            let expected = submission.expected.verdicts().first().copied().unwrap_or(Verdict::Accepted);
            let (folder, rest) = match submission.name.split_once('/') {
                Some((folder, rest)) => (folder.to_owned(), rest.replace('/', "-")),
                None => ("accepted".to_owned(), submission.name.clone()),
            };
            let mut told = |verdicts: &str| {
                if !yaml.lines().any(|line| line == format!("{folder}:")) {
                    yaml += &format!("{folder}:\n{verdicts}");
                }
            };
            match expected {
                Verdict::CompileError => {
                    self.notes
                        .file(&submission.name, "is not carried over: a package has programs that compile");
                    continue;
                }
                Verdict::MemoryLimitExceeded | Verdict::OutputLimitExceeded => {
                    told(RUN_TIME_ERROR);
                }
                _ => {}
            }
            if let Some(fault) = &submission.fault {
                self.notes.file(&submission.name, format!("is not carried over: {fault}"));
                continue;
            }
            let path = format!("submissions/{folder}/{rest}");
            if !taken.insert(path.clone()) {
                self.notes.file(&submission.name, format!("is not carried over: {path} is another one"));
                continue;
            }
            self.put(&path, submission.source.as_bytes())?;
        }
        if !yaml.is_empty() {
            self.put(&format!("submissions/{SUBMISSIONS_FILE}"), yaml.as_bytes())?;
        }
        if !taken.iter().any(|path| path.starts_with("submissions/accepted/")) {
            self.note("a package has to have an accepted submission, and there is none");
        }
        Ok(taken.len())
    }
}

/// The files of a checker program.
struct ProgramFiles {
    /// Index of the part of its command that names one of the files.
    at: usize,
    /// Folder beside the problem file; empty for the problem's own folder.
    folder: String,
    /// Paths of the files, relative to the problem's folder.
    files: Vec<String>,
}

/// Quotes a word of a command for the shell.
fn shell(word: &str) -> String {
    format!("'{}'", word.replace('\'', "'\\''"))
}

fn float(item: &Item) -> Option<f64> {
    item.as_float().or_else(|| item.as_integer().map(|integer| integer as f64))
}

/// Quotes a text for YAML, which accepts JSON's form.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Returns a stable identifier of a problem: a UUID of version 8, from a digest.
fn uuid(id: &str) -> String {
    let digest = Sha256::digest(format!("tribunal problem {id}"));
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    bytes[6] = bytes[6] & 0x0f | 0x80;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

/// Finds the regular files below a folder, by their paths there.
fn walk(folder: &Path, below: &str, names: &mut Vec<String>) -> io::Result<()> {
    for entry in fs::read_dir(folder.join(below))? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if below.is_empty() { name } else { format!("{below}/{name}") };
        let kind = entry.file_type()?;
        if kind.is_dir() {
            walk(folder, &path, names)?;
        } else if kind.is_file() || entry.path().is_file() {
            // The target of a link is checked when it is copied.
            names.push(path);
        }
    }
    Ok(())
}
