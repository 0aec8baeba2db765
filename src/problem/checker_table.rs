//! The table `[checker]` of a problem file.

use super::{
    diagnostics::Reporter,
    table::{Table, number},
};
use crate::{checker::Checker, suggest::did_you_mean};

const BOTH: &str = "float_tolerance";
const ABSOLUTE: &str = "float_absolute_tolerance";
const RELATIVE: &str = "float_relative_tolerance";

/// The tolerance of the checker `floats` where the file names none.
const DEFAULT_TOLERANCE: f64 = 1e-6;

/// The checker of a problem whose submissions define a function; `None` if the table is wrong, which is reported.
pub(super) fn function(reporter: &mut Reporter<'_>, root: &Table<'_, '_>) -> Option<Checker> {
    const NAMES: [&str; 3] = ["exact", "floats", "unordered"];

    if root.get("checker").is_none() {
        return Some(Checker::Exact);
    }
    let table = reporter.table(root, "checker", "`[checker]`")?;
    let names = || format!("there are {}", NAMES.join(", "));
    if table.get("name").is_none() {
        reporter.error(table.span.clone(), "`name` is missing in `[checker]`", Some(names()));
    }
    let (name, span) = reporter.string(&table, "name")?;
    match name {
        "exact" => {
            reporter.known_keys(&table, &["name"]);
            Some(Checker::Exact)
        }
        "unordered" => {
            reporter.known_keys(&table, &["name", "nested"]);
            Some(Checker::Unordered { nested: reporter.boolean(&table, "nested").unwrap_or(false) })
        }
        "floats" => {
            reporter.known_keys(&table, &["name", BOTH, ABSOLUTE, RELATIVE]);
            let (absolute, relative) = tolerances(reporter, &table)?;
            if absolute.is_none() && relative.is_none() {
                let default = Some(DEFAULT_TOLERANCE);
                return Some(Checker::Floats { absolute: default, relative: default });
            }
            Some(Checker::Floats { absolute, relative })
        }
        _ => {
            let hint = did_you_mean(name, NAMES).unwrap_or_else(names);
            reporter.error(span, "there is no such checker", Some(hint));
            None
        }
    }
}

/// The absolute and the relative tolerance, as far as there are any; `None` if they are wrong.
fn tolerances(reporter: &mut Reporter<'_>, table: &Table<'_, '_>) -> Option<(Option<f64>, Option<f64>)> {
    let both = tolerance(reporter, table, BOTH)?;
    let absolute = tolerance(reporter, table, ABSOLUTE)?;
    let relative = tolerance(reporter, table, RELATIVE)?;
    if both.is_some() && (absolute.is_some() || relative.is_some()) {
        let hint = format!("{BOTH} sets the two others: write it alone, or only the others");
        reporter.error(table.key_span(BOTH), "too many tolerances", Some(hint));
        return None;
    }
    Some((both.or(absolute), both.or(relative)))
}

/// A tolerance, if there is one; `None` if it is wrong.
fn tolerance(reporter: &mut Reporter<'_>, table: &Table<'_, '_>, key: &str) -> Option<Option<f64>> {
    let Some(value) = table.get(key) else { return Some(None) };
    match number(value.get_ref()) {
        Some(number) if number.is_finite() && number >= 0.0 => Some(Some(number)),
        _ => {
            let hint = "write a number such as 1e-6".to_owned();
            reporter.error(value.span(), "this is no tolerance", Some(hint));
            None
        }
    }
}
