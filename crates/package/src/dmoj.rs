//! Problems of DMOJ: `init.yml` and its data, as <https://docs.dmoj.ca/#/problem_format/problem_format> describes them.

use std::collections::BTreeMap;

use fancy_regex::Regex;
use toml_edit::{Array, Value as Toml};

use super::{
    draft::{Content, Draft, DraftKind, Group, Notes, Settings},
    error::ImportError,
    fields::Fields,
    program,
    source::{Source, base_name},
    write::number,
    yaml::{self, YamlNode},
};
use tribunal_problem::scoring::exact_sum;

pub(super) const FILE: &str = "init.yml";

/// Greatest length of a data file whose line ends are converted, in bytes: the greatest that a problem may have.
const MAX_DATA_BYTES: u64 = 256 << 20;

/// Default patterns of data files.
const INPUT_FORMAT: &str = r"^(?=.*?\.in|in).*?(?:(?:^|\W)(?P<batch>\d+)[^\d\s]+)?(?P<case>\d+)[^\d\s]*$";
const OUTPUT_FORMAT: &str = r"^(?=.*?\.out|out).*?(?:(?:^|\W)(?P<batch>\d+)[^\d\s]+)?(?P<case>\d+)[^\d\s]*$";

/// Greatest number of backtracking steps of a pattern on one name.
const MAX_BACKTRACKING: usize = 100_000;

/// Group of the cases that are judged first.
const PRETESTS: &str = "00-pretests";

/// A case, or several that are scored together.
struct Entry {
    points: Option<f64>,
    cases: Vec<Files>,
    is_batch: bool,
    /// Numbers of the batches that have to be accepted before, from 1.
    dependencies: Vec<usize>,
}

impl Entry {
    /// Returns its points; 1 by default.
    fn worth(&self) -> f64 {
        self.points.unwrap_or(1.0)
    }
}

/// The input and output files of a case. A missing file is empty.
struct Files {
    input: Option<String>,
    output: Option<String>,
}

/// The places of the cases' files: beside `init.yml`, or else in its archive.
struct Data<'a> {
    beside: &'a Source,
    archive: Option<&'a Source>,
}

impl Data<'_> {
    /// Returns the source that has a file.
    fn holding(&self, file: &str) -> Result<Option<&Source>, ImportError> {
        if self.beside.find(file)? {
            return Ok(Some(self.beside));
        }
        match self.archive {
            Some(archive) if archive.find(file)? => Ok(Some(archive)),
            _ => Ok(None),
        }
    }

    /// Returns the files that patterns are matched against.
    fn files(&self) -> Result<Vec<String>, ImportError> {
        self.archive.unwrap_or(self.beside).files("")
    }
}

/// Reads a problem.
pub(super) fn read(source: &Source, id: String, notes: &Notes) -> Result<Draft, ImportError> {
    let text = source.text(FILE, yaml::MAX_BYTES)?.ok_or_else(|| ImportError::of_file(FILE, "is missing"))?;
    let root = yaml::parse(FILE, &text, notes)?;
    let mut fields = Fields::new(FILE, &root)?;
    for key in ["interactive", "custom_judge", "signature_grader", "communication", "output_only", "grader"] {
        if let Some(node) = fields.get(key) {
            let message = format!("Tribunal judges no problems with `{key}`");
            return Err(ImportError::at(FILE, node.line, message));
        }
    }
    let origin = format!("Imported by `tribunal import` from the DMOJ problem `{}`.", source.name());
    let mut draft = Draft::new(id, origin, source.name(), DraftKind::Stdio);
    notes.file(FILE, "has no title and no statement, so the title is the folder's name");
    limits(&mut fields, &mut draft)?;
    let archive = fields.text("archive")?.map(|path| source.archive(path)).transpose()?;
    let data = &Data { beside: source, archive: archive.as_deref() };
    let points = fields.number("points")?;
    let pretests = entries(&mut fields, "pretest_test_cases", data, points, notes)?.unwrap_or_default();
    let entries = match entries(&mut fields, "test_cases", data, points, notes)? {
        Some(entries) => entries,
        None => matching(data, None, points, notes)?,
    };
    let keeps_bytes = fields.get("binary_data").and_then(YamlNode::boolean).unwrap_or(false);
    let short_circuit = fields.get("short_circuit").and_then(YamlNode::boolean).unwrap_or(false);
    let is_partial = checker(&mut fields, source, &mut draft, notes)?;
    let mut writer = Writer { data, keeps_bytes, draft: &mut draft };
    let count = writer.cases(&pretests, entries, is_partial, short_circuit)?;
    if count == 0 {
        return Err(ImportError::of_file(FILE, "there are no test cases"));
    }
    fields.tell(
        notes,
        &[
            ("output_prefix_length", "reports shorten outputs on their own"),
            ("generator", "only cases with files are carried over; see `[generator]`"),
            ("unbuffered", "only interactive problems have use for it"),
            ("file_io", "submissions read and write standard input and output"),
            ("wall_time_factor", "`wall_time_limit` is 4 times the time limit and 1 s"),
            ("symlinks", "nothing is put beside submissions"),
            ("hints", "Tribunal has no use for it"),
            ("meta", "Tribunal has no use for it"),
        ],
    );
    for file in source.list("") {
        if file.ends_with(".md") {
            source.is_told(&file);
            notes.file(&file, "is not carried over: copy what belongs in the `description`");
        }
    }
    Ok(draft)
}

fn limits(fields: &mut Fields<'_>, draft: &mut Draft) -> Result<(), ImportError> {
    let is_positive = |limit: &f64| *limit > 0.0;
    // These belong to the site, not the judge, but many problems have them here.
    if let Some(seconds) = fields.number("time_limit")?.filter(is_positive) {
        draft.limit("time_limit", seconds);
    }
    // In KiB.
    if let Some(kib) = fields.number("memory_limit")?.filter(is_positive) {
        draft.limit("memory", kib / 1024.0);
    }
    if let Some(bytes) = fields.number("output_limit_length")?.filter(is_positive) {
        draft.limit("output", bytes / 1_048_576.0);
    }
    Ok(())
}

/// Reads the cases of a key; `None` without the key.
fn entries(
    fields: &mut Fields<'_>,
    key: &'static str,
    data: &Data<'_>,
    points: Option<f64>,
    notes: &Notes,
) -> Result<Option<Vec<Entry>>, ImportError> {
    let Some(node) = fields.get(key) else { return Ok(None) };
    if node.entries().is_some() {
        return matching(data, Some(node), points, notes).map(Some);
    }
    let Some(nodes) = node.sequence() else {
        let message = format!("`{key}` has to be a sequence of cases, or a mapping with patterns");
        return Err(ImportError::at(FILE, node.line, message));
    };
    let mut entries = Vec::new();
    // A problem's generator applies to every case.
    let makes = fields.get("generator").is_some();
    let mut batches = 0_u32;
    for node in nodes {
        let mut fields = Fields::new(FILE, node)?;
        let own = fields.number("points")?.or(points);
        let mut entry = Entry { points: own, cases: Vec::new(), is_batch: false, dependencies: Vec::new() };
        if let Some(batched) = fields.typed("batched", "a sequence of cases", YamlNode::sequence)? {
            entry.is_batch = true;
            for case in batched {
                let mut fields = Fields::new(FILE, case)?;
                entry.cases.extend(files(&mut fields, case, data, makes, notes)?);
                if fields.get("points").is_some() {
                    let message = "`points` of a case in a batch is not carried over: the batch has them";
                    notes.line(FILE, case.line, message);
                }
                tell_rest(&fields, notes);
            }
            if batched.is_empty() {
                notes.line(FILE, node.line, "this batch is not carried over: it has no cases");
            }
            batches += 1;
            for number in
                fields.typed("dependencies", "a list of batches", YamlNode::sequence)?.unwrap_or_default()
            {
                // Numbers of earlier batches, from 1.
                match number
                    .number()
                    .filter(|batch| batch.fract() == 0.0 && (1.0..f64::from(batches)).contains(batch))
                {
                    Some(batch) => entry.dependencies.push(batch as usize),
                    None => {
                        let message = "`dependencies` is not carried over: this is no batch before this one";
                        notes.line(FILE, number.line, message);
                    }
                }
            }
        } else {
            entry.cases.extend(files(&mut fields, node, data, makes, notes)?);
        }
        tell_rest(&fields, notes);
        entries.push(entry);
    }
    Ok(Some(entries))
}

fn tell_rest(fields: &Fields<'_>, notes: &Notes) {
    fields.tell(
        notes,
        &[
            ("checker", "all cases have the problem's checker"),
            ("generator_args", "only cases with files are carried over"),
            ("output_limit_length", "all cases have the problem's limits"),
            ("output_prefix_length", "reports shorten outputs on their own"),
            ("binary_data", "all cases are read alike"),
            ("config", "it is for a grader"),
        ],
    );
}

/// Returns a case's files; `None`, with a note, where the package does not have them.
fn files(
    fields: &mut Fields<'_>,
    node: &YamlNode,
    data: &Data<'_>,
    makes: bool,
    notes: &Notes,
) -> Result<Option<Files>, ImportError> {
    let (input, output) = (fields.text("in")?, fields.text("out")?);
    // Without one of the files there is no input or no answer, unless a generator makes it.
    let is_whole = input.is_some() && output.is_some();
    if !is_whole && (makes || fields.get("generator").is_some() || fields.get("generator_args").is_some()) {
        notes.line(FILE, node.line, "this case is not carried over: a generator makes its files");
        return Ok(None);
    }
    if input.is_none() && output.is_none() {
        notes.line(FILE, node.line, "this case is not carried over: it lacks `in` and `out`");
        return Ok(None);
    }
    for file in [input, output] {
        let Some(file) = file else { continue };
        if data.holding(file)?.is_none() {
            notes.line(FILE, node.line, format!("this case is not carried over: there is no file {file}"));
            // The other file needs no further note.
            for other in [input, output].into_iter().flatten() {
                if let Some(source) = data.holding(other)? {
                    source.is_told(other);
                }
            }
            return Ok(None);
        }
    }
    Ok(Some(Files { input: input.map(str::to_owned), output: output.map(str::to_owned) }))
}

/// The position of a batch or case: a number or a name. Numbers come last.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Position {
    Name(String),
    Number(u64),
}

/// Returns the cases whose files match patterns, as DMOJ orders them.
fn matching(
    data: &Data<'_>,
    node: Option<&YamlNode>,
    points: Option<f64>,
    notes: &Notes,
) -> Result<Vec<Entry>, ImportError> {
    let text = |key| node.and_then(|node| node.get(key)?.text());
    let line = node.map_or(1, |node| node.line);
    let input = pattern(text("input_format").unwrap_or(INPUT_FORMAT), line)?;
    let output = pattern(text("output_format").unwrap_or(OUTPUT_FORMAT), line)?;
    let told = node.and_then(|node| node.get("case_points"));
    let numbers = told.map(|told| {
        told.sequence().map(|list| list.iter().map(YamlNode::number).collect::<Option<Vec<_>>>())
    });
    let case_points = match numbers {
        None => Vec::new(),
        Some(Some(Some(numbers))) => numbers,
        Some(_) => {
            let message = "`case_points` has to be a sequence of numbers, one for each case or batch";
            return Err(ImportError::at(FILE, told.map_or(line, |told| told.line), message));
        }
    };
    // By batch, or by case where there is none; then by case.
    type Found = BTreeMap<Position, (bool, BTreeMap<Position, (Option<String>, Option<String>)>)>;
    let mut found: Found = BTreeMap::new();
    for file in data.files()? {
        for (pattern, is_input) in [(&input, true), (&output, false)] {
            let Some((batch, case)) = position(pattern, &file, line)? else { continue };
            let entry = found.entry(batch.clone().unwrap_or_else(|| case.clone())).or_default();
            entry.0 |= batch.is_some();
            let files = entry.1.entry(case).or_default();
            let slot = if is_input { &mut files.0 } else { &mut files.1 };
            slot.get_or_insert_with(|| file.clone());
        }
    }
    let mut entries = Vec::new();
    for (is_batch, cases) in found.into_values() {
        let mut files = Vec::new();
        for case in cases.into_values() {
            match case {
                (Some(input), Some(output)) => {
                    files.push(Files { input: Some(input), output: Some(output) });
                }
                (Some(file), None) => notes.file(&file, "has no output, and is not carried over"),
                (None, Some(file)) => notes.file(&file, "has no input, and is not carried over"),
                (None, None) => {}
            }
        }
        if !files.is_empty() {
            let points = case_points.get(entries.len()).copied().or(points);
            entries.push(Entry { points, cases: files, is_batch, dependencies: Vec::new() });
        }
    }
    if let Some(told) = told.filter(|_| case_points.len() != entries.len()) {
        let message = format!(
            "`case_points` has {} numbers, but there are {} cases and batches",
            case_points.len(),
            entries.len()
        );
        notes.line(FILE, told.line, message);
    }
    Ok(entries)
}

fn pattern(text: &str, line: usize) -> Result<Regex, ImportError> {
    fancy_regex::RegexBuilder::new(text)
        .backtrack_limit(MAX_BACKTRACKING)
        .case_insensitive(true)
        .build()
        .map_err(|error| ImportError::at(FILE, line, format!("this is no pattern: {error}")))
}

/// Returns the batch and the case in a file's name, if the name matches.
fn position(
    pattern: &Regex,
    file: &str,
    line: usize,
) -> Result<Option<(Option<Position>, Position)>, ImportError> {
    let found = pattern.captures(file).map_err(|error| {
        ImportError::at(FILE, line, format!("the pattern cannot be matched with {file}: {error}"))
    })?;
    // A pattern matches from the start of the name, even without an anchor.
    let Some(found) = found.filter(|found| found.get(0).is_some_and(|whole| whole.start() == 0)) else {
        return Ok(None);
    };
    let part = |name: &str| {
        let text = found.name(name)?.as_str();
        Some(text.parse().map_or_else(|_| Position::Name(text.to_owned()), Position::Number))
    };
    Ok(part("case").map(|case| (part("batch"), case)))
}

/// A writer of cases into a draft.
struct Writer<'a> {
    data: &'a Data<'a>,
    keeps_bytes: bool,
    draft: &'a mut Draft,
}

impl Writer<'_> {
    /// Adds the files and groups of all cases; returns the number of cases.
    fn cases(
        &mut self,
        pretests: &[Entry],
        entries: Vec<Entry>,
        is_partial: bool,
        short_circuit: bool,
    ) -> Result<usize, ImportError> {
        let mut count = 0;
        let points: Vec<f64> =
            entries.iter().filter(|entry| !entry.cases.is_empty()).map(Entry::worth).collect();
        let total = exact_sum(&points);
        let has_scores = entries.iter().any(|entry| entry.points.is_some());
        // Cases that are all worth the same need no groups of their own.
        let first = points.first();
        let is_flat = pretests.is_empty()
            && entries.iter().all(|entry| !entry.is_batch)
            && points.iter().all(|points| Some(points) == first)
            && (first != Some(&0.0));
        if has_scores {
            self.draft.groups.push(Group {
                name: "secret".into(),
                max_score: Some(number(total)),
                score_aggregation: Some("sum".to_owned()),
                on_reject: short_circuit.then(|| "break".to_owned()),
                ..Group::default()
            });
        }
        let mut required = Vec::new();
        let pretest_files: Vec<&Files> = pretests.iter().flat_map(|entry| &entry.cases).collect();
        if !pretest_files.is_empty() {
            let width = width(pretest_files.len());
            for (index, files) in pretest_files.iter().enumerate() {
                self.case(files, &format!("secret/{PRETESTS}/{:0width$}", index + 1))?;
                count += 1;
            }
            let name = format!("secret/{PRETESTS}");
            self.draft.groups.push(self::group(name.clone(), 0.0, "pass-fail", &[]));
            required.push(name);
        }
        let outer = width(entries.len());
        // Names of the batches, to which dependencies refer by number.
        let mut batches: Vec<String> = Vec::new();
        for (index, entry) in entries.iter().enumerate() {
            let name = format!("secret/{:0outer$}", index + 1);
            if is_flat {
                for files in &entry.cases {
                    self.case(files, &name)?;
                    count += 1;
                }
                continue;
            }
            if entry.cases.is_empty() {
                if entry.is_batch {
                    batches.push(name);
                }
                continue;
            }
            let inner = width(entry.cases.len());
            for (index, files) in entry.cases.iter().enumerate() {
                self.case(files, &format!("{name}/{:0inner$}", index + 1))?;
                count += 1;
            }
            let mut require = required.clone();
            // DMOJ's judge would not find a number without an earlier batch, such as 0, either.
            let known = entry.dependencies.iter().filter_map(|number| batches.get(number.checked_sub(1)?));
            require.extend(known.cloned());
            if entry.is_batch {
                batches.push(name.clone());
            }
            if has_scores {
                let aggregation = if is_partial { "min" } else { "pass-fail" };
                self.draft.groups.push(group(name.clone(), entry.worth(), aggregation, &require));
            }
            if entry.points == Some(0.0) {
                // A submission that fails it is judged no further.
                required.push(name);
            }
        }
        Ok(count)
    }

    fn case(&mut self, files: &Files, name: &str) -> Result<(), ImportError> {
        for (file, extension) in [(&files.input, "in"), (&files.output, "ans")] {
            let content = match file {
                Some(file) => self.content(file)?,
                None => Content::Bytes(Vec::new()),
            };
            self.draft.files.push((format!("data/{name}.{extension}"), content));
        }
        Ok(())
    }

    /// Returns a file's content, with line ends converted as DMOJ's judge does.
    fn content(&self, file: &str) -> Result<Content, ImportError> {
        let missing = || ImportError::of_file(file, "is missing");
        let source = self.data.holding(file)?.ok_or_else(missing)?;
        if !self.keeps_bytes {
            let bytes = source.bytes(file, MAX_DATA_BYTES)?;
            if bytes.contains(&b'\r') {
                let mut text = Vec::with_capacity(bytes.len());
                for (index, byte) in bytes.iter().enumerate() {
                    match byte {
                        b'\r' if bytes.get(index + 1) == Some(&b'\n') => {}
                        b'\r' => text.push(b'\n'),
                        byte => text.push(*byte),
                    }
                }
                return Ok(Content::Bytes(text));
            }
        }
        Ok(Content::Copy(source.copy(file)?.ok_or_else(missing)?))
    }
}

fn group(name: String, points: f64, aggregation: &str, require: &[String]) -> Group {
    Group {
        name,
        max_score: Some(number(points)),
        score_aggregation: Some(aggregation.to_owned()),
        require_pass: require.to_vec(),
        on_reject: None,
    }
}

/// Returns the number of digits with which names sort like their numbers.
fn width(count: usize) -> usize {
    count.to_string().len().max(2)
}

/// Sets the checker; returns whether it gives partial credit.
fn checker(
    fields: &mut Fields<'_>,
    source: &Source,
    draft: &mut Draft,
    notes: &Notes,
) -> Result<bool, ImportError> {
    let mut set = |name: &str, settings: Vec<(String, Toml)>| {
        draft.checker = Some(Settings { name: name.into(), settings });
    };
    let Some(node) = fields.get("checker") else {
        set("standard", Vec::new());
        return Ok(false);
    };
    let empty = YamlNode { line: node.line, kind: yaml::YamlValue::Mapping(Vec::new()) };
    let (name, args) = match node.text() {
        Some(name) => (name, &empty),
        None => {
            let name = node.get("name").and_then(YamlNode::text);
            let missing = || ImportError::at(FILE, node.line, "`checker` has no `name`");
            (name.ok_or_else(missing)?, node.get("args").unwrap_or(&empty))
        }
    };
    let mut args = Fields::new(FILE, args)?;
    match name {
        "standard" | "easy" | "floats" | "floatsabs" | "floatsrel" | "identical" | "linecount"
        | "linematches" | "rstripped" | "sorted" | "unordered" => {
            // Checkers and their arguments have the same names here.
            let mut settings: Vec<(String, Toml)> = Vec::new();
            if let Some(precision) = args.number("precision")? {
                settings.push(("precision".into(), number(precision)));
            }
            for key in ["error_mode", "split_on"] {
                settings.extend(args.text(key)?.map(|text| (key.to_owned(), text.into())));
            }
            if let Some(points) = args.typed("point_distribution", "a sequence", YamlNode::sequence)? {
                let points: Array = points.iter().filter_map(YamlNode::number).map(number).collect();
                settings.push(("point_distribution".into(), points.into()));
            }
            for key in ["pe_allowed", "feedback", "filler_lines_required", "filter_new_line"] {
                let flag = args.typed(key, "true or false", YamlNode::boolean)?;
                settings.extend(flag.map(|flag| (key.to_owned(), flag.into())));
            }
            set(name, settings);
        }
        "bridged" if args.text("type")? == Some("testlib") => {
            let files = args.get("files").map(YamlNode::texts).unwrap_or_default();
            for file in &files {
                match source.copy(file)? {
                    Some(content) => {
                        let name = format!("checker/{}", base_name(file));
                        draft.files.push((name, Content::Copy(content)));
                    }
                    None => notes.line(FILE, node.line, format!("there is no file {file} of the checker")),
                }
            }
            let names: Vec<&str> = files.iter().map(|file| base_name(file)).collect();
            let command = program::command("checker", &names, &mut draft.files, FILE, notes);
            let settings = vec![
                ("command".into(), command.iter().collect::<Array>().into()),
                ("protocol".into(), "testlib".into()),
            ];
            draft.checker = Some(Settings { name: "program".into(), settings });
            for key in
                ["lang", "time_limit", "memory_limit", "compiler_time_limit", "feedback", "flags", "cached"]
            {
                args.get(key);
            }
        }
        other => {
            notes.line(
                FILE,
                node.line,
                format!(
                    "the checker {other} is not carried over: outputs are compared as by `standard`; write one in \
                     JavaScript, see `script`"
                ),
            );
            set("standard", Vec::new());
            return Ok(false);
        }
    }
    Ok(matches!(name, "linecount" | "linematches"))
}
