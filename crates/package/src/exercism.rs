//! Exercises of Exercism: `canonical-data.json`, as <https://github.com/exercism/problem-specifications> describes it.
//!
//! An exercise has cases for one or several *properties*, mostly functions. Each property becomes a problem, since a
//! problem calls one function.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    draft::{Case, Draft, DraftKind, Expected, Notes, Signature, id_from},
    error::ImportError,
    json::{self, Json, Unknown},
};
use tribunal_core::value::is_identifier;

pub(super) const FILE: &str = "canonical-data.json";

/// Name of the file with the exercise's text, beside its cases.
pub(super) const DESCRIPTION: &str = "description.md";

/// Greatest length of that text, in bytes.
pub(super) const MAX_DESCRIPTION: u64 = 4 << 20;

/// A case of the file.
struct Found<'j> {
    name: String,
    /// Place of the case in the file, such as `cases[2].cases[0]`.
    place: String,
    property: &'j str,
    input: &'j Json,
    expected: Option<&'j Json>,
}

/// Reads an exercise: a problem for each property, or for the requested one.
pub(super) fn read(
    file: &str,
    text: &str,
    description: Option<String>,
    id: Option<String>,
    property: Option<&str>,
    notes: &Notes,
) -> Result<Vec<Draft>, ImportError> {
    let root = json::parse(file, text)?;
    let cases = root.get("cases").and_then(Json::array);
    let cases = cases.ok_or_else(|| ImportError::of_file(file, "has no array `cases`"))?;
    let exercise = root.get("exercise").and_then(Json::text).unwrap_or("exercise");
    let mut found = Vec::new();
    let mut unknown = Unknown::default();
    unknown.look("", &root, &[&["exercise", "cases", "comments", "version"]]);
    collect(file, cases, "cases", "", &mut found, &mut unknown, notes);
    unknown.tell(file, notes);
    // Cases that others reimplement stay in the file, but the two must not be used together.
    let replaced: BTreeSet<&str> = reimplemented(cases);
    let mut properties: BTreeMap<&str, Vec<&Found<'_>>> = BTreeMap::new();
    let mut order: Vec<&str> = Vec::new();
    for (case, uuid) in &found {
        if uuid.is_some_and(|uuid| replaced.contains(uuid)) {
            continue;
        }
        if !properties.contains_key(case.property) {
            order.push(case.property);
        }
        properties.entry(case.property).or_default().push(case);
    }
    if let Some(wanted) = property {
        if !properties.contains_key(wanted) {
            let known = order.join(", ");
            return Err(ImportError::of_file(file, format!("there is no property `{wanted}`"))
                .hint(format!("there are {known}")));
        }
        order.retain(|property| *property == wanted);
    }
    let description = description.unwrap_or_default();
    let is_one = order.len() == 1;
    let base = id.unwrap_or_else(|| id_from(exercise));
    let mut drafts = Vec::new();
    for property in order {
        if !is_identifier(property) {
            notes.file(file, format!("the property {property:?} cannot be the name of a function: its cases are not carried over"));
            continue;
        }
        let (id, title) = match is_one {
            true => (base.clone(), title(exercise)),
            false => (id_from(&format!("{base}-{property}")), format!("{}: {property}", title(exercise))),
        };
        let found = &properties[property];
        let mut draft = draft(file, exercise, id, &title, property, found, notes)?;
        draft.description = describe(&description, property, found);
        drafts.push(draft);
    }
    if drafts.is_empty() {
        return Err(ImportError::of_file(
            file,
            "there is no case of a property that can be the name of a function",
        ));
    }
    if !is_one && drafts.len() > 1 {
        let ids: Vec<&str> = drafts.iter().map(|draft| &*draft.id).collect();
        notes.file(
            file,
            format!("has several properties, so it becomes several problems: {}", ids.join(", ")),
        );
    }
    Ok(drafts)
}

/// Collects cases, and those in groups of cases. The depth of the JSON bounds the recursion.
fn collect<'j>(
    file: &str,
    cases: &'j [Json],
    place: &str,
    group: &str,
    found: &mut Vec<(Found<'j>, Option<&'j str>)>,
    unknown: &mut Unknown,
    notes: &Notes,
) {
    for (index, case) in cases.iter().enumerate() {
        let place = format!("{place}[{index}]");
        let description = case.get("description").and_then(Json::text).unwrap_or_default();
        let name = match group {
            "" => description.to_owned(),
            _ => format!("{group}: {description}"),
        };
        if let Some(inner) = case.get("cases").and_then(Json::array) {
            unknown.look("cases.", case, &[&["description", "comments", "cases"]]);
            collect(file, inner, &format!("{place}.cases"), &name, found, unknown, notes);
            continue;
        }
        // Comments are for readers of the file, and uuids for its maintainers.
        let known = ["uuid", "reimplements", "description", "comments", "property", "input", "expected"];
        unknown.look("cases.", case, &[&known]);
        let (Some(property), Some(input)) = (case.get("property").and_then(Json::text), case.get("input"))
        else {
            notes.file(file, format!("{place} is not carried over: it lacks `property` or `input`"));
            continue;
        };
        // `null` is an expected value, so the presence of the key counts, not its value.
        let entries = case.object().unwrap_or_default();
        let expected = entries.iter().find(|(key, _)| key == "expected").map(|(_, value)| value);
        let uuid = case.get("uuid").and_then(Json::text);
        found.push((Found { name, place, property, input, expected }, uuid));
    }
}

fn reimplemented(cases: &[Json]) -> BTreeSet<&str> {
    let mut replaced = BTreeSet::new();
    for case in cases {
        replaced.extend(case.get("reimplements").and_then(Json::text));
        replaced.extend(case.get("cases").and_then(Json::array).map(reimplemented).unwrap_or_default());
    }
    replaced
}

fn draft(
    file: &str,
    exercise: &str,
    id: String,
    title: &str,
    property: &str,
    found: &[&Found<'_>],
    notes: &Notes,
) -> Result<Draft, ImportError> {
    let mut cases = Vec::new();
    let mut names = BTreeMap::new();
    let mut has_bigint = false;
    // The keys of the first input are the parameters of all.
    let parameters = parameters(found);
    for found in found {
        let expected = match found.expected {
            None => {
                notes.file(file, format!("{} is not carried over: it lacks `expected`", found.place));
                continue;
            }
            Some(expected) => match error_of(expected) {
                Some(_) => Expected::Throws(None),
                None => Expected::Returns(expected.clone()),
            },
        };
        if let Some(text) = function_in(found.input) {
            let message = format!(
                "{} is not carried over: its input has a function in a string, {text:?}",
                found.place
            );
            notes.file(file, message);
            continue;
        }
        let args = match (found.input, &parameters) {
            (Json::Object(entries), Some(parameters)) => {
                let value = |name: &String| {
                    entries.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone())
                };
                let known = entries.iter().all(|(key, _)| parameters.contains(key));
                if !known {
                    let message = format!(
                        "{} is not carried over: its input has other keys than the others'",
                        found.place
                    );
                    notes.file(file, message);
                    continue;
                }
                // A missing argument at the end is left out; in between it is undefined.
                let mut args: Vec<Option<Json>> = parameters.iter().map(value).collect();
                while args.last().is_some_and(Option::is_none) {
                    args.pop();
                }
                args.into_iter().map(|arg| arg.unwrap_or(Json::Undefined)).collect()
            }
            (input, _) => vec![input.clone()],
        };
        let args = Json::Array(args);
        has_bigint |= args.has_bigint() || matches!(&expected, Expected::Returns(json) if json.has_bigint());
        let name = unique(&mut names, &found.name);
        cases.push(Case { name: Some(name), sample: false, args, calls: None, expected });
    }
    if cases.is_empty() {
        return Err(ImportError::of_file(
            file,
            format!("the property `{property}` has no case that can be carried over"),
        ));
    }
    if has_bigint {
        notes.file(file, "integers beyond 2^53 become BigInts");
    }
    let signature = Signature { table: "function", name: property.to_owned(), settings: Vec::new() };
    let origin = format!("Imported by `tribunal import` from the Exercism exercise `{exercise}`.");
    Ok(Draft::new(id, origin, title, DraftKind::Function { signature, cases }))
}

/// Returns a function written as text in an input, in the notation of no particular language.
fn function_in(input: &Json) -> Option<&str> {
    match input {
        Json::String(text) => is_function(text).then_some(text),
        Json::Array(elements) => elements.iter().find_map(function_in),
        Json::Object(entries) => entries.iter().find_map(|(_, value)| function_in(value)),
        _ => None,
    }
}

/// Whether a text is parameters, an arrow and a body, or begins like a function of some language.
fn is_function(text: &str) -> bool {
    let text = text.trim();
    let arrow = ["->", "=>"].into_iter().filter_map(|arrow| text.split_once(arrow)).next();
    let has_parameters = |parameters: &str| {
        let parameters = parameters.trim();
        let inner = parameters.strip_prefix("fn").map_or(parameters, str::trim_start);
        match inner.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')) {
            Some(inner) => inner.split(',').all(|name| inner.trim().is_empty() || is_identifier(name.trim())),
            None => false,
        }
    };
    let is_bare = |parameters: &str, body: &str| {
        let name = parameters.trim();
        let mut words = body.split(|char: char| !(char.is_alphanumeric() || char == '_'));
        is_identifier(name) && words.any(|word| word == name)
    };
    let is_arrow = arrow.is_some_and(|(parameters, body)| {
        !body.trim().is_empty() && (has_parameters(parameters) || is_bare(parameters, body))
    });
    let is_lambda = text.starts_with("lambda ") && text.contains(':');
    let is_declared = text.starts_with("function") && text.contains('(') && text.contains('{');
    is_arrow || is_lambda || is_declared
}

/// Returns the message of an expected error.
fn error_of(expected: &Json) -> Option<&Json> {
    match expected.object()? {
        [(key, message)] if key == "error" => Some(message),
        _ => None,
    }
}

/// Returns the parameter names: the keys of the inputs, in the order of the first input with the most keys.
fn parameters(found: &[&Found<'_>]) -> Option<Vec<String>> {
    let objects = found.iter().filter_map(|found| found.input.object());
    let most = objects.max_by_key(|entries| entries.len());
    // The first of several with as many: others may differ in their order.
    let length = most?.len();
    let first =
        found.iter().filter_map(|found| found.input.object()).find(|entries| entries.len() == length)?;
    Some(first.iter().map(|(key, _)| key.clone()).collect())
}

/// Returns a name that no other case has.
fn unique(names: &mut BTreeMap<String, usize>, name: &str) -> String {
    let line: String = name.chars().map(|char| if char.is_control() { ' ' } else { char }).collect();
    let line = if line.trim().is_empty() { "case".to_owned() } else { line.trim().to_owned() };
    let mut candidate = line.clone();
    while names.contains_key(&candidate) {
        let count = names.entry(line.clone()).or_insert(1);
        *count += 1;
        candidate = format!("{line} ({count})");
    }
    names.insert(candidate.clone(), 1);
    candidate
}

/// Returns the exercise's text, followed by the call.
fn describe(description: &str, property: &str, found: &[&Found<'_>]) -> String {
    let parameters = parameters(found).unwrap_or_else(|| vec!["input".to_owned()]);
    let call = format!("Write a function `{property}({})`.", parameters.join(", "));
    let throws = found.iter().any(|found| found.expected.and_then(error_of).is_some());
    let throws = if throws { " Where there is no answer, throw an error." } else { "" };
    let text = description.replace("\r\n", "\n");
    let text = text.trim();
    if text.is_empty() { format!("{call}{throws}\n") } else { format!("{text}\n\n{call}{throws}\n") }
}

/// Turns `two-fer` into `Two Fer`.
fn title(slug: &str) -> String {
    let words = slug.split(['-', '_']).filter(|word| !word.is_empty());
    let capital = |word: &str| {
        let mut chars = word.chars();
        chars
            .next()
            .map(|first| first.to_uppercase().collect::<String>() + chars.as_str())
            .unwrap_or_default()
    };
    words.map(capital).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_in_texts_are_seen() {
        for text in [
            "(x) => x * x",
            "(x, y) -> x + y",
            "fn(x) -> starts_with(x, 'z')",
            "x -> x % 2 == 1",
            "(acc, el) -> el * acc",
            "() => 1",
            "lambda x: x + 1",
            "function (x) { return x; }",
        ] {
            assert!(is_function(text), "{text}");
        }
        for text in [
            "",
            "a -> b",
            "->",
            "x",
            "(x)",
            "see (a) or (b) -> c",
            "3 => 4",
            "a => ",
            "functional (",
            "lambda",
        ] {
            assert!(!is_function(text), "{text}");
        }
    }
}
