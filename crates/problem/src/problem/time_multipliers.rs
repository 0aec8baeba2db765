//! The key `time_multipliers` of `[limits]`: how far the time limit has to be from the times that solutions take, as in
//! Kattis' package format. Nothing of it is needed to judge.

use toml::de::DeValue;

use super::{
    diagnostics::Reporter,
    table::{Table, number},
};

const AC_TO_TIME_LIMIT: &str = "ac_to_time_limit";
const TIME_LIMIT_TO_TLE: &str = "time_limit_to_tle";

/// The greatest factor that anybody has use for.
const GREATEST: f64 = 1000.0;

/// How far a time limit has to be from the times that solutions take.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TimeMultipliers {
    /// The limit is at least this many times what the slowest accepted solution takes.
    pub ac_to_time_limit: f64,
    /// What a solution takes that is too slow is at least this many times the limit.
    pub time_limit_to_tle: f64,
}

impl Default for TimeMultipliers {
    /// Kattis' own.
    fn default() -> Self {
        Self { ac_to_time_limit: 2.0, time_limit_to_tle: 1.5 }
    }
}

/// Reads the key in `[limits]`; what is wrong with it is reported.
pub(super) fn read(reporter: &mut Reporter<'_>, root: &Table<'_, '_>) -> TimeMultipliers {
    let mut multipliers = TimeMultipliers::default();
    // That `limits` is no table is reported by whoever reads the limits themselves.
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
