//! Test data: cases, and the groups that they are in.

use std::collections::BTreeMap;

use super::{Constants, FILE, Version, with_constants};
use crate::{
    input::args_fault,
    package::{
        draft::{Content, Draft, Group, Notes},
        error::ImportError,
        fields::Fields,
        source::{Source, base_name},
        write::number,
        yaml::{self, Node},
    },
};

/// A case, and the arguments that its output validator gets.
pub(super) struct Case {
    /// Path below the package, without extension.
    pub(super) path: String,
    /// `None` where the package says nothing for this case.
    pub(super) arguments: Option<Vec<String>>,
    /// The arguments that submissions get.
    pub(super) args: Vec<String>,
    /// Further keys of the case's own file.
    pub(super) about: Vec<(&'static str, String)>,
}

/// What the file of a group says.
#[derive(Clone, Default)]
struct Config {
    file: String,
    arguments: Option<Vec<String>>,
    args: Vec<String>,
    on_reject: Option<String>,
    max_score: Option<f64>,
    is_unbounded: bool,
    aggregation: Option<String>,
    require_pass: Vec<String>,
    /// Of the legacy format: the score of a case that is accepted.
    accept_score: Option<f64>,
}

/// Reads the cases in `data/`, adds their files and groups to the problem, and gives them.
pub(super) fn read(
    source: &Source,
    version: Version,
    is_scoring: bool,
    constants: &Constants,
    draft: &mut Draft,
    notes: &mut Notes,
) -> Result<Vec<Case>, ImportError> {
    let mut files = source.files("data/sample")?;
    files.extend(source.files("data/secret")?);
    let configs = configs(source, &files, constants, notes)?;
    let mut cases = Vec::new();
    let mut ignored: BTreeMap<String, usize> = BTreeMap::new();
    let mut of_cases = 0;
    for file in &files {
        let Some(path) = file.strip_suffix(".in") else { continue };
        let answer = format!("{path}.ans");
        if !files.contains_in_order(&answer) {
            notes.file(file, format!("this case is not carried over: {answer} is missing"));
            continue;
        }
        draft.files.push((file.clone(), Content::Copy(source.path(file))));
        draft.files.push((answer.clone(), Content::Copy(source.path(&answer))));
        let around = nearest(&configs, path);
        let mut case = Case {
            path: path.to_owned(),
            arguments: around.and_then(|config| config.arguments.clone()),
            args: around.map(|config| config.args.clone()).unwrap_or_default(),
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
    for file in &files {
        let name = base_name(file);
        let extension = name.split_once('.').map_or("", |(_, extension)| extension);
        match extension {
            "in" | "ans" | "yaml" | "hint" | "desc" => {}
            _ if file.contains(".files/") => of_cases += 1,
            _ if name == "README" || name == "README.md" => {}
            _ => *ignored.entry(extension.to_owned()).or_default() += 1,
        }
    }
    if of_cases > 0 {
        let message =
            format!("{of_cases} in folders .files not carried over: programs read no files of their cases");
        notes.file("data", message);
    }
    for (extension, count) in ignored {
        let files = if count == 1 { "1 file".to_owned() } else { format!("{count} files") };
        notes.file("data", format!("{files} with the extension .{extension} not carried over"));
    }
    for folder in ["data/invalid_input", "data/invalid_output", "data/valid_output", "data/invalid_inputs"] {
        let count = source.files(folder)?.len();
        if count > 0 {
            notes.file(folder, "is not carried over: these are cases for validators");
        }
    }
    groups(version, is_scoring, &configs, &cases, draft, notes);
    Ok(cases)
}

/// Looking up in what is sorted.
trait Sorted {
    fn contains_in_order(&self, path: &str) -> bool;
}

impl Sorted for Vec<String> {
    fn contains_in_order(&self, path: &str) -> bool {
        // Samples come before secrets, and each are sorted.
        self.binary_search_by(|found| (**found).cmp(path)).is_ok()
    }
}

/// The configuration of every folder that has one, by path.
fn configs(
    source: &Source,
    files: &[String],
    constants: &Constants,
    notes: &mut Notes,
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
        let root = yaml::parse(&path, &with_constants(text, constants))?;
        let config = config(&path, &root, notes)?;
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        configs.insert(folder.to_owned(), config);
    }
    Ok(configs)
}

fn config(file: &str, root: &Node, notes: &mut Notes) -> Result<Config, ImportError> {
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
        config.args = args(file, node)?;
    }
    // Keys of the legacy one.
    if let Some(node) = fields.get("on_reject") {
        config.on_reject = match node.text() {
            Some(name @ ("break" | "continue")) => Some(name.to_owned()),
            _ => return Err(ImportError::at(file, node.line, "`on_reject` has to be break or continue")),
        };
    }
    if let Some(node) = fields.get("output_validator_flags") {
        let flags = node.get("flags").unwrap_or(node).text().unwrap_or_default();
        config.arguments = Some(flags.split_whitespace().map(str::to_owned).collect());
    }
    config.accept_score = fields.number("accept_score")?;
    if let Some(node) = fields.get("range") {
        let upper = node.text().and_then(|range| range.split_whitespace().nth(1));
        config.max_score = upper.and_then(|upper| upper.parse().ok()).filter(|upper: &f64| upper.is_finite());
    }
    if let Some(node) = fields.get("grader_flags") {
        for flag in node.text().unwrap_or_default().split_whitespace() {
            match flag {
                "sum" | "min" => config.aggregation = Some(flag.to_owned()),
                // How verdicts are made of several: as Tribunal does.
                "worst_error" | "first_error" | "ignore_sample" => {}
                "always_accept" => {}
                _ => notes.line(file, node.line, format!("the grader's `{flag}` is not carried over")),
            }
        }
    }
    if fields.get("grading").is_some_and(|node| node.text() == Some("custom")) {
        notes.file(file, "the custom grader is not carried over");
    }
    let reasons = [
        ("input_validator_args", INPUT),
        ("input_validator_flags", INPUT),
        ("static_validation_score", "there are no static validators"),
        ("static_validator_args", "there are no static validators"),
        ("input_visualizer_args", "there are no visualizers"),
        ("output_visualizer_args", "there are no visualizers"),
        ("full_feedback", "reports show every failing case"),
        ("reject_score", "a case that is not accepted has the score 0"),
    ];
    fields.tell_rest(notes, &reasons);
    Ok(config)
}

/// The arguments that submissions get.
fn args(file: &str, node: &Node) -> Result<Vec<String>, ImportError> {
    let wrong = |message: String| ImportError::at(file, node.line, message);
    let texts = node.texts();
    let args: Vec<String> = match node.sequence() {
        Some(nodes) if nodes.len() == texts.len() => texts.into_iter().map(str::to_owned).collect(),
        None if node.mapping().is_none() => {
            texts.into_iter().flat_map(str::split_whitespace).map(str::to_owned).collect()
        }
        _ => return Err(wrong("`args` has to be a sequence of texts".to_owned())),
    };
    args_fault(&args).map_or(Ok(args), |fault| Err(wrong(fault)))
}

/// The configuration of the nearest folder around a case that has one.
fn nearest<'c>(configs: &'c BTreeMap<String, Config>, path: &str) -> Option<&'c Config> {
    let mut folder = path;
    while let Some((around, _)) = folder.rsplit_once('/') {
        if let Some(config) = configs.get(around) {
            return Some(config);
        }
        folder = around;
    }
    None
}

/// Reads what stands beside a case about it.
fn case_file(source: &Source, case: &mut Case, notes: &mut Notes) -> Result<(), ImportError> {
    let path = format!("{}.yaml", case.path);
    if let Some(text) = source.text(&path, yaml::MAX_BYTES)? {
        let root = yaml::parse(&path, &text)?;
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
        fields.tell_rest(notes, &reasons);
    }
    // The legacy format has files for these.
    for (key, extension) in [("hint", "hint"), ("description", "desc")] {
        if let Some(text) = source.text(&format!("{}.{extension}", case.path), yaml::MAX_BYTES)? {
            case.about.push((key, text.trim_end().to_owned()));
        }
    }
    Ok(())
}

/// Adds the groups that say how scores are made, and where judging stops.
fn groups(
    version: Version,
    is_scoring: bool,
    configs: &BTreeMap<String, Config>,
    cases: &[Case],
    draft: &mut Draft,
    notes: &mut Notes,
) {
    // Every folder with cases below it, outermost first.
    let mut folders: BTreeMap<&str, usize> = BTreeMap::new();
    for case in cases {
        let mut direct = 1;
        let mut path = &*case.path;
        while let Some((folder, _)) = path.rsplit_once('/') {
            *folders.entry(folder).or_default() += direct;
            direct = 0;
            path = folder;
        }
    }
    for (folder, config) in configs.iter().filter(|(folder, _)| *folder != "data") {
        if !folders.contains_key(&**folder) {
            notes.file(&config.file, format!("is not carried over: there is no case in {folder}"));
        }
    }
    folders.remove("data");
    for (folder, direct_cases) in folders {
        let is_secret = folder == "data/secret";
        let in_sample = folder.starts_with("data/sample");
        let own = configs.get(folder);
        // In the legacy format, a folder without a file of its own has that of the nearest around.
        let config = match version {
            Version::Legacy => own.or_else(|| nearest(configs, &format!("{folder}/"))),
            Version::Dated => own,
        };
        let default = Config::default();
        let config = config.unwrap_or(&default);
        let name = folder.trim_start_matches("data/").to_owned();
        let mut group =
            Group { name, on_reject: own.and_then(|own| own.on_reject.clone()), ..Group::default() };
        if is_scoring && !in_sample {
            // A folder within a group of the newer format is no group.
            if version == Version::Dated && !is_secret && folder.matches('/').count() > 2 {
                continue;
            }
            match version {
                Version::Dated => {
                    let default = if is_secret { "sum" } else { "pass-fail" };
                    let aggregation = config.aggregation.clone().unwrap_or_else(|| default.to_owned());
                    group.score_aggregation = Some(aggregation);
                    group.max_score = match (config.is_unbounded, config.max_score) {
                        (true, _) => Some("unbounded".into()),
                        (_, Some(score)) => Some(number(score)),
                        _ => is_secret.then(|| number(100.0)),
                    };
                }
                Version::Legacy => legacy_scores(&mut group, config, own.is_some(), direct_cases),
            }
            group.require_pass.clone_from(&config.require_pass);
        } else if let Some(on_reject) = group.on_reject.take().filter(|_| !is_scoring) {
            if on_reject == "break" {
                let file = own.map_or(folder, |own| &own.file);
                notes.file(
                    file,
                    "`on_reject: break` is not carried over: where there are no scores, all cases are judged",
                );
            }
        } else if !is_scoring && own.is_some_and(|own| own.max_score.is_some() || own.aggregation.is_some()) {
            let file = own.map_or(folder, |own| &own.file);
            notes.file(file, format!("scores are not carried over: the type in {FILE} is not `scoring`"));
        }
        let says_nothing = group.max_score.is_none()
            && group.score_aggregation.is_none()
            && group.require_pass.is_empty()
            && group.on_reject.is_none();
        if !says_nothing {
            draft.groups.push(group);
        }
    }
}

/// What the default grader of the legacy format does, by a group's keys.
fn legacy_scores(group: &mut Group, config: &Config, has_file: bool, direct_cases: usize) {
    let of_a_case = config.accept_score.unwrap_or(1.0);
    let aggregation = config.aggregation.as_deref().unwrap_or("sum");
    group.score_aggregation = Some(aggregation.to_owned());
    group.max_score = if direct_cases == 0 {
        // What is below says it, if the range does not.
        Some(config.max_score.filter(|_| has_file).map_or_else(|| "unbounded".into(), number))
    } else if aggregation == "min" {
        Some(number(of_a_case))
    } else {
        Some(number(of_a_case * direct_cases as f64))
    };
}
