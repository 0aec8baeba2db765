//! Text for people: output of a submission is made harmless, and long text is shortened.

use std::{borrow::Cow, fmt::Write as _, time::Duration};

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Longest text of one line that a report shows on a terminal, in characters.
pub const MAX_LINE: usize = 2000;

/// Returns text that is safe to print and shows all its characters: control characters, escape sequences, line ends,
/// marks that change the direction of text and all invisible characters become JavaScript escapes.
///
/// All text that does not come from this program passes through here before it reaches a terminal.
pub fn printable(text: &str) -> Cow<'_, str> {
    if !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '\n' => safe.push_str("\\n"),
            '\r' => safe.push_str("\\r"),
            '\t' => safe.push_str("\\t"),
            c if is_hidden(c) => {
                let code = u32::from(c);
                // Writing to a string cannot fail.
                let _ = if code < 0x100 {
                    write!(safe, "\\x{code:02x}")
                } else {
                    write!(safe, "\\u{{{code:x}}}")
                };
            }
            c => safe.push(c),
        }
    }
    Cow::Owned(safe)
}

/// Whether a character controls the terminal, is invisible, or looks like a space.
pub fn is_hidden(c: char) -> bool {
    match c {
        ' '..='~' => false,
        // Fillers, joiners and selectors without a look of their own, marks of direction, the byte order
        // mark, tags.
        '\u{ad}'
        | '\u{34f}'
        | '\u{61c}'
        | '\u{115f}'..='\u{1160}'
        | '\u{17b4}'..='\u{17b5}'
        | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}'
        | '\u{ffa0}'
        | '\u{fff0}'..='\u{fffb}'
        | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}' => true,
        // Noncharacters, of which XML forbids some.
        '\u{fdd0}'..='\u{fdef}' => true,
        c if u32::from(c) & 0xfffe == 0xfffe => true,
        c => c.is_control() || c.is_whitespace(),
    }
}

/// Returns the number of columns that a text takes on a terminal.
pub fn columns(text: &str) -> usize {
    text.width()
}

/// Shortens a text to `width` columns, with `…` in place of its end.
pub fn elide_end(text: &str, width: usize) -> Cow<'_, str> {
    if fits(text, width) {
        return Cow::Borrowed(text);
    }
    let head = head(text, width.saturating_sub(1));
    Cow::Owned(format!("{head}…"))
}

/// Shortens a text to `width` columns, with `…` in place of its middle: the end of a path is its most telling part.
pub fn elide_middle(text: &str, width: usize) -> Cow<'_, str> {
    if fits(text, width) {
        return Cow::Borrowed(text);
    }
    let left = head(text, width.saturating_sub(1) / 3);
    let right_width = width.saturating_sub(1 + columns(left));
    let mut used = 0;
    let right_start = text
        .char_indices()
        .rev()
        .take(4 * width)
        .take_while(|(_, c)| {
            used += c.width().unwrap_or(0);
            used <= right_width
        })
        .last()
        .map_or(text.len(), |(at, _)| at);
    Cow::Owned(format!("{left}…{}", &text[right_start..]))
}

/// Whether a text fits into `width` columns. Combining characters take no column, so the number of bytes is limited as
/// well.
fn fits(text: &str, width: usize) -> bool {
    text.len() <= width || (text.len() <= 16 * width && columns(text) <= width)
}

fn head(text: &str, width: usize) -> &str {
    let mut used = 0;
    let end = text
        .char_indices()
        .take(4 * width)
        .take_while(|(_, c)| {
            used += c.width().unwrap_or(0);
            used <= width
        })
        .last()
        .map_or(0, |(at, c)| at + c.len_utf8());
    &text[..end]
}

/// Formats a duration with three significant digits, whole microseconds at the least, such as `212 µs`, `1.02 ms` or
/// `12.3 s`.
pub fn duration(duration: Duration) -> String {
    scaled(duration.as_nanos() as f64 / 1e3, 1000.0, &["µs", "ms", "s"])
}

/// Formats microseconds with three significant digits, fractions included, such as `0.71 µs`, `212 µs` or `1.02 ms`.
pub fn microseconds(microseconds: f64) -> String {
    match microseconds {
        us if us < 9.995 => format!("{us:.2} µs"),
        us if us < 99.95 => format!("{us:.1} µs"),
        us => scaled(us, 1000.0, &["µs", "ms", "s"]),
    }
}

/// Formats a size with three significant digits, such as `178 KiB` or `1.50 MiB`.
pub fn bytes(bytes: u64) -> String {
    scaled(bytes as f64, 1024.0, &["B", "KiB", "MiB", "GiB"])
}

/// Formats a number with three significant digits in the first unit in which it stays below `step`.
fn scaled(mut value: f64, step: f64, units: &[&str]) -> String {
    let mut unit = 0;
    // Half a unit less: 999.6 µs would be rounded to 1000 µs.
    while value >= step - 0.5 && unit + 1 < units.len() {
        value /= step;
        unit += 1;
    }
    let decimals = match value {
        _ if unit == 0 => 0,
        v if v < 9.995 => 2,
        v if v < 99.95 => 1,
        _ => 0,
    };
    format!("{value:.decimals$} {}", units[unit])
}

/// Formats a number with its noun: `1 case`, `2 cases`.
pub fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_moves_the_cursor_or_hides_is_printed_raw() {
        assert_eq!(printable("plain, für Ж 漢 😀"), "plain, für Ж 漢 😀");
        assert_eq!(
            printable("\x1b[2J\x07\r\n\t\x7f\u{9b}31m\u{202e}gpj\u{2066}\u{200b}\u{2028}\u{a0}\u{feff}"),
            "\\x1b[2J\\x07\\r\\n\\t\\x7f\\x9b31m\\u{202e}gpj\\u{2066}\\u{200b}\\u{2028}\\xa0\\u{feff}"
        );
        assert_eq!(printable("\u{ffff}\u{e0041}\u{1fffe}"), "\\u{ffff}\\u{e0041}\\u{1fffe}");
    }

    #[test]
    fn shortened_text_takes_the_columns_it_was_given_at_most() {
        assert_eq!(elide_end("abcdef", 6), "abcdef");
        assert_eq!(elide_end("abcdefg", 6), "abcde…");
        assert_eq!(elide_middle("time_limit_exceeded/loop.js", 16), "time_…ed/loop.js");
        // A wide character is not cut in two.
        assert_eq!(elide_end("漢字漢字", 4), "漢…");
        for width in 0..30 {
            for text in [
                "time_limit_exceeded/loop.js",
                "漢字漢字漢字漢字漢字漢字漢字漢字漢字",
                "e\u{301}".repeat(9999).as_str(),
            ] {
                assert!(columns(&elide_end(text, width)) <= width.max(1), "{text} {width}");
                assert!(columns(&elide_middle(text, width)) <= width.max(1), "{text} {width}");
                assert!(elide_middle(text, width).len() <= 16 * width + 3, "{text} {width}");
            }
        }
    }

    #[test]
    fn durations_and_sizes_have_three_digits_and_a_unit() {
        let shown =
            [0, 999, 1_000, 212_000, 999_400, 999_600, 1_020_000, 12_300_000, 999_700_000, 61_000_000_000]
                .map(|ns| duration(Duration::from_nanos(ns)));
        assert_eq!(
            shown,
            ["0 µs", "1 µs", "1 µs", "212 µs", "999 µs", "1.00 ms", "1.02 ms", "12.3 ms", "1.00 s", "61.0 s"]
        );
        let shown = [0.0, 0.706, 9.996, 99.96, 212.4, 1020.0, 12_300_000.0].map(microseconds);
        assert_eq!(shown, ["0.00 µs", "0.71 µs", "10.0 µs", "100 µs", "212 µs", "1.02 ms", "12.3 s"]);
        assert_eq!(
            [0, 1, 1023, 1024, 182_000, 1 << 20, 3 << 29, 5 << 40].map(bytes),
            ["0 B", "1 B", "1023 B", "1.00 KiB", "178 KiB", "1.00 MiB", "1.50 GiB", "5120 GiB"]
        );
    }
}
