//! Comparison in any order.

use std::cmp::Ordering;

use super::{
    compare::{Compared, Difference, Fault, What},
    grammar::Reading,
    rules::Rules,
    split::{LineEnds, Lines, Spaces, Span, Tokens, Uncounted},
};

/// Greatest number of items that an output may have beyond the answer's and still be searched for an extra one. It
/// bounds the memory for an output's items by the answer, which is trusted.
const NAMED: usize = 1000;

/// Compares two texts as multisets of tokens.
pub(super) fn tokens<'t>(
    answer: &'t [u8],
    output: &'t [u8],
    spaces: &'static Spaces,
    rules: &Rules,
) -> Compared<'t> {
    let mut reading = Reading::new(rules.grammar);
    for token in Tokens::new(answer, spaces) {
        reading.token(token.bytes).map_err(|wanted| Fault::Answer {
            at: token.at,
            found: token.bytes,
            wanted,
        })?;
    }
    let fold = rules.fold;
    let order = move |one: Span<'t>, other: Span<'t>| {
        let (one, other) = (one.bytes, other.bytes);
        // The key holds all of a short token, whose text may be far away in memory.
        if one.len().max(other.len()) <= size_of::<u64>() {
            one.len().cmp(&other.len())
        } else {
            order_of(one, other, fold)
        }
    };
    let tokens = |text| Items { text, spans: Tokens::new(text, spaces) };
    multisets(tokens(answer), tokens(output), fold, order)
}

/// Compares two texts as multisets of lines, each of which is a list of tokens.
pub(super) fn lines<'t>(answer: &'t [u8], output: &'t [u8], rules: &Rules) -> Compared<'t> {
    let fold = rules.fold;
    let lines = |text| Items { text, spans: Lines::new(text, LineEnds::Either, Uncounted::Empty) };
    let order = move |one: Span<'t>, other: Span<'t>| {
        let tokens = |line: Span<'t>| Tokens::of(line, Spaces::C);
        let (mut one, mut other) = (tokens(one), tokens(other));
        loop {
            let order = match (one.next(), other.next()) {
                (None, None) => return Ordering::Equal,
                (None, Some(_)) => return Ordering::Less,
                (Some(_), None) => return Ordering::Greater,
                (Some(one), Some(other)) => order_of(one.bytes, other.bytes, fold),
            };
            if order.is_ne() {
                return order;
            }
        }
    };
    multisets(lines(answer), lines(output), fold, order)
}

fn order_of(one: &[u8], other: &[u8], fold: bool) -> Ordering {
    if !fold {
        return one.cmp(other);
    }
    one.iter().map(u8::to_ascii_lowercase).cmp(other.iter().map(u8::to_ascii_lowercase))
}

/// The items of a text.
struct Items<'t, S> {
    text: &'t [u8],
    spans: S,
}

/// An item: its place, and its first bytes that are not spaces as a number. Comparing these numbers is most of the work
/// of sorting. The type is as small as possible, because an output may have an item in every two bytes.
#[derive(Clone, Copy)]
struct Item {
    key: u64,
    at: u32,
    length: u32,
}

impl Item {
    fn new(span: Span<'_>, fold: bool) -> Self {
        let mut key = [0; size_of::<u64>()];
        let solid = span.bytes.iter().filter(|byte| !Spaces::C.contains(**byte));
        for (place, byte) in key.iter_mut().zip(solid) {
            *place = if fold { byte.to_ascii_lowercase() } else { *byte };
        }
        // Texts are not longer, see `multisets`.
        Self { key: u64::from_be_bytes(key), at: span.at as u32, length: span.bytes.len() as u32 }
    }

    fn span(self, text: &[u8]) -> Span<'_> {
        let at = self.at as usize;
        Span { bytes: text.get(at..at + self.length as usize).unwrap_or_default(), at }
    }
}

fn sorted<'t>(
    text: &'t [u8],
    spans: impl Iterator<Item = Span<'t>>,
    fold: bool,
    order: impl Fn(Span<'t>, Span<'t>) -> Ordering,
) -> Vec<Item> {
    let mut items: Vec<_> = spans.map(|span| Item::new(span, fold)).collect();
    // Sorting by the key alone first is several times as fast.
    items.sort_unstable_by_key(|item| item.key);
    for same in items.chunk_by_mut(|one, other| one.key == other.key) {
        same.sort_unstable_by(|one, other| order(one.span(text), other.span(text)));
    }
    items
}

/// Compares two texts as multisets of items. `order` compares items with the same key.
fn multisets<'t>(
    answer: Items<'t, impl Iterator<Item = Span<'t>> + Clone>,
    output: Items<'t, impl Iterator<Item = Span<'t>> + Clone>,
    fold: bool,
    order: impl Fn(Span<'t>, Span<'t>) -> Ordering,
) -> Compared<'t> {
    let (Items { text: answer_text, spans: answer }, Items { text: output_text, spans: output }) =
        (answer, output);
    if answer_text.len().max(output_text.len()) > u32::MAX as usize {
        return Err(Fault::Answer { at: 0, found: b"", wanted: "less than 4 GiB of text".to_owned() });
    }
    let (expected, actual) = (answer.clone().count(), output.clone().count());
    if actual > 2 * expected + NAMED {
        let what = What::Count { expected, actual };
        return Err(Fault::Output(Difference { answer: 0, output: 0, what }));
    }
    // Few programs print in another order, and a common beginning needs no sorting.
    let same = answer.clone().zip(output.clone());
    let same = same.take_while(|(expected, actual)| expected.bytes == actual.bytes).count();
    let answer = sorted(answer_text, answer.skip(same), fold, &order);
    let output = sorted(output_text, output.skip(same), fold, &order);

    // Of the extra and of the missing items, the first in its text.
    let (mut extra, mut missing): (Option<Span<'t>>, Option<Span<'t>>) = (None, None);
    let first = |so_far: &mut Option<Span<'t>>, span: Span<'t>| {
        if so_far.is_none_or(|so_far| span.at < so_far.at) {
            *so_far = Some(span);
        }
    };
    let (mut expected, mut actual) = (answer.iter().peekable(), output.iter().peekable());
    loop {
        let order = match (expected.peek(), actual.peek()) {
            (None, None) => break,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(expected), Some(actual)) => {
                let spans = (expected.span(answer_text), actual.span(output_text));
                expected.key.cmp(&actual.key).then_with(|| order(spans.0, spans.1))
            }
        };
        let expected = if order.is_le() { expected.next() } else { None };
        let actual = if order.is_ge() { actual.next() } else { None };
        match (expected, actual) {
            (Some(item), None) => first(&mut missing, item.span(answer_text)),
            (None, Some(item)) => first(&mut extra, item.span(output_text)),
            _ => {}
        }
    }
    if extra.is_none() && missing.is_none() {
        return Ok(());
    }
    let at = |span: Option<Span<'t>>| span.map_or(0, |span| span.at);
    let what =
        What::Unordered { extra: extra.map(|span| span.bytes), missing: missing.map(|span| span.bytes) };
    Err(Fault::Output(Difference { answer: at(missing), output: at(extra), what }))
}

/// Compares the number of occurrences of each byte that is not a space.
pub(super) fn bytes<'t>(answer: &'t [u8], output: &'t [u8], fold: bool) -> Compared<'t> {
    let count = |text: &[u8]| {
        let mut counts = [0_u64; 256];
        for byte in text {
            let byte = if fold { byte.to_ascii_lowercase() } else { *byte };
            counts[usize::from(byte)] += 1;
        }
        counts
    };
    let (expected, actual) = (count(answer), count(output));
    for byte in (0..=u8::MAX).filter(|byte| !Spaces::C.contains(*byte)) {
        let (expected, actual) = (expected[usize::from(byte)], actual[usize::from(byte)]);
        if expected != actual {
            let is_it = |other: &u8| if fold { other.eq_ignore_ascii_case(&byte) } else { *other == byte };
            let at = |text: &[u8]| text.iter().position(is_it).unwrap_or(0);
            let what = What::ByteCount { byte, expected, actual };
            return Err(Fault::Output(Difference { answer: at(answer), output: at(output), what }));
        }
    }
    Ok(())
}
