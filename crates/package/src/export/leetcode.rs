//! Export of problems for functions, as JSON that `package::leetcode` reads.

use std::{fs, io::Write as _, path::Path};

use toml_edit::{DocumentMut, Item, Value as Toml};

use super::{ExportError, Exported, document};
use tribunal_core::source::Language;
use tribunal_core::{
    entry_point::EntryPoint,
    input::Input,
    value::{Value, json::to_json},
};

use crate::{
    draft::Notes,
    json::{self, Json},
};
use tribunal_problem::{
    problem::{Case, Expected, Problem},
    submission::Submission,
};

/// Keys of a problem file that are carried over, or are the same in all such problems.
const CARRIED: [&str; 14] = [
    "format",
    "kind",
    "title",
    "description",
    "keywords",
    "author",
    "license",
    "source",
    "function",
    "class",
    "limits",
    "checker",
    "case",
    "cases",
];

/// Writes a problem to a file that does not exist yet.
pub(super) fn write(
    problem: &Problem,
    submissions: &[Submission],
    out: &Path,
) -> Result<Exported, ExportError> {
    let class = match &problem.entry {
        EntryPoint::Function(_) | EntryPoint::Shaped(_) => None,
        EntryPoint::Class(class) => Some(class),
        EntryPoint::Program | EntryPoint::Generator | EntryPoint::Defined(_) => {
            return Err(ExportError::Problem(format!(
                "the problem `{}` is for whole programs: export it to kattis",
                problem.id
            )));
        }
    };
    let file = problem.path.display().to_string();
    let document = document(problem)?;
    let notes = Notes::default();
    let text = |text: &str| Json::String(text.to_owned());
    let mut record = vec![
        ("title".to_owned(), text(&problem.title)),
        ("titleSlug".to_owned(), text(&problem.id)),
        ("content".to_owned(), text(&problem.description)),
        ("topicTags".to_owned(), Json::Array(problem.keywords.iter().map(|keyword| text(keyword)).collect())),
    ];
    for key in ["author", "license", "source"] {
        record.extend(document.get(key).and_then(Item::as_str).map(|value| (key.to_owned(), text(value))));
    }
    let name = problem.entry.describe();
    record.push((
        "metaData".into(),
        if class.is_some() { class_signature(&document, &name) } else { signature(&document, &name) },
    ));
    for key in ["limits", "checker"] {
        record.extend(document.get(key).and_then(table).map(|table| (key.to_owned(), table)));
        let entries =
            document.get(key).and_then(Item::as_table_like).into_iter().flat_map(|table| table.iter());
        for (inner, _) in entries.filter(|(_, item)| item.as_value().and_then(scalar).is_none()) {
            let message =
                format!("`{inner}` of `[{key}]` is not carried over: it has no place in such a file");
            notes.file(&file, message);
        }
    }
    if !document.contains_key("checker") {
        // The importer's default would be another checker.
        let exact = vec![("name".to_owned(), text(problem.checker.name()))];
        record.push(("checker".to_owned(), Json::Object(exact)));
    }
    if document.get("checker").and_then(|checker| checker.get("file")).is_some() {
        notes.file(&file, "the checker's script is not carried over: it is a file of its own");
    }
    for (key, _) in document.iter().filter(|(key, _)| !CARRIED.contains(key)) {
        notes.file(&file, format!("`{key}` is not carried over: it has no place in such a file"));
    }
    let mut cases = Vec::new();
    for case in &problem.cases {
        match self::case(case, class.map(|class| &*class.name)) {
            Ok(case) => cases.push(case),
            Err(reason) => {
                notes.file(&file, format!("the case {:?} is not carried over: {reason}", case.name));
            }
        }
    }
    let count = cases.len();
    if count == 0 {
        return Err(ExportError::Problem(format!(
            "none of the cases of `{}` has a form in such a file: it has values that JSON has not",
            problem.id
        )));
    }
    record.push(("cases".into(), Json::Array(cases)));
    let is_right = |one: &&Submission| one.expected.is_accepted() && one.fault.is_none();
    let accepted = submissions.iter().find(is_right);
    if let Some(accepted) = accepted {
        let language = match accepted.language() {
            Language::JavaScript => "javascript",
            Language::TypeScript => "typescript",
        };
        let solution = vec![(language.to_owned(), text(&accepted.source))];
        record.push(("solutions".into(), Json::Object(solution)));
    }
    let others = submissions.len() - usize::from(accepted.is_some());
    if others > 0 {
        let are =
            if others == 1 { "1 submission is".to_owned() } else { format!("{others} submissions are") };
        notes.file(&file, format!("{are} not carried over: there is a place for one that is accepted"));
    }
    if let Some(accepted) = accepted.filter(|accepted| accepted.name != "accepted/solution.js") {
        notes.file(&accepted.name, "becomes the solution, without its name");
    }
    let record = Json::Object(record).plain();
    let io = |source| ExportError::Io { path: out.to_owned(), source };
    let folder = out.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(io)?;
    let mut staging = tempfile::NamedTempFile::new_in(folder).map_err(io)?;
    staging.write_all(record.as_bytes()).and_then(|()| staging.write_all(b"\n")).map_err(io)?;
    staging.persist_noclobber(out).map_err(|error| match error.error.kind() {
        std::io::ErrorKind::AlreadyExists => ExportError::Exists(out.to_owned()),
        _ => io(error.error),
    })?;
    Ok(Exported { cases: count, submissions: usize::from(accepted.is_some()), notes: notes.into_list() })
}

/// Returns the signature of the entry point in LeetCode's form.
fn signature(document: &DocumentMut, name: &str) -> Json {
    let text = |text: &str| Json::String(text.to_owned());
    let kind = |kind: &str| Json::Object(vec![("type".to_owned(), text(kind))]);
    let function = document.get("function");
    let key = |key: &str| function.and_then(|function| function.get(key));
    let mut meta = vec![("name".to_owned(), text(name))];
    let parameters: Vec<Json> = key("params")
        .and_then(Item::as_array)
        .into_iter()
        .flatten()
        .enumerate()
        .map(|(index, shape)| {
            let name = ("name".to_owned(), text(&format!("p{}", index + 1)));
            Json::Object(vec![name, ("type".to_owned(), text(shape.as_str().unwrap_or("any")))])
        })
        .collect();
    if !parameters.is_empty() {
        meta.push(("params".into(), Json::Array(parameters)));
    }
    if let Some(index) = key("result").and_then(Item::as_integer) {
        meta.push(("return".into(), kind("void")));
        meta.push((
            "output".into(),
            Json::Object(vec![("paramindex".to_owned(), Json::Integer(index.into()))]),
        ));
    } else if let Some(shape) = key("returns").and_then(Item::as_str) {
        meta.push(("return".into(), kind(shape)));
    }
    Json::Object(meta)
}

/// Returns the signature of a class in LeetCode's form.
fn class_signature(document: &DocumentMut, name: &str) -> Json {
    let text = |text: &str| Json::String(text.to_owned());
    let class = document.get("class");
    let mut meta = vec![("classname".to_owned(), text(name))];
    let parameters = |item: Option<&Item>| {
        let shapes = item.and_then(Item::as_array).into_iter().flatten().enumerate();
        let parameter = |(index, shape): (usize, &Toml)| {
            let name = ("name".to_owned(), text(&format!("p{}", index + 1)));
            Json::Object(vec![name, ("type".to_owned(), text(shape.as_str().unwrap_or("any")))])
        };
        ("params".to_owned(), Json::Array(shapes.map(parameter).collect()))
    };
    if let Some(shapes) = class.and_then(|class| class.get("params")) {
        meta.push(("constructor".into(), Json::Object(vec![parameters(Some(shapes))])));
    }
    let methods = class.and_then(|class| class.get("methods")).and_then(Item::as_table_like);
    let method = |(name, method): (&str, &Item)| {
        let mut entries = vec![("name".to_owned(), text(name)), parameters(method.get("params"))];
        if let Some(returns) = method.get("returns").and_then(Item::as_str) {
            let kind = Json::Object(vec![("type".to_owned(), text(returns))]);
            entries.push(("return".to_owned(), kind));
        }
        Json::Object(entries)
    };
    let methods: Vec<Json> = methods.into_iter().flat_map(|methods| methods.iter()).map(method).collect();
    if !methods.is_empty() {
        meta.push(("methods".into(), Json::Array(methods)));
    }
    meta.push(("systemdesign".to_owned(), Json::Bool(true)));
    Json::Object(meta)
}

/// Returns a case of a class in LeetCode's form: names of methods, and arguments beside them, the constructor's first.
fn calls(class: &str, arguments: Json, expected: Json) -> Option<(Json, Json)> {
    let Json::Array(both) = arguments else { return None };
    let [constructor, Json::Array(calls)] = &both[..] else { return None };
    let (mut names, mut arguments) = (vec![Json::String(class.to_owned())], vec![constructor.clone()]);
    for call in calls {
        let (name, rest) = call.array()?.split_first()?;
        names.push(name.clone());
        arguments.push(Json::Array(rest.to_vec()));
    }
    let mut values = vec![Json::Null];
    values.extend(expected.array()?.iter().cloned());
    Some((Json::Array(vec![Json::Array(names), Json::Array(arguments)]), Json::Array(values)))
}

fn case(case: &Case, class: Option<&str>) -> Result<Json, String> {
    const NONE: &str = "what is expected of it has no form there";
    let Input::Arguments(arguments) = &case.input else { return Err("it is no call".into()) };
    let mut members = vec![("name".to_owned(), Json::String(case.name.clone()))];
    if case.sample {
        members.push(("sample".into(), Json::Bool(true)));
    }
    if let Some(class) = class {
        let Expected::Returns(expected) = &case.expected else { return Err(NONE.into()) };
        let (input, expected) = calls(class, plain(arguments)?, plain(expected)?).ok_or(NONE)?;
        members.extend([("input".to_owned(), input), ("expected".to_owned(), expected)]);
        return Ok(Json::Object(members));
    }
    members.push(("input".into(), plain(arguments)?));
    members.push(match &case.expected {
        Expected::Returns(value) => ("expected".into(), plain(value)?),
        Expected::Throws(None) => ("throws".into(), Json::Bool(true)),
        Expected::Throws(Some(text)) => ("throws".into(), Json::String(text.clone())),
        Expected::OneOf(_) | Expected::Writes(_) => return Err(NONE.into()),
    });
    Ok(Json::Object(members))
}

/// Returns a value without tags.
fn plain(value: &Value) -> Result<Json, String> {
    let tagged = json::parse("a case", &to_json(value)).map_err(|error| error.message)?;
    untagged(tagged)
}

fn untagged(json: Json) -> Result<Json, String> {
    let members = |entries: Vec<(String, Json)>| {
        let entries = entries.into_iter().map(|(key, value)| Ok((key, untagged(value)?)));
        entries.collect::<Result<Vec<_>, String>>().map(Json::Object)
    };
    match json {
        Json::Array(elements) => {
            Ok(Json::Array(elements.into_iter().map(untagged).collect::<Result<_, _>>()?))
        }
        Json::Object(entries) => match &entries[..] {
            [(tag, Json::String(digits))] if tag == "$bigint" => {
                // A BigInt that fits a JavaScript number would come back as a number.
                let number = digits.parse().map(Json::Integer).ok();
                let number = number.filter(|number| number.has_bigint() && digits.parse::<u64>().is_ok());
                number.ok_or_else(|| "it has a BigInt that JSON would not give back".to_owned())
            }
            [(tag, Json::Object(_))] if tag == "$object" => match entries.into_iter().next() {
                Some((_, Json::Object(entries))) => members(entries),
                _ => Err("it has an object with keys that JSON has not".into()),
            },
            [(tag, _)] if tag.starts_with('$') => Err(format!("it has a value that JSON has not ({tag})")),
            _ => members(entries),
        },
        other => Ok(other),
    }
}

/// Returns a TOML table as JSON.
fn table(item: &Item) -> Option<Json> {
    let entries = item.as_table_like()?.iter();
    Some(Json::Object(
        entries.filter_map(|(key, item)| Some((key.to_owned(), scalar(item.as_value()?)?))).collect(),
    ))
}

fn scalar(value: &Toml) -> Option<Json> {
    Some(match value {
        Toml::String(text) => Json::String(text.value().clone()),
        Toml::Integer(number) => Json::Integer((*number.value()).into()),
        Toml::Float(number) => Json::Float(*number.value()),
        Toml::Boolean(value) => Json::Bool(*value.value()),
        Toml::Array(elements) => Json::Array(elements.iter().filter_map(scalar).collect()),
        _ => return None,
    })
}
