//! The tables `[function]` and `[class]`: the entry point that a submission has to define.

use std::collections::BTreeMap;

use toml::{Spanned, de::DeValue};

use super::{diagnostics::Reporter, table::Table};
use tribunal_core::{
    entry_point::{Class, EntryPoint, Method, ShapedFunction},
    shape::Shape,
    suggest::did_you_mean,
    value::is_identifier,
};

/// Words that cannot be the name of a function in every kind of script.
const RESERVED: [&str; 52] = [
    "NaN",
    "Infinity",
    "arguments",
    "await",
    "break",
    "case",
    "catch",
    "class",
    "const",
    "continue",
    "debugger",
    "default",
    "delete",
    "do",
    "else",
    "enum",
    "eval",
    "export",
    "extends",
    "false",
    "finally",
    "for",
    "function",
    "if",
    "implements",
    "import",
    "in",
    "instanceof",
    "interface",
    "let",
    "new",
    "null",
    "package",
    "private",
    "protected",
    "public",
    "return",
    "static",
    "super",
    "switch",
    "this",
    "throw",
    "true",
    "try",
    "typeof",
    "undefined",
    "var",
    "void",
    "while",
    "with",
    "yield",
    "globalThis",
];

/// Return type of a method whose result is ignored.
const VOID: &str = "void";

/// Reads the entry point that a submission has to define; `None` after an error.
pub(super) fn read(reporter: &mut Reporter<'_>, root: &Table<'_, '_>) -> Option<EntryPoint> {
    if root.get("class").is_some() {
        if root.get("function").is_some() {
            let hint = "write `[class]` alone where methods of an object are called".to_owned();
            reporter.error(
                root.key_span("function"),
                "a problem has either `[function]` or `[class]`",
                Some(hint),
            );
            return None;
        }
        let table = reporter.table(root, "class", "`[class]`")?;
        return class(reporter, &table).map(EntryPoint::Class);
    }
    if root.get("function").is_none() {
        let hint = "write `[function]` and below it `name = \"...\"`: what a submission has to define";
        if !reporter.is_misspelt(root, &["function", "class"]) {
            reporter.error(root.span.clone(), "`[function]` is missing", Some(hint.into()));
        }
        return None;
    }
    let table = reporter.table(root, "function", "`[function]`")?;
    function(reporter, &table)
}

fn function(reporter: &mut Reporter<'_>, table: &Table<'_, '_>) -> Option<EntryPoint> {
    reporter.known_keys(table, &["name", "params", "returns", "result"]);
    let name = name(reporter, table, "a function");
    let params = shapes(reporter, table);
    let returns = match table.get("returns") {
        None => Some(Shape::Any),
        Some(value) => shape(reporter, value),
    };
    let result = match table.get("result") {
        None => None,
        Some(value) => match value.get_ref().as_integer().and_then(|index| index.to_string().parse().ok()) {
            Some(index) => Some(index),
            None => {
                let hint =
                    "write the index of the argument that a submission changes, 0 for the first".to_owned();
                reporter.error(value.span(), "`result` has to be the index of an argument", Some(hint));
                return None;
            }
        },
    };
    let (name, params, returns) = (name?, params?, returns?);
    Some(if result.is_none() && returns == Shape::Any && params.iter().all(|shape| *shape == Shape::Any) {
        EntryPoint::Function(name)
    } else {
        EntryPoint::Shaped(ShapedFunction { name, params, returns, result })
    })
}

fn class(reporter: &mut Reporter<'_>, table: &Table<'_, '_>) -> Option<Class> {
    reporter.known_keys(table, &["name", "params", "methods"]);
    let name = name(reporter, table, "a class");
    let params = shapes(reporter, table);
    let mut methods = BTreeMap::new();
    if table.get("methods").is_some() {
        let tables = reporter.table(table, "methods", "`[class.methods]`")?;
        for key in tables.entries.keys() {
            let Some(table) = reporter.table(&tables, key.get_ref(), "a method") else { continue };
            reporter.known_keys(&table, &["params", "returns"]);
            let params = shapes(reporter, &table)?;
            let returns = match table.get("returns") {
                None => Some(Shape::Any),
                Some(value) if value.get_ref().as_str() == Some(VOID) => None,
                Some(value) => Some(shape(reporter, value)?),
            };
            methods.insert(key.get_ref().to_string(), Method { params, returns });
        }
    }
    Some(Class { name: name?, params: params?, methods })
}

fn name(reporter: &mut Reporter<'_>, table: &Table<'_, '_>, what: &str) -> Option<String> {
    if table.get("name").is_none() {
        let hint = format!("write `name = \"...\"`, the name of {what}");
        reporter.missing(table, "name", format!("`name` is missing in {}", table.name), Some(hint));
    }
    let (name, span) = reporter.string(table, "name")?;
    if !is_identifier(name) || RESERVED.contains(&name) {
        let hint = "a name is made of letters, digits, `_` and `$`, and is no word of the language";
        reporter.error(span, format!("this cannot be the name of {what}"), Some(hint.into()));
        return None;
    }
    Some(name.to_owned())
}

/// Reads the shapes of the parameters; none if the table has no `params`.
fn shapes(reporter: &mut Reporter<'_>, table: &Table<'_, '_>) -> Option<Vec<Shape>> {
    let Some(value) = table.get("params") else { return Some(Vec::new()) };
    let DeValue::Array(values) = value.get_ref() else {
        let hint = "write one shape a parameter: `params = [\"ListNode\", \"any\"]`".to_owned();
        reporter.error(value.span(), "`params` has to be an array of shapes", Some(hint));
        return None;
    };
    values.iter().map(|value| shape(reporter, value)).collect()
}

fn shape(reporter: &mut Reporter<'_>, value: &Spanned<DeValue<'_>>) -> Option<Shape> {
    let text = value.get_ref().as_str().unwrap_or_default();
    let found = Shape::ALL.iter().find(|(_, name)| *name == text);
    if found.is_none() {
        let names = Shape::ALL.map(|(_, name)| name);
        let hint = did_you_mean(text, names).unwrap_or_else(|| format!("there are {}", names.join(", ")));
        reporter.error(value.span(), "there is no such shape", Some(hint));
    }
    found.map(|(shape, _)| *shape)
}
