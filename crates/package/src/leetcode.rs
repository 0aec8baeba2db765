//! Problems of LeetCode and of data sets like it, as JSON: an object, an array of objects, or one object per line.
//!
//! There is no common format. The reader understands:
//! - LeetCode's own fields: `metaData` with the signature, `exampleTestcases` with the outputs that `content` shows;
//! - a list of cases under one of several names, each with an input (an array of arguments, an object by parameter, or
//!   text as LeetCode shows it) and an output;
//! - APPS and its kin: `input_output` with `inputs`, `outputs` and, for functions, `fn_name`;
//! - CodeContests: `public_tests`, `private_tests` and `generated_tests`, each with `input` and `output`.

use toml_edit::{Array, InlineTable, Value as Toml};

use super::{
    draft::{Case, Content, Draft, DraftKind, Expected, Notes, Settings, Signature, id_from},
    error::ImportError,
    json::{self, Json, Unknown},
};
use tribunal_core::value::is_identifier;

const TITLES: &[&str] = &["title", "questionTitle", "problem_title", "name"];
const IDS: &[&str] = &["titleSlug", "questionTitleSlug", "title_slug", "slug", "task_id", "id", "problem_id"];
const DESCRIPTIONS: &[&str] = &["content", "description", "problem_description", "question", "prompt"];
const NAMES: &[&str] =
    &["function", "functionName", "function_name", "fn_name", "methodName", "entry_point", "name"];
const CASES: &[&str] = &[
    "cases",
    "tests",
    "testcases",
    "testCases",
    "test_cases",
    "examples",
    "input_output",
    "exampleTestcases",
];
const INPUTS: &[&str] = &["args", "arguments", "params", "inputArgs", "inputs", "input"];
const OUTPUTS: &[&str] =
    &["expected", "expected_output", "expectedOutput", "output", "outputs", "answer", "result"];
const META: &[&str] = &["metaData", "meta_data", "metadata"];

/// Further keys that a record may have: internal numbers, and keys that are looked up by name.
const OTHERS: &[&str] = &[
    "questionId",
    "questionFrontendId",
    "frontendQuestionId",
    "question_id",
    "topicTags",
    "tags",
    "keywords",
    "topics",
    "difficulty",
    "url",
    "author",
    "license",
    "source",
    "limits",
    "checker",
    "solutions",
    "solution",
    "params",
    "parameters",
    "return",
    "returns",
    "returnType",
    "exampleTestcaseList",
    "sampleTestCase",
    "public_tests",
    "private_tests",
    "generated_tests",
    "time_limit",
    "memory_limit_bytes",
];
const CASE_KEYS: &[&str] = &["throws", "sample", "public", "isSample", "description", "name", "title"];
/// Keys of a signature.
const META_KEYS: &[&str] =
    &["name", "classname", "params", "return", "output", "constructor", "methods", "systemdesign", "manual"];

/// Tolerance of LeetCode's own checker for numbers with fractions.
const TOLERANCE: f64 = 1e-5;

/// Whether a value looks like a problem of this kind.
pub(super) fn is_problem(json: &Json) -> bool {
    let one = match json {
        Json::Array(problems) => problems.first().unwrap_or(json),
        _ => json,
    };
    one.first(META).is_some()
        || one.get("public_tests").is_some()
        || one.first(CASES).is_some() && (one.first(TITLES).is_some() || one.first(NAMES).is_some())
        || one.get("input_output").is_some()
}

/// Reads the problems of a file. Each needs an entry point or a program's cases.
pub(super) fn read(
    file: &str,
    text: &str,
    stem: &str,
    id: Option<String>,
    notes: &Notes,
) -> Result<Vec<Draft>, ImportError> {
    let is_lines = file.ends_with(".jsonl");
    let records: Vec<(usize, Json)> = if is_lines {
        let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        lines
            .map(|(index, line)| {
                let record = json::parse(file, line)
                    .map_err(|error| ImportError::at(file, index + 1, error.message))?;
                Ok((index, record))
            })
            .collect::<Result<_, ImportError>>()?
    } else {
        match json::parse(file, text)? {
            Json::Array(records) => records.into_iter().enumerate().collect(),
            record => vec![(0, record)],
        }
    };
    let is_one = records.len() == 1;
    if !is_one && id.is_some() {
        let message = format!("holds {} problems, which cannot have one id", records.len());
        return Err(ImportError::of_file(file, message));
    }
    let mut drafts: Vec<Draft> = Vec::new();
    let mut first_error = None;
    let mut unknown = Unknown::default();
    for (index, record) in &records {
        let place = match (is_one, is_lines) {
            (true, _) => file.to_owned(),
            (_, true) => format!("{file}:{}", index + 1),
            _ => format!("{file}: [{index}]"),
        };
        let own =
            record.first(IDS).and_then(|(_, id)| scalar(id)).or_else(|| scalar(record.first(TITLES)?.1));
        let fallback = if is_one { stem.to_owned() } else { format!("{stem}-{}", index + 1) };
        let mut id = id.clone().unwrap_or_else(|| id_from(&own.unwrap_or_else(|| fallback.clone())));
        if id == "imported" {
            id = id_from(&fallback);
        }
        if drafts.iter().any(|draft| draft.id == id) {
            id = format!("{id}-{}", index + 1);
        }
        match (Record { place: &place, json: record, unknown: &mut unknown, notes }).read(id) {
            Ok(draft) => drafts.push(draft),
            Err(error) if is_one => return Err(error),
            Err(error) => {
                notes.file(&place, format!("is not carried over: {}", error.message));
                first_error.get_or_insert(error);
            }
        }
    }
    unknown.tell(file, notes);
    match (drafts.is_empty(), first_error) {
        (true, Some(error)) => Err(error),
        (true, None) => Err(ImportError::of_file(file, "there are no problems in it")),
        _ => Ok(drafts),
    }
}

/// Returns a text or number as text.
fn scalar(json: &Json) -> Option<String> {
    match json {
        Json::String(text) => Some(text.clone()),
        Json::Integer(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A problem of a file.
struct Record<'a> {
    place: &'a str,
    json: &'a Json,
    unknown: &'a mut Unknown,
    notes: &'a Notes,
}

/// The entry point, as far as the record describes it.
#[derive(Default)]
struct Callee {
    name: String,
    is_class: bool,
    parameters: Vec<(String, String)>,
    /// Type of the result; `void` for none.
    returns: Option<String>,
    /// Index of the parameter that is changed in place.
    result: Option<i64>,
    /// Methods of a class.
    methods: Vec<Method>,
}

/// A method of a class.
struct Method {
    name: String,
    parameters: Vec<(String, String)>,
    returns: Option<String>,
}

impl Record<'_> {
    fn read(&mut self, id: String) -> Result<Draft, ImportError> {
        let known = [TITLES, IDS, DESCRIPTIONS, NAMES, CASES, META, OTHERS];
        self.unknown.look("", self.json, &known);
        // Some data sets keep their cases as JSON within JSON.
        let nested = self.json.get("input_output").and_then(Json::text);
        let nested = nested.map(|text| json::parse(self.place, text)).transpose()?;
        let tables = nested.as_ref().or_else(|| self.json.get("input_output"));
        let tables = tables.filter(|tables| tables.get("inputs").is_some());
        let title =
            self.json.first(TITLES).and_then(|(_, title)| scalar(title)).unwrap_or_else(|| id.clone());
        let origin = format!("Imported by `tribunal import` from {}.", self.place);
        let mut draft = if self.json.get("public_tests").is_some() {
            self.contest(id, origin, &title)?
        } else {
            match (tables, tables.and_then(|tables| tables.get("fn_name")?.text())) {
                (Some(tables), None) if self.json.first(META).is_none() => {
                    let mut draft = Draft::new(id, origin, &title, DraftKind::Stdio);
                    let count = self.programs_cases(tables, "inputs", "outputs", "secret", &mut draft)?;
                    if count == 0 {
                        return Err(self.error("there are no cases in it"));
                    }
                    draft
                }
                (tables, name) => self.function(id, origin, &title, tables, name)?,
            }
        };
        let description = self.json.first(DESCRIPTIONS).and_then(|(_, text)| text.text()).unwrap_or_default();
        draft.description = description.replace("\r\n", "\n");
        let tags =
            self.json.first(&["topicTags", "tags", "keywords", "topics"]).and_then(|(_, tags)| tags.array());
        let tag = |tag: &Json| tag.text().or_else(|| tag.get("name")?.text()).map(str::to_owned);
        draft.keywords = tags.unwrap_or_default().iter().filter_map(tag).collect();
        draft.keywords.extend(self.json.get("difficulty").and_then(Json::text).map(str::to_lowercase));
        draft.source = self.json.get("url").and_then(Json::text).map(str::to_owned);
        let is_tolerant =
            |checker: &Settings| checker.settings.iter().any(|(key, _)| key == "float_tolerance");
        if !draft.checker.as_ref().is_some_and(is_tolerant)
            && matches!(draft.kind, DraftKind::Function { .. })
            && draft.description.contains("in any order")
        {
            let message = "says \"in any order\", so the checker is `unordered`, at every depth";
            self.notes.file(self.place, message);
            let mut settings = vec![("nested".into(), true.into())];
            if draft.checker.is_some() {
                settings.push(("signed_zero".into(), false.into()));
            }
            draft.checker = Some(Settings { name: "unordered".into(), settings });
        }
        self.ours(&mut draft);
        let solutions = self.json.get("solutions").or_else(|| self.json.get("solution"));
        const LANGUAGES: [(&str, &[&str]); 2] =
            [("js", &["javascript", "js", "JavaScript"]), ("ts", &["typescript", "ts", "TypeScript"])];
        if let Some(solutions) = solutions {
            self.unknown.look("solutions.", solutions, &LANGUAGES.map(|(_, names)| names));
            if solutions.object().is_none() {
                self.notes
                    .file(self.place, "`solutions` is not carried over: it has none in JavaScript by name");
            }
            for (extension, names) in LANGUAGES {
                if let Some(text) = solutions.first(names).and_then(|(_, text)| text.text()) {
                    let name = format!("accepted/solution.{extension}");
                    draft.submissions.push((name, Content::Text(text.to_owned())));
                }
            }
        }
        Ok(draft)
    }

    /// Reads the keys that only `tribunal export` writes.
    fn ours(&self, draft: &mut Draft) {
        let text = |key: &str| self.json.get(key).and_then(Json::text).map(str::to_owned);
        draft.author = text("author");
        draft.license = text("license");
        draft.source = text("source").or(draft.source.take());
        let limits = self.json.get("limits").and_then(Json::object).unwrap_or_default();
        for (key, value) in limits {
            match value {
                Json::Integer(number) => draft.limit(key, *number as f64),
                Json::Float(number) => draft.limit(key, *number),
                _ => {}
            }
        }
        let checker = self.json.get("checker").and_then(Json::object).unwrap_or_default();
        let name = checker.iter().find(|(key, _)| key == "name").and_then(|(_, name)| name.text());
        // Scripts are files of their own, and programs are never taken from data.
        if let Some(name) = name.filter(|name| !matches!(*name, "script" | "program")) {
            let settings = checker.iter().filter(|(key, _)| key != "name");
            let settings =
                settings.filter_map(|(key, value)| Some((key.clone(), value.to_toml()?))).collect();
            draft.checker = Some(Settings { name: name.to_owned(), settings });
        }
    }

    fn error(&self, message: &str) -> ImportError {
        ImportError::of_file(self.place, message)
    }

    /// Reads a problem of CodeContests.
    fn contest(&mut self, id: String, origin: String, title: &str) -> Result<Draft, ImportError> {
        let mut draft = Draft::new(id, origin, title, DraftKind::Stdio);
        let mut count = 0;
        let groups = [
            ("public_tests", "sample"),
            ("private_tests", "secret/private"),
            ("generated_tests", "secret/generated"),
        ];
        for (key, folder) in groups {
            if let Some(tables) = self.json.get(key) {
                count += self.programs_cases(tables, "input", "output", folder, &mut draft)?;
            }
        }
        if count == 0 {
            return Err(self.error("there are no cases in it"));
        }
        let number = |json: &Json| match json {
            Json::Integer(number) => Some(*number as f64),
            Json::Float(number) => Some(*number),
            _ => None,
        };
        if let Some(limit) = self.json.get("time_limit") {
            let part = |key| limit.get(key).and_then(number).unwrap_or(0.0);
            let seconds = number(limit).unwrap_or_else(|| part("seconds") + part("nanos") / 1e9);
            if seconds > 0.0 {
                draft.limit("time_limit", seconds);
            }
        }
        if let Some(bytes) = self.json.get("memory_limit_bytes").and_then(number).filter(|bytes| *bytes > 0.0)
        {
            draft.limit("memory", bytes / 1_048_576.0);
        }
        Ok(draft)
    }

    /// Adds files for inputs and outputs from two arrays; returns their number.
    fn programs_cases(
        &mut self,
        tables: &Json,
        inputs: &str,
        outputs: &str,
        folder: &str,
        draft: &mut Draft,
    ) -> Result<usize, ImportError> {
        let column = |key: &str| tables.get(key).and_then(Json::array).unwrap_or_default();
        let (inputs, outputs) = (column(inputs), column(outputs));
        if inputs.len() != outputs.len() {
            let message = format!("there are {} inputs, but {} outputs", inputs.len(), outputs.len());
            return Err(self.error(&message));
        }
        let width = inputs.len().to_string().len().max(2);
        let mut count = 0;
        for (index, (input, output)) in inputs.iter().zip(outputs).enumerate() {
            let (Some(input), Some(output)) = (lines(input), lines(output)) else {
                let message = format!("the case {} is not carried over: it is no text", index + 1);
                self.notes.file(self.place, message);
                continue;
            };
            let path = format!("data/{folder}/{:0width$}", index + 1);
            draft.files.push((format!("{path}.in"), Content::Text(input)));
            draft.files.push((format!("{path}.ans"), Content::Text(output)));
            count += 1;
        }
        Ok(count)
    }

    fn function(
        &mut self,
        id: String,
        origin: String,
        title: &str,
        tables: Option<&Json>,
        name: Option<&str>,
    ) -> Result<Draft, ImportError> {
        let callee = self.callee(name)?;
        let cases = match tables {
            Some(tables) => self.table_cases(tables)?,
            None => self.listed_cases(&callee)?,
        };
        if cases.is_empty() {
            return Err(self.error("there are no cases in it that have an input and an output"));
        }
        if cases.iter().any(|case| {
            case.args.has_bigint() || matches!(&case.expected, Expected::Returns(json) if json.has_bigint())
        }) {
            self.notes.file(self.place, "integers beyond 2^53 become BigInts");
        }
        let signature = callee.signature();
        let mut draft = Draft::new(id, origin, title, DraftKind::Function { signature, cases });
        let results = callee.results();
        let has = |kinds: &[&str]| {
            let plain = |kind: &&str| kind.to_lowercase();
            results.iter().any(|result| kinds.iter().any(|kind| plain(result).contains(kind)))
        };
        let tolerance: Option<(&str, Toml)> = if has(&["double", "float"]) {
            Some(("float_tolerance", TOLERANCE.into()))
        } else if results.is_empty() || results.iter().any(|kind| !is_without_numbers(kind)) {
            // LeetCode ignores the sign of zero.
            Some(("float_absolute_tolerance", 0.into()))
        } else {
            None
        };
        if let Some((key, value)) = tolerance {
            let settings = vec![(key.to_owned(), value)];
            draft.checker = Some(Settings { name: "floats".into(), settings });
        }
        Ok(draft)
    }

    /// Reads the entry point.
    fn callee(&mut self, name: Option<&str>) -> Result<Callee, ImportError> {
        let mut callee = Callee::default();
        let parsed;
        let meta = match self.json.first(META).map(|(_, meta)| meta) {
            Some(Json::String(text)) => {
                parsed = json::parse(self.place, text)?;
                Some(&parsed)
            }
            other => other,
        };
        let text = |json: &Json, key| json.get(key).and_then(Json::text).map(str::to_owned);
        if let Some(meta) = meta {
            let class = text(meta, "classname");
            callee.is_class = class.is_some();
            callee.name = class.or_else(|| text(meta, "name")).unwrap_or_default();
            let parameters = |json: &Json| -> Vec<(String, String)> {
                let parameters = json.get("params").and_then(Json::array).unwrap_or_default();
                let parameter = |json: &Json| {
                    (text(json, "name").unwrap_or_default(), text(json, "type").unwrap_or_default())
                };
                parameters.iter().map(parameter).collect()
            };
            let returned = |json: &Json| {
                let returns = json.get("return")?;
                returns.text().map(str::to_owned).or_else(|| text(returns, "type"))
            };
            callee.parameters = match (callee.is_class, meta.get("constructor")) {
                (true, Some(constructor)) => parameters(constructor),
                _ => parameters(meta),
            };
            callee.returns = returned(meta);
            for method in meta.get("methods").and_then(Json::array).unwrap_or_default() {
                self.unknown.look("metaData.methods.", method, &[&["name", "params", "return"]]);
                callee.methods.push(Method {
                    name: text(method, "name").unwrap_or_default(),
                    parameters: parameters(method),
                    returns: returned(method),
                });
            }
            self.unknown.look("metaData.", meta, &[META_KEYS]);
            if meta.get("manual") == Some(&Json::Bool(true)) {
                let message = "`manual`: LeetCode calls what is submitted to this problem in a way of its own, which \
                               nothing here says; look whether its cases can be judged";
                self.notes.file(self.place, message);
            }
            if let Some(output) = meta.get("output") {
                self.unknown.look("metaData.output.", output, &[&["paramindex", "size"]]);
                callee.result = match output.get("paramindex") {
                    Some(Json::Integer(index)) => i64::try_from(*index).ok(),
                    _ => None,
                };
                if let Some(size) = output.get("size") {
                    let message = format!(
                        "of its result only the first elements count, by `output.size` {}, which no problem here can say",
                        size.tagged()
                    );
                    return Err(self.error(&message));
                }
            }
        }
        if callee.name.is_empty() {
            let own = self.json.first(NAMES).and_then(|(_, name)| name.text());
            let name = name.or(own).unwrap_or_default();
            // `Solution().twoSum` is a method that the engine finds by its own name.
            callee.name = name.rsplit('.').next().unwrap_or_default().trim_end_matches("()").to_owned();
        }
        if callee.parameters.is_empty() && !callee.is_class {
            // Names alone, or names with types.
            let parameters =
                self.json.get("params").or_else(|| self.json.get("parameters")).and_then(Json::array);
            callee.parameters = parameters
                .unwrap_or_default()
                .iter()
                .map(|parameter| match parameter.text() {
                    Some(name) => (name.to_owned(), String::new()),
                    None => (
                        text(parameter, "name").unwrap_or_default(),
                        text(parameter, "type").unwrap_or_default(),
                    ),
                })
                .collect();
            callee.returns = callee.returns.or_else(|| {
                let returns = self.json.first(&["return", "returns", "returnType"])?.1;
                returns.text().map(str::to_owned).or_else(|| text(returns, "type"))
            });
        }
        if !is_identifier(&callee.name) {
            let error = self.error("there is nothing to call in it");
            return Err(error.hint(format!("name the function under one of {}", NAMES.join(", "))));
        }
        let of_methods = callee.methods.iter().flat_map(|method| {
            let returned = method.returns.iter().map(move |kind| (format!("{}()", method.name), kind));
            let of_parameters = method.parameters.iter().map(|(name, kind)| (name.clone(), kind));
            returned.chain(of_parameters)
        });
        let of_call = callee.parameters.iter().map(|(name, kind)| (name.clone(), kind));
        let returned = callee.returns.iter().map(|kind| ("what is returned".to_owned(), kind));
        for (what, kind) in of_call.chain(returned).chain(of_methods).filter(|(_, kind)| !is_known(kind)) {
            let message =
                format!("the type `{kind}` of {what} is not known: it is as in the cases, as plain JSON");
            self.notes.file(self.place, message);
        }
        Ok(callee)
    }

    /// Reads the cases in two arrays, as APPS has them.
    fn table_cases(&mut self, tables: &Json) -> Result<Vec<Case>, ImportError> {
        let column = |key: &str| tables.get(key).and_then(Json::array).unwrap_or_default();
        let (inputs, outputs) = (column("inputs"), column("outputs"));
        if inputs.len() != outputs.len() {
            let message = format!("there are {} inputs, but {} outputs", inputs.len(), outputs.len());
            return Err(self.error(&message));
        }
        // Most of these data sets put an output in an array, some do not.
        let only = |output: &Json| match output.array() {
            Some([only]) => Some(only.clone()),
            _ => None,
        };
        let unwrapped: Option<Vec<Json>> = outputs.iter().map(only).collect();
        if unwrapped.is_some() {
            self.notes.file(
                self.place,
                "every output is an array of one: what is in it is expected, not the array",
            );
        }
        let expected = unwrapped.unwrap_or_else(|| outputs.to_vec());
        Ok(inputs
            .iter()
            .zip(expected)
            .map(|(input, expected)| Case {
                name: None,
                sample: false,
                args: Json::Array(input.array().map_or_else(|| vec![input.clone()], <[Json]>::to_vec)),
                calls: None,
                expected: Expected::Returns(expected),
            })
            .collect())
    }

    /// Reads the cases in a list, under any of its names.
    fn listed_cases(&mut self, callee: &Callee) -> Result<Vec<Case>, ImportError> {
        let Some((key, list)) = self.json.first(CASES) else { return self.examples(callee) };
        let Some(list) = list.array().filter(|_| key != "exampleTestcases") else {
            return self.examples(callee);
        };
        let are_samples = key == "examples";
        let mut cases = Vec::new();
        for (index, case) in list.iter().enumerate() {
            let entries = case.object().unwrap_or_default();
            self.unknown.look(&format!("{key}."), case, &[INPUTS, OUTPUTS, CASE_KEYS]);
            // `null` is an expected value, so the presence of the key counts, not its value.
            let output = OUTPUTS.iter().find_map(|key| entries.iter().find(|(found, _)| found == key));
            let input = case.first(INPUTS);
            let throws = match case.get("throws") {
                Some(Json::Bool(true)) => Some(None),
                Some(Json::String(text)) if !text.is_empty() => Some(Some(text.clone())),
                _ => None,
            };
            let read = match (input, output) {
                (Some((_, input)), None) if throws.is_some() => self
                    .case(callee, input, &Json::Null)
                    .map(|case| Case { expected: Expected::Throws(throws.flatten()), ..case }),
                (Some((_, input)), Some((_, output))) => self.case(callee, input, output),
                _ => Err("it lacks an input or an output".to_owned()),
            };
            match read {
                Ok(mut read) => {
                    read.sample = are_samples
                        || matches!(
                            case.first(&["sample", "public", "isSample"]),
                            Some((_, Json::Bool(true)))
                        );
                    let name =
                        case.first(&["description", "name", "title"]).and_then(|(_, name)| name.text());
                    let is_name = |name: &&str| !name.trim().is_empty() && !name.contains(char::is_control);
                    read.name = name.filter(is_name).map(str::to_owned);
                    // A duplicate name is an error in a problem; the number suffices.
                    if cases.iter().any(|case: &Case| case.name.is_some() && case.name == read.name) {
                        read.name = None;
                    }
                    cases.push(read);
                }
                Err(reason) => {
                    self.notes.file(self.place, format!("{key}[{index}] is not carried over: {reason}"));
                }
            }
        }
        Ok(cases)
    }

    /// Reads LeetCode's examples: inputs with one argument per line, and outputs from the statement.
    fn examples(&mut self, callee: &Callee) -> Result<Vec<Case>, ImportError> {
        let inputs: Vec<String> =
            match self.json.first(&["exampleTestcaseList", "exampleTestcases", "sampleTestCase"]) {
                Some((_, Json::Array(list))) => {
                    list.iter().filter_map(|text| text.text().map(str::to_owned)).collect()
                }
                Some((_, Json::String(text))) => {
                    let lines: Vec<&str> = text.lines().collect();
                    let size = if callee.is_class { 2 } else { callee.parameters.len().max(1) };
                    lines.chunks(size).map(|lines| lines.join("\n")).collect()
                }
                _ => return Ok(Vec::new()),
            };
        let content = self.json.first(DESCRIPTIONS).and_then(|(_, text)| text.text()).unwrap_or_default();
        let outputs = outputs_in(content);
        if inputs.len() != outputs.len() {
            let message = format!(
                "there are {} example inputs, but the statement shows {} outputs that can be read",
                inputs.len(),
                outputs.len()
            );
            return Err(self.error(&message).hint("add a list `cases` with `input` and `output`"));
        }
        let mut cases = Vec::new();
        for (index, (input, output)) in inputs.into_iter().zip(outputs).enumerate() {
            match self.case(callee, &Json::String(input), &output) {
                Ok(case) => cases.push(Case { sample: true, ..case }),
                Err(reason) => {
                    self.notes
                        .file(self.place, format!("the example {} is not carried over: {reason}", index + 1));
                }
            }
        }
        Ok(cases)
    }

    /// Returns a case from its input and output, or the reason why there is none.
    fn case(&mut self, callee: &Callee, input: &Json, output: &Json) -> Result<Case, String> {
        let is_text = matches!(input, Json::String(_)) && callee.parameters.len() != 1
            || matches!(input, Json::String(text) if texts(text, 1).is_some());
        let args = match input {
            Json::Array(args) => args.clone(),
            Json::Object(entries) => {
                if callee.parameters.iter().any(|(name, _)| name.is_empty()) || callee.parameters.is_empty() {
                    entries.iter().map(|(_, value)| value.clone()).collect()
                } else {
                    let value = |name: &String| {
                        entries.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone())
                    };
                    let args: Option<Vec<Json>> =
                        callee.parameters.iter().map(|(name, _)| value(name)).collect();
                    args.ok_or("its input lacks a parameter")?
                }
            }
            Json::String(text) => {
                let count = if callee.is_class { 2 } else { callee.parameters.len() };
                match texts(text, count) {
                    Some(args) => args,
                    None if count <= 1 => vec![input.clone()],
                    None => return Err("its input is not understood".into()),
                }
            }
            other => vec![other.clone()],
        };
        let returns = callee.returns.as_deref().unwrap_or_default();
        let expected = match output {
            Json::String(text) if is_text || !returns.is_empty() => match (literal(text), returns) {
                (Some((value, rest)), _) if rest.trim().is_empty() => value,
                (_, "string" | "character" | "") => output.clone(),
                _ => return Err("its output is not understood".into()),
            },
            other => other.clone(),
        };
        let mut case = Case {
            name: None,
            sample: false,
            args: Json::Array(args),
            calls: None,
            expected: Expected::Returns(expected),
        };
        if callee.is_class {
            to_calls(callee, &mut case)?;
        }
        Ok(case)
    }
}

impl Callee {
    /// Returns the types of everything that is compared.
    fn results(&self) -> Vec<&str> {
        if self.is_class {
            return self.methods.iter().filter_map(|method| method.returns.as_deref()).collect();
        }
        let changed = self.result.or((self.returns.as_deref() == Some("void")).then_some(0));
        match changed {
            Some(index) => {
                let index = usize::try_from(index).unwrap_or(usize::MAX);
                self.parameters.get(index).map(|(_, kind)| &**kind).into_iter().collect()
            }
            None => self.returns.as_deref().into_iter().collect(),
        }
    }

    fn signature(&self) -> Signature {
        let mut settings: Vec<(&'static str, Toml)> = Vec::new();
        let shapes: Vec<&str> = self.parameters.iter().map(|(_, kind)| shape(kind)).collect();
        if shapes.iter().any(|shape| *shape != "any") {
            settings.push(("params", shapes.into_iter().collect::<Array>().into()));
        }
        let is_void = self.returns.as_deref() == Some("void");
        let result = self.result.or(is_void.then_some(0)).filter(|_| !self.is_class);
        if let Some(result) = result {
            settings.push(("result", result.into()));
        }
        let returned = match (result, &self.returns) {
            (None, Some(kind)) if !is_void => shape(kind),
            _ => "any",
        };
        if returned != "any" {
            settings.push(("returns", returned.into()));
        }
        let mut methods = InlineTable::new();
        for method in &self.methods {
            let mut table = InlineTable::new();
            let shapes: Vec<&str> = method.parameters.iter().map(|(_, kind)| shape(kind)).collect();
            if shapes.iter().any(|shape| *shape != "any") {
                table.insert("params", shapes.into_iter().collect::<Array>().into());
            }
            match method.returns.as_deref() {
                Some("void") => drop(table.insert("returns", "void".into())),
                Some(kind) if shape(kind) != "any" => drop(table.insert("returns", shape(kind).into())),
                _ => {}
            }
            if !table.is_empty() {
                methods.insert(&method.name, table.into());
            }
        }
        if self.is_class && !methods.is_empty() {
            settings.push(("methods", methods.into()));
        }
        let table = if self.is_class { "class" } else { "function" };
        Signature { table, name: self.name.clone(), settings }
    }
}

/// Returns the shape of a type of LeetCode's, or of the same type in Python.
fn shape(kind: &str) -> &'static str {
    let plain = kind.replace(' ', "").replace("Optional[ListNode]", "ListNode");
    match plain.replace("Optional[TreeNode]", "TreeNode").as_str() {
        "ListNode" => "ListNode",
        "TreeNode" => "TreeNode",
        "ListNode[]" | "list<ListNode>" | "List[ListNode]" | "list[ListNode]" => "ListNode[]",
        "TreeNode[]" | "list<TreeNode>" | "List[TreeNode]" | "list[TreeNode]" => "TreeNode[]",
        _ => "any",
    }
}

/// Returns the words of a type: `list<list<integer>>` has two lists and an integer.
fn words(kind: &str) -> impl Iterator<Item = String> {
    kind.split(|char: char| !char.is_alphanumeric() && char != '_')
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
}

/// Types that JSON represents completely.
const PLAIN: [&str; 28] = [
    "integer",
    "int",
    "long",
    "short",
    "byte",
    "number",
    "bigint",
    "double",
    "float",
    "string",
    "str",
    "character",
    "char",
    "boolean",
    "bool",
    "void",
    "none",
    "null",
    "any",
    "list",
    "array",
    "vector",
    "tuple",
    "optional",
    "dict",
    "map",
    "object",
    "unknown",
];

/// Whether cases can have values of a type.
fn is_known(kind: &str) -> bool {
    // The shapes stand alone, or in one array.
    shape(kind) != "any" || words(kind).all(|word| PLAIN.contains(&&*word))
}

/// Whether a type contains no numbers.
fn is_without_numbers(kind: &str) -> bool {
    const OTHERS: [&str; 8] = ["string", "str", "character", "char", "boolean", "bool", "list", "array"];
    words(kind).all(|word| OTHERS.contains(&&*word))
}

/// Makes calls of a class's input: an array of method names, and an array of their arguments.
fn to_calls(callee: &Callee, case: &mut Case) -> Result<(), String> {
    const WRONG: &str = "its input is not an array of methods and an array of their arguments";
    let [names, arguments] = case.args.array().unwrap_or_default() else { return Err(WRONG.into()) };
    let (names, arguments) = (names.array().ok_or(WRONG)?, arguments.array().ok_or(WRONG)?);
    let Expected::Returns(Json::Array(expected)) = &case.expected else {
        return Err("its output is no array".into());
    };
    if names.len() != arguments.len() || names.len() != expected.len() {
        return Err("its methods, arguments and outputs are not equally many".into());
    }
    if names.first().and_then(Json::text) != Some(&*callee.name) {
        return Err("its first call is not the constructor".into());
    }
    let call = |(name, arguments): (&Json, &Json)| {
        let mut call = vec![name.clone()];
        call.extend(arguments.array().unwrap_or_default().iter().cloned());
        Json::Array(call)
    };
    let calls = names.iter().zip(arguments).skip(1).map(call).collect();
    let constructor = arguments.first().cloned().unwrap_or(Json::Array(Vec::new()));
    let expected = expected.iter().skip(1).cloned().collect();
    (case.args, case.calls) = (constructor, Some(Json::Array(calls)));
    case.expected = Expected::Returns(Json::Array(expected));
    Ok(())
}

/// Returns a text, or the text of an array of lines.
fn lines(json: &Json) -> Option<String> {
    match json {
        Json::String(text) => Some(text.clone()),
        Json::Array(lines) => {
            let lines: Option<Vec<&str>> = lines.iter().map(Json::text).collect();
            Some(lines?.join("\n") + "\n")
        }
        other => scalar(other),
    }
}

/// Parses arguments in text: one per line, or `nums = [2, 7], target = 9`.
fn texts(text: &str, count: usize) -> Option<Vec<Json>> {
    let whole = |line: &str| literal(line).filter(|(_, rest)| rest.trim().is_empty()).map(|(value, _)| value);
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    let values: Option<Vec<Json>> = lines.iter().map(|line| whole(line)).collect();
    if let Some(values) = values.filter(|values| !values.is_empty() && (count <= 1 || values.len() == count))
    {
        return Some(values);
    }
    let mut values = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (name, after) = rest.split_once('=')?;
        if !is_identifier(name.trim()) {
            return None;
        }
        let (value, after) = literal(after)?;
        values.push(value);
        rest = after.trim_start().trim_start_matches(',').trim_start();
    }
    (!values.is_empty()).then_some(values)
}

/// Parses the value at the start of a text, in JSON or one of Python's words; returns it and the rest.
fn literal(text: &str) -> Option<(Json, &str)> {
    let text = text.trim_start();
    for (word, value) in [("True", Json::Bool(true)), ("False", Json::Bool(false)), ("None", Json::Null)] {
        if let Some(rest) = text.strip_prefix(word) {
            return Some((value, rest));
        }
    }
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<Json>();
    let value = values.next()?.ok()?;
    let end = values.byte_offset();
    Some((value, text.get(end..)?))
}

/// Returns the outputs that the examples of a statement in HTML show.
fn outputs_in(content: &str) -> Vec<Json> {
    let mut text = String::with_capacity(content.len());
    let mut is_tag = false;
    for char in content.chars() {
        match char {
            '<' => is_tag = true,
            '>' => is_tag = false,
            _ if is_tag => {}
            _ => text.push(char),
        }
    }
    for (entity, char) in [
        ("&quot;", "\""),
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&nbsp;", " "),
        ("&amp;", "&"),
    ] {
        text = text.replace(entity, char);
    }
    text.split("Output:").skip(1).filter_map(|after| literal(after).map(|(value, _)| value)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_read_however_they_are_written() {
        let args = |text: &str, count| texts(text, count).map(|args| Json::Array(args).tagged());
        assert_eq!(args("[2,7]\n9", 2).as_deref(), Some("[[2,7],9]"));
        assert_eq!(args("nums = [2,7], target = 9", 2).as_deref(), Some("[[2,7],9]"));
        assert_eq!(args("s = \"a, b = c\", ok = True", 2).as_deref(), Some("[\"a, b = c\",true]"));
        assert_eq!(args("\"abc\"", 1).as_deref(), Some("[\"abc\"]"));
        assert_eq!(args("abc def", 1), None);
        assert_eq!(args("nums = ", 1), None);
        assert_eq!(args("", 0), None);
    }

    #[test]
    fn outputs_are_found_in_a_statement() {
        let html = "<p><strong>Output:</strong> [0,1]\n<strong>Explanation:</strong> x</p><b>Output:</b> &quot;a&lt;b&quot;";
        assert_eq!(
            outputs_in(html),
            [Json::Array(vec![Json::Integer(0), Json::Integer(1)]), Json::String("a<b".into())]
        );
    }
}
