//! One-line messages about an output.

use super::{
    compare::{Difference, What},
    rules::Rules,
    split::{Spaces, Tokens},
};
use tribunal_core::value::{Text, display::display_text};

/// Greatest number of bytes of a token or line shown around the place of a difference.
const SHOWN: usize = 60;

/// Returns the message of a difference, such as `expected "4", got "5"`.
pub(super) fn message(output: &[u8], difference: &Difference<'_>, rules: &Rules) -> String {
    let nothing = output.iter().all(|byte| Spaces::C.contains(*byte));
    match difference.what {
        What::Differ { expected, actual } => {
            let at = first_difference(expected, actual);
            let (shown, got) = (excerpt(expected, at), excerpt(actual, at));
            let off = rules.near.and_then(|near| {
                let (one, other) = (near.notation.read(expected)?, near.notation.read(actual)?);
                Some(format!(", which is off by {:.1e}", (one - other).abs()))
            });
            let kind = rules.grammar.kind().misses(actual);
            let why = off.or(kind.map(|why| format!(", which {why}"))).unwrap_or_default();
            format!("expected {shown}, got {got}{why}")
        }
        What::Missing { expected, .. } if output.is_empty() => {
            format!("expected {}, but there is no output", excerpt(expected, 0))
        }
        What::Missing { expected, .. } if nothing => {
            format!("expected {}, but the output has spaces only", excerpt(expected, 0))
        }
        What::Missing { expected, in_line } => {
            let what = if in_line { "line" } else { "output" };
            format!("expected {}, but the {what} ends here", excerpt(expected, 0))
        }
        What::Extra { actual, in_line } => {
            let what = if in_line { "line" } else { "output" };
            format!("expected the end of the {what}, got {}", excerpt(actual, 0))
        }
        What::Spaces { expected, actual } => {
            let spaces = |text: &[u8], other: &[u8]| match text {
                b"" => "no spaces".to_owned(),
                text => format!("the spaces {}", excerpt(text, first_difference(text, other))),
            };
            format!("expected {}, got {}", spaces(expected, actual), spaces(actual, expected))
        }
        What::Unordered { extra, missing } => match (extra, missing) {
            (Some(extra), Some(missing)) => format!(
                "{} is not expected, or not so often, and {} is missing",
                excerpt(extra, 0),
                excerpt(missing, 0)
            ),
            (Some(extra), None) => format!("{} is not expected, or not so often", excerpt(extra, 0)),
            (None, Some(missing)) => format!("{} is missing, or not there often enough", excerpt(missing, 0)),
            (None, None) => String::new(),
        },
        What::Count { expected, actual } => format!("expected {expected} of them, got {actual}"),
        What::ByteCount { byte, expected, actual } => {
            let byte =
                if byte.is_ascii_graphic() { excerpt(&[byte], 0) } else { format!("byte 0x{byte:02x}") };
            format!("expected {byte} {expected} times, got it {actual} times")
        }
    }
}

/// Returns the place of a difference, such as `line 3, token 2`, both from 1; `None` where it has no place.
pub(super) fn place(output: &[u8], difference: &Difference<'_>) -> Option<String> {
    if matches!(
        difference.what,
        What::Count { .. } | What::ByteCount { .. } | What::Unordered { extra: None, .. }
    ) {
        return None;
    }
    let at = difference.output.min(output.len());
    let line = line_number(output, at);
    let start = output[..at].iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
    // A whole line has no token to name.
    if at == start && !is_token(&difference.what) {
        return Some(format!("line {line}"));
    }
    let token = Tokens::new(&output[start..at], Spaces::C).count() + 1;
    Some(format!("line {line}, token {token}"))
}

fn is_token(what: &What<'_>) -> bool {
    let text = match what {
        What::Differ { expected, .. } | What::Missing { expected, .. } => expected,
        What::Extra { actual, .. } => actual,
        _ => return false,
    };
    !text.iter().any(|byte| Spaces::C.contains(*byte))
}

/// Returns the line of a place in a text, from 1.
pub(super) fn line_number(text: &[u8], at: usize) -> usize {
    text.iter().take(at).filter(|byte| **byte == b'\n').count() + 1
}

fn first_difference(one: &[u8], other: &[u8]) -> usize {
    one.iter().zip(other).take_while(|(one, other)| one == other).count()
}

/// Returns a part of a text in quotes; of a long text, the bytes around a place.
pub(super) fn excerpt(text: &[u8], at: usize) -> String {
    let start = if text.len() <= SHOWN { 0 } else { at.saturating_sub(SHOWN / 3).min(text.len() - SHOWN) };
    // Characters stay whole. Bytes that are not UTF-8 may have no boundary near, and are cut where they are.
    let boundary = |at: usize| {
        (at..text.len().min(at + 4)).find(|at| text[*at] & 0xc0 != 0x80).unwrap_or(at.min(text.len()))
    };
    let start = if start == 0 { 0 } else { boundary(start) };
    let end = boundary((start + SHOWN).min(text.len()));
    let shown = String::from_utf8_lossy(&text[start..end]);
    let quoted = display_text(&Text::from(&*shown), 4 * SHOWN);
    let (before, after) = (if start > 0 { "…" } else { "" }, if end < text.len() { "…" } else { "" });
    format!("{before}{quoted}{after}")
}
