//! Dates as text, in the form of JavaScript's `toISOString`.

/// The greatest distance of a date from 1970-01-01 UTC, in milliseconds either way.
const MAX_MS: i64 = 8_640_000_000_000_000;

const MS_PER_DAY: i64 = 86_400_000;

/// Formats a date; `None` for an invalid one.
pub(super) fn to_iso(ms: f64) -> Option<String> {
    if ms.is_nan() || ms.abs() > MAX_MS as f64 {
        return None;
    }
    let ms = ms as i64;
    let (year, month, day) = civil_from_days(ms.div_euclid(MS_PER_DAY));
    let time = ms.rem_euclid(MS_PER_DAY);
    let year = match year {
        0..=9999 => format!("{year:04}"),
        _ => format!("{}{:06}", if year < 0 { '-' } else { '+' }, year.abs()),
    };
    let (hour, minute, second, milli) = (time / 3_600_000, time / 60_000 % 60, time / 1000 % 60, time % 1000);
    Some(format!("{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{milli:03}Z"))
}

/// Parses a date in UTC, and returns its milliseconds since 1970: `2020-01-31`, `2020-01-31T12:30Z`,
/// `2020-01-31T12:30:59Z` or `2020-01-31T12:30:59.123Z`, where the year may also be six digits with a sign.
pub(super) fn from_iso(text: &str) -> Option<f64> {
    let (sign, rest) = match text.as_bytes().first()? {
        b'+' => (1, &text[1..]),
        b'-' => (-1, &text[1..]),
        _ => (0, text),
    };
    let (year, rest) = number(rest, if sign == 0 { 4 } else { 6 })?;
    if sign == -1 && year == 0 {
        return None;
    }
    let year = if sign == -1 { -year } else { year };
    let (month, rest) = number(rest.strip_prefix('-')?, 2)?;
    let (day, rest) = number(rest.strip_prefix('-')?, 2)?;
    let days = days_from_civil(year, month, day);
    // 31 April would become 1 May.
    if civil_from_days(days) != (year, month, day) {
        return None;
    }
    let ms = days * MS_PER_DAY + if rest.is_empty() { 0 } else { time_of_day(rest)? };
    (ms.abs() <= MAX_MS).then_some(ms as f64)
}

fn time_of_day(text: &str) -> Option<i64> {
    let text = text.strip_prefix('T')?.strip_suffix('Z')?;
    let (hour, rest) = number(text, 2)?;
    let (minute, rest) = number(rest.strip_prefix(':')?, 2)?;
    let (second, rest) = match rest.strip_prefix(':') {
        Some(rest) => number(rest, 2)?,
        None => (0, rest),
    };
    let (milli, rest) = match rest.strip_prefix('.') {
        Some(rest) => number(rest, 3)?,
        None => (0, rest),
    };
    let valid = rest.is_empty() && hour < 24 && minute < 60 && second < 60;
    valid.then_some(((hour * 60 + minute) * 60 + second) * 1000 + milli)
}

/// Splits off a number of exactly so many digits. Returns it and the rest of the text.
fn number(text: &str, digits: usize) -> Option<(i64, &str)> {
    let (head, rest) = text.split_at_checked(digits)?;
    let valid = head.bytes().all(|byte| byte.is_ascii_digit());
    valid.then(|| head.parse().ok()).flatten().map(|number| (number, rest))
}

/// Returns the days since 1970-01-01 of a day of the Gregorian calendar.
///
/// Years count from March here, so that the leap day is the last of its year.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// Returns year, month and day for a number of days since 1970-01-01.
fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Results of `new Date(ms).toISOString()` in Node.js.
    const FROM_NODE: [(f64, &str); 10] = [
        (0.0, "1970-01-01T00:00:00.000Z"),
        (-1.0, "1969-12-31T23:59:59.999Z"),
        (1577836800000.0, "2020-01-01T00:00:00.000Z"),
        (1582934400000.0, "2020-02-29T00:00:00.000Z"),
        (951868799123.0, "2000-02-29T23:59:59.123Z"),
        (-62135596800000.0, "0001-01-01T00:00:00.000Z"),
        (-62198755200000.0, "-000001-01-01T00:00:00.000Z"),
        (253402300800000.0, "+010000-01-01T00:00:00.000Z"),
        (8640000000000000.0, "+275760-09-13T00:00:00.000Z"),
        (-8640000000000000.0, "-271821-04-20T00:00:00.000Z"),
    ];

    #[test]
    fn text_is_that_of_javascript_both_ways() {
        for (ms, text) in FROM_NODE {
            assert_eq!(to_iso(ms).as_deref(), Some(text));
            assert_eq!(from_iso(text), Some(ms), "{text}");
        }
    }

    #[test]
    fn every_day_of_400_years_is_found_again() {
        for day in -73_000..74_000 {
            let (year, month, date) = civil_from_days(day);
            assert_eq!(days_from_civil(year, month, date), day);
        }
    }

    #[test]
    fn shorter_forms_are_read() {
        for text in ["2020-01-01", "2020-01-01T00:00Z", "2020-01-01T00:00:00Z", "+002020-01-01"] {
            assert_eq!(from_iso(text), Some(1577836800000.0), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in [
            "",
            "2020",
            "2020-1-1",
            "2020-02-30",
            "2021-02-29",
            "2020-13-01",
            "2020-00-10",
            "2020-01-00",
            "2020-01-01T24:00:00Z",
            "2020-01-01T00:60Z",
            "2020-01-01T00:00:00",
            "2020-01-01T00:00:00+01:00",
            "2020-01-01 00:00:00Z",
            "2020-01-01T00:00:00.1Z",
            "-000000-01-01",
            "+275760-09-14",
            "2020-01-01é",
            "é020-01-01",
            "20é0-01-01",
            "+999999-01-01",
            "2020-01-01T",
        ] {
            assert_eq!(from_iso(text), None, "{text}");
        }
        for ms in [f64::NAN, f64::INFINITY, 8.64e15 + 1.0, -1e300] {
            assert_eq!(to_iso(ms), None);
        }
    }
}
