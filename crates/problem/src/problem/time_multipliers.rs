//! The key `time_multipliers` of `[limits]`: the required distance of the time limit from the times of solutions, as in
//! the Kattis package format. Judging does not need it.

use toml::de::DeValue;

use super::{
    diagnostics::Reporter,
    table::{Table, number},
};

const AC_TO_TIME_LIMIT: &str = "ac_to_time_limit";
const TIME_LIMIT_TO_TLE: &str = "time_limit_to_tle";

/// Greatest factor.
const GREATEST: f64 = 1000.0;

/// The required distance of a time limit from the times of solutions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TimeMultipliers {
    /// Least ratio of the time limit to the time of the slowest accepted solution.
    pub ac_to_time_limit: f64,
    /// Least ratio of the time of a solution that is too slow to the time limit.
    pub time_limit_to_tle: f64,
}

impl Default for TimeMultipliers {
    /// Returns Kattis' own defaults.
    fn default() -> Self {
        Self { ac_to_time_limit: 2.0, time_limit_to_tle: 1.5 }
    }
}

/// Reads the key in `[limits]` and reports the errors in it.
pub(super) fn read(reporter: &mut Reporter<'_>, root: &Table<'_, '_>) -> TimeMultipliers {
    let mut multipliers = TimeMultipliers::default();
    // If `limits` is not a table, the code that reads the limits reports it.
    let Some(DeValue::Table(entries)) = root.get("limits").map(|value| value.get_ref()) else {
        return multipliers;
    };
    let limits = Table { name: "`[limits]`", entries, span: root.key_span("limits") };
    let Some(table) = reporter.table(&limits, "time_multipliers", "`time_multipliers`") else {
        return multipliers;
    };
    reporter.known_keys(&table, &[AC_TO_TIME_LIMIT, TIME_LIMIT_TO_TLE]);
    for (key, multiplier) in [
        (AC_TO_TIME_LIMIT, &mut multipliers.ac_to_time_limit),
        (TIME_LIMIT_TO_TLE, &mut multipliers.time_limit_to_tle),
    ] {
        let Some(value) = table.get(key) else { continue };
        match number(value.get_ref()).filter(|number| (1.0..=GREATEST).contains(number)) {
            Some(number) => *multiplier = number,
            None => {
                reporter.error(
                    value.span(),
                    format!("`{key}` has to be a number from 1 to {GREATEST}"),
                    None,
                );
            }
        }
    }
    multipliers
}
