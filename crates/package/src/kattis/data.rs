//! Test data: cases and groups.

use std::collections::BTreeMap;

use super::{Constants, FILE, Version, with_constants};
use tribunal_core::input::validate_args;

use crate::{
    draft::{Content, Draft, Group, Notes},
    error::ImportError,
    fields::Fields,
    source::{Source, base_name},
    write::number,
    yaml::{self, YamlNode},
};
use tribunal_problem::{problem::Aggregation, scoring::exact_sum};

/// A case, and the arguments of its output validator.
pub(super) struct Case {
    /// Path below the package, without extension.
    pub(super) path: String,
    /// Arguments of the output validator; `None` where the package sets none for this case.
    pub(super) arguments: Option<Vec<String>>,
    /// Arguments of submissions.
    pub(super) args: Vec<String>,
    /// Further keys of the case's own file.
    pub(super) about: Vec<(&'static str, String)>,
}

/// The settings in a group's file.
#[derive(Clone, Default)]
struct Config {
    file: String,
    arguments: Option<Vec<String>>,
    args: Option<Vec<String>>,
    on_reject: Option<String>,
    max_score: Option<f64>,
    is_unbounded: bool,
    aggregation: Option<String>,
    require_pass: Vec<String>,
    /// Settings of the default grader. Legacy format.
    grader: Option<Grader>,
    /// Whether the group has a grader of its own. Legacy format.
    has_own_grader: Option<bool>,
    /// Scores of accepted and of rejected cases. Legacy format.
    accept_score: Option<f64>,
    reject_score: Option<f64>,
    /// Greatest number of points, where `range` bounds them. Legacy format.
    upper: Option<Option<f64>>,
}

/// The settings of the legacy format's default grader, which makes a group's score.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Grader {
    aggregation: Aggregation,
    /// Whether samples do not count; used in the outermost group only.
    ignores_sample: bool,
    /// Whether the group counts as accepted regardless of its cases.
    always_accepts: bool,
}

impl Default for Grader {
    fn default() -> Self {
        Self { aggregation: Aggregation::Sum, ignores_sample: false, always_accepts: false }
    }
}

impl Config {
    /// Returns the settings in a group with this file within one with the settings `around`, key by key.
    fn within(&self, around: &Self) -> Self {
        Self {
            arguments: self.arguments.clone().or_else(|| around.arguments.clone()),
            args: self.args.clone().or_else(|| around.args.clone()),
            on_reject: self.on_reject.clone().or_else(|| around.on_reject.clone()),
            grader: self.grader.or(around.grader),
            has_own_grader: self.has_own_grader.or(around.has_own_grader),
            accept_score: self.accept_score.or(around.accept_score),
            reject_score: self.reject_score.or(around.reject_score),
            upper: self.upper.or(around.upper),
            ..self.clone()
        }
    }
}

/// Returns the settings of the cases in a folder.
fn effective(configs: &BTreeMap<String, Config>, folder: &str) -> Config {
    let mut holds = Config::default();
    let ends = folder.match_indices('/').map(|(at, _)| at).chain([folder.len()]);
    for around in ends.filter_map(|end| folder.get(..end)) {
        let own = configs.get(around).cloned().unwrap_or_default();
        holds = own.within(&holds);
    }
    holds
}

/// Reads the cases in `data/`, adds their files and groups to the problem, and returns the cases.
pub(super) fn read(
    source: &Source,
    version: Version,
    scoring: Scoring,
    constants: &Constants,
    draft: &mut Draft,
    notes: &Notes,
) -> Result<Vec<Case>, ImportError> {
    let mut files = source.files("data/sample")?;
    files.extend(source.files("data/secret")?);
    let configs = configs(source, &files, constants, notes)?;
    let mut cases = Vec::new();
    for file in &files {
        let Some(path) = file.strip_suffix(".in") else { continue };
        let answer = format!("{path}.ans");
        let (Some(input), Some(output)) = (source.copy(file)?, source.copy(&answer)?) else {
            notes.file(file, format!("this case is not carried over: {answer} is missing"));
            continue;
        };
        draft.files.push((file.clone(), Content::Copy(input)));
        draft.files.push((answer, Content::Copy(output)));
        let around = effective(&configs, path.rsplit_once('/').map_or("", |(folder, _)| folder));
        let mut case = Case {
            path: path.to_owned(),
            arguments: around.arguments,
            args: around.args.unwrap_or_default(),
            about: Vec::new(),
        };
        case_file(source, &mut case, notes)?;
        cases.push(case);
    }
    if cases.is_empty() {
        return Err(ImportError::of_file(
            "data",
            "there are no test cases: no data/secret/*.in with its .ans",
        ));
    }
    let of_cases: Vec<&String> = files.iter().filter(|file| file.contains(".files/")).collect();
    if !of_cases.is_empty() {
        of_cases.iter().for_each(|file| source.is_told(file));
        let message = format!(
            "{} in folders .files not carried over: programs read no files of their cases",
            of_cases.len()
        );
        notes.file("data", message);
    }
    groups(version, scoring, &configs, &cases, draft, notes);
    Ok(cases)
}

/// Returns the settings of every folder that has a file of them, by path.
fn configs(
    source: &Source,
    files: &[String],
    constants: &Constants,
    notes: &Notes,
) -> Result<BTreeMap<String, Config>, ImportError> {
    let is_config = |file: &&String| matches!(base_name(file), "test_group.yaml" | "testdata.yaml");
    let mut paths: Vec<String> = files.iter().filter(is_config).cloned().collect();
    paths.extend(
        ["data/testdata.yaml", "data/test_group.yaml"]
            .into_iter()
            .filter(|path| source.has_file(path))
            .map(str::to_owned),
    );
    let mut configs = BTreeMap::new();
    for path in paths {
        let text = source.text(&path, yaml::MAX_BYTES)?.unwrap_or_default();
        let root = yaml::parse(&path, &with_constants(text, constants), notes)?;
        let config = config(&path, &root, notes)?;
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        configs.insert(folder.to_owned(), config);
    }
    Ok(configs)
}

fn config(file: &str, root: &YamlNode, notes: &Notes) -> Result<Config, ImportError> {
    let mut fields = Fields::new(file, root)?;
    let mut config = Config { file: file.to_owned(), ..Config::default() };
    const INPUT: &str = "input validators are not carried over";
    // Keys of the newer format.
    if let Some(score) = fields.get("max_score") {
        match (score.text(), score.number()) {
            (Some("unbounded"), _) => config.is_unbounded = true,
            (_, Some(number)) if number >= 0.0 => config.max_score = Some(number),
            _ => {
                let message = "`max_score` has to be a number that is not negative, or `unbounded`";
                return Err(ImportError::at(file, score.line, message));
            }
        }
    }
    if let Some(node) = fields.get("score_aggregation") {
        config.aggregation = match node.text() {
            Some(name @ ("pass-fail" | "sum" | "min")) => Some(name.to_owned()),
            _ => {
                let message = "`score_aggregation` has to be pass-fail, sum or min";
                return Err(ImportError::at(file, node.line, message));
            }
        };
    }
    if let Some(node) = fields.get("require_pass") {
        config.require_pass = node.texts().into_iter().map(str::to_owned).collect();
    }
    if let Some(node) = fields.get("output_validator_args") {
        config.arguments = Some(node.texts().into_iter().map(str::to_owned).collect());
    }
    if let Some(node) = fields.get("args") {
        config.args = Some(args(file, node)?);
    }
    // Keys of the legacy format.
    if let Some(node) = fields.get("on_reject") {
        config.on_reject = match node.text() {
            Some("break" | "first_error") => Some("break".to_owned()),
            // Values in older packages.
            Some("continue" | "worst_error") => Some("continue".to_owned()),
            _ => return Err(ImportError::at(file, node.line, "`on_reject` has to be break or continue")),
        };
    }
    if let Some(node) = fields.get("output_validator_flags") {
        let flags = node.get("flags").unwrap_or(node).text().unwrap_or_default();
        config.arguments = Some(flags.split_whitespace().map(str::to_owned).collect());
    }
    config.accept_score = fields.number("accept_score")?;
    config.reject_score = fields.typed("reject_score", "a number", YamlNode::number)?;
    if let Some(node) = fields.get("range") {
        let bounds: Vec<f64> = node
            .text()
            .unwrap_or_default()
            .split_whitespace()
            .map_while(|bound| bound.parse().ok())
            .collect();
        let is_range = matches!(bounds[..], [least, greatest] if least <= greatest);
        if !is_range {
            notes.line(
                file,
                node.line,
                "`range` is not carried over: it has to be two numbers, the lesser first",
            );
        }
        config.upper = is_range.then(|| bounds.last().copied().filter(|upper| upper.is_finite()));
    }
    if let Some(node) = fields.get("grader_flags") {
        let mut grader = Grader::default();
        for flag in node.text().unwrap_or_default().split_whitespace() {
            match flag {
                "sum" => grader.aggregation = Aggregation::Sum,
                "min" => grader.aggregation = Aggregation::Min,
                "max" => grader.aggregation = Aggregation::Max,
                "avg" => grader.aggregation = Aggregation::Average,
                "ignore_sample" => grader.ignores_sample = true,
                // The aggregation of verdicts, which is the same in Tribunal.
                "worst_error" | "first_error" => {}
                _ => {
                    grader.always_accepts |= flag == "always_accept";
                    let message = format!(
                        "the grader's `{flag}` is not carried over: a verdict is that of the worst case"
                    );
                    notes.line(file, node.line, message);
                }
            }
        }
        config.grader = Some(grader);
    }
    config.has_own_grader = fields.text("grading")?.map(|grading| grading == "custom");
    let reasons = [
        ("input_validator_args", INPUT),
        ("input_validator_flags", INPUT),
        ("static_validation_score", "there are no static validators"),
        ("static_validator_args", "there are no static validators"),
        ("input_visualizer_args", "there are no visualizers"),
        ("output_visualizer_args", "there are no visualizers"),
        ("full_feedback", "reports show every failing case"),
    ];
    fields.tell(notes, &reasons);
    Ok(config)
}

/// Reads the arguments of submissions.
fn args(file: &str, node: &YamlNode) -> Result<Vec<String>, ImportError> {
    let wrong = |message: String| ImportError::at(file, node.line, message);
    let texts = node.texts();
    let args: Vec<String> = match node.sequence() {
        Some(nodes) if nodes.len() == texts.len() => texts.into_iter().map(str::to_owned).collect(),
        None if node.entries().is_none() => {
            texts.into_iter().flat_map(str::split_whitespace).map(str::to_owned).collect()
        }
        _ => return Err(wrong("`args` has to be a sequence of texts".to_owned())),
    };
    validate_args(&args).map_or(Ok(args), |fault| Err(wrong(fault)))
}

/// Reads the files beside a case that describe it.
fn case_file(source: &Source, case: &mut Case, notes: &Notes) -> Result<(), ImportError> {
    let path = format!("{}.yaml", case.path);
    if let Some(text) = source.text(&path, yaml::MAX_BYTES)? {
        let root = yaml::parse(&path, &text, notes)?;
        let mut fields = Fields::new(&path, &root)?;
        if let Some(node) = fields.get("output_validator_args") {
            case.arguments = Some(node.texts().into_iter().map(str::to_owned).collect());
        }
        if let Some(node) = fields.get("args") {
            case.args = args(&path, node)?;
        }
        for key in ["hint", "description"] {
            if let Some(text) = fields.text(key)? {
                case.about.push((key, text.to_owned()));
            }
        }
        let reasons = [
            ("input_validator_args", "input validators are not carried over"),
            ("input_visualizer_args", "there are no visualizers"),
            ("output_visualizer_args", "there are no visualizers"),
            ("full_feedback", "reports show every failing case"),
        ];
        fields.tell(notes, &reasons);
    }
    // The legacy format has files for these.
    for (key, extension) in [("hint", "hint"), ("description", "desc")] {
        if let Some(text) = source.text(&format!("{}.{extension}", case.path), yaml::MAX_BYTES)? {
            case.about.push((key, text.trim_end().to_owned()));
        }
    }
    Ok(())
}

/// The way that a package makes scores.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scoring {
    /// No scores.
    PassFail,
    /// Scores by the settings of groups.
    Groups,
    /// Points given by the output validator. Legacy format.
    Validator,
}

/// A folder with cases below it.
#[derive(Default)]
struct Folder {
    /// Number of cases directly in the folder.
    cases: usize,
    /// Folders directly in the folder.
    folders: Vec<String>,
}

/// Adds the groups that determine scores and early stops.
fn groups(
    version: Version,
    scoring: Scoring,
    configs: &BTreeMap<String, Config>,
    cases: &[Case],
    draft: &mut Draft,
    notes: &Notes,
) {
    // Outermost first.
    let mut folders: BTreeMap<String, Folder> = BTreeMap::new();
    for case in cases {
        let mut path = &*case.path;
        while let Some((folder, _)) = path.rsplit_once('/') {
            let is_new = !folders.contains_key(folder);
            let entry = folders.entry(folder.to_owned()).or_default();
            if path == case.path {
                entry.cases += 1;
            } else if !entry.folders.iter().any(|known| known == path) {
                entry.folders.push(path.to_owned());
            }
            if !is_new && path != case.path {
                break;
            }
            path = folder;
        }
    }
    for (folder, config) in configs.iter().filter(|(folder, _)| *folder != "data") {
        if !folders.contains_key(&**folder) {
            notes.file(&config.file, format!("is not carried over: there is no case in {folder}"));
        }
    }
    match (version, scoring) {
        (_, Scoring::PassFail) => {
            for (folder, config) in configs.iter().filter(|(folder, _)| folders.contains_key(*folder)) {
                unscored(folder, config, notes);
            }
        }
        (Version::Dated, _) => draft.groups = dated_groups(configs, &folders),
        (Version::Legacy, _) => match legacy_groups(scoring, configs, &folders) {
            Ok(groups) => draft.groups = groups,
            Err((file, why)) => {
                notes.file(&file, format!("the scores are not carried over, and cases have none: {why}"));
            }
        },
    }
}

/// Makes notes on settings of a group that have no effect, since the problem has no scores.
fn unscored(folder: &str, config: &Config, notes: &Notes) {
    if config.on_reject.as_deref() == Some("break") {
        let message =
            "`on_reject: break` is not carried over: where there are no scores, all cases are judged";
        notes.file(&config.file, message);
    }
    let says_scores = config.max_score.is_some()
        || config.aggregation.is_some()
        || config.upper.is_some()
        || config.accept_score.is_some()
        || config.grader.is_some_and(|grader| grader.aggregation != Aggregation::Sum);
    if says_scores && folder != "data" {
        let message = format!("scores are not carried over: the type in {FILE} is not `scoring`");
        notes.file(&config.file, message);
    }
}

/// Returns the groups of the newer format: `secret`, and the folders in it.
fn dated_groups(configs: &BTreeMap<String, Config>, folders: &BTreeMap<String, Folder>) -> Vec<Group> {
    let is_group = |folder: &&String| {
        *folder == "data/secret" || folder.starts_with("data/secret/") && folder.matches('/').count() == 2
    };
    let group = |folder: &String| {
        let is_secret = folder == "data/secret";
        let config = configs.get(folder).cloned().unwrap_or_default();
        let graded = config.grader.map(|grader| grader.aggregation.name().to_owned());
        let default = if is_secret { Aggregation::Sum } else { Aggregation::PassFail };
        let aggregation = config.aggregation.or(graded).unwrap_or_else(|| default.name().to_owned());
        let max_score = match (config.is_unbounded, config.max_score) {
            (true, _) => Some("unbounded".into()),
            (_, Some(score)) => Some(number(score)),
            _ => is_secret.then(|| number(100.0)),
        };
        Group {
            name: folder.trim_start_matches("data/").to_owned(),
            max_score,
            score_aggregation: Some(aggregation),
            require_pass: config.require_pass,
            on_reject: config.on_reject,
        }
    };
    folders.keys().filter(is_group).map(group).collect()
}

/// Returns the groups of the legacy format, with scores as its default grader makes them; or the file with a setting
/// that groups cannot represent, and the reason.
fn legacy_groups(
    scoring: Scoring,
    configs: &BTreeMap<String, Config>,
    folders: &BTreeMap<String, Folder>,
) -> Result<Vec<Group>, (String, String)> {
    let root = effective(configs, "data");
    let root_grader = root.grader.unwrap_or_default();
    let has = |folder: &str| folders.contains_key(folder);
    let counts_sample = has("data/sample") && !root_grader.ignores_sample;
    let file_of = |config: &Config| match config.file.is_empty() {
        true => "data".to_owned(),
        false => config.file.clone(),
    };
    if counts_sample && has("data/secret") && root_grader.aggregation != Aggregation::Sum {
        let why = format!(
            "sample and secret are added up here, and the `{}` of them is asked for",
            root_grader.aggregation.name()
        );
        return Err((file_of(&root), why));
    }
    if root.has_own_grader == Some(true) {
        return Err((file_of(&root), "there are no custom graders".to_owned()));
    }
    let mut groups = Vec::new();
    // Greatest score of each folder; `None` where nothing bounds it.
    let mut worth: BTreeMap<&str, Option<f64>> = BTreeMap::new();
    // Innermost first.
    for (path, folder) in folders.iter().rev() {
        let is_sample = path == "data/sample" || path.starts_with("data/sample/");
        if path == "data" || is_sample && !counts_sample {
            continue;
        }
        let config = effective(configs, path);
        let own = configs.get(path);
        let file = || own.map_or_else(|| path.clone(), |own| own.file.clone());
        let grader = config.grader.unwrap_or_default();
        if config.has_own_grader == Some(true) {
            return Err((file(), "there are no custom graders".to_owned()));
        }
        if scoring == Scoring::Groups && config.reject_score.is_some_and(|score| score != 0.0) {
            return Err((file(), "a case that is not accepted has the score 0 here".to_owned()));
        }
        let stops = config.on_reject.as_deref() != Some("continue");
        let accepts = |inner: &String| effective(configs, inner).grader.unwrap_or_default().always_accepts;
        if stops && folder.folders.iter().any(accepts) {
            return Err((file(), "a group in it is accepted whatever its cases are".to_owned()));
        }
        let is_sum = grader.aggregation == Aggregation::Sum;
        let of_a_case = match scoring {
            // Of several cases that are added up, each could get the whole score.
            Scoring::Validator if is_sum && folder.cases > 1 => None,
            Scoring::Validator => config.upper.flatten(),
            _ => Some(config.accept_score.unwrap_or(1.0)),
        };
        let inner: Vec<Option<f64>> =
            folder.folders.iter().filter_map(|inner| worth.get(&**inner).copied()).collect();
        let of_cases = (folder.cases > 0).then_some(of_a_case);
        let bounds: Option<Vec<f64>> = inner.iter().copied().chain(of_cases).collect();
        let max = match grader.aggregation {
            Aggregation::Min => inner.iter().copied().chain(of_cases).flatten().reduce(f64::min),
            Aggregation::Max | Aggregation::Average if folder.cases > 0 && !inner.is_empty() => {
                let name = grader.aggregation.name();
                return Err((
                    file(),
                    format!("`{name}` of cases and groups in one group is not possible here"),
                ));
            }
            Aggregation::Max => bounds.and_then(|bounds| bounds.into_iter().reduce(f64::max)),
            Aggregation::Average => bounds.map(|bounds| exact_sum(&bounds) / bounds.len().max(1) as f64),
            _ => bounds.map(|_| {
                let mut parts: Vec<f64> = inner.iter().copied().flatten().collect();
                parts.extend(std::iter::repeat_n(of_a_case.unwrap_or_default(), folder.cases));
                exact_sum(&parts)
            }),
        };
        // A bound of the group itself also bounds the validator's scores.
        let max = max.or_else(|| own.and_then(|own| own.upper.flatten()).filter(|_| folder.cases == 0));
        worth.insert(path, max);
        let requires_sample =
            path == "data/secret" && has("data/sample") && root.on_reject.as_deref() != Some("continue");
        groups.push(Group {
            name: path.trim_start_matches("data/").to_owned(),
            max_score: Some(max.map_or_else(|| "unbounded".into(), number)),
            score_aggregation: Some(grader.aggregation.name().to_owned()),
            require_pass: if requires_sample { vec!["sample".to_owned()] } else { Vec::new() },
            on_reject: stops.then(|| "break".to_owned()),
        });
    }
    groups.reverse();
    Ok(groups)
}
