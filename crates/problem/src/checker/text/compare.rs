//! The first difference between an answer and an output by the rules of a checker.
//!
//! Both texts are walked once, side by side, without copies.

use super::{
    any_order,
    grammar::Reading,
    rules::{Grammar, LineRule, Rules, Shape},
    split::{Lines, Spaces, Span, Tokens, Uncounted, trim, trim_end},
};

/// The reason why an output is not accepted.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Fault<'t> {
    /// The checker cannot compare with this answer: the judge's fault.
    Answer {
        /// Place in the answer.
        at: usize,
        /// Token at that place; empty at the end.
        found: &'t [u8],
        /// Description of the token that is required there.
        wanted: String,
    },
    /// The output differs from the answer.
    Output(Difference<'t>),
}

/// A difference, and its place in either text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Difference<'t> {
    pub(super) answer: usize,
    pub(super) output: usize,
    pub(super) what: What<'t>,
}

/// The kind of a difference.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum What<'t> {
    /// Two tokens or lines differ.
    Differ { expected: &'t [u8], actual: &'t [u8] },
    /// The output, or with `in_line` its line, ends where this token or line is expected.
    Missing { expected: &'t [u8], in_line: bool },
    /// The output, or with `in_line` its line, goes on with this token or line where the answer ends.
    Extra { actual: &'t [u8], in_line: bool },
    /// The spaces between two tokens differ.
    Spaces { expected: &'t [u8], actual: &'t [u8] },
    /// The output has an extra token or line, or lacks one, or both, regardless of order.
    Unordered { extra: Option<&'t [u8]>, missing: Option<&'t [u8]> },
    /// The output has another number of tokens or lines.
    Count { expected: usize, actual: usize },
    /// The output has another number of these bytes.
    ByteCount { byte: u8, expected: u64, actual: u64 },
}

impl Difference<'_> {
    /// Whether the answer has a token, line or spaces at the place of the difference.
    pub(super) fn has_place_in_answer(&self) -> bool {
        matches!(self.what, What::Differ { .. } | What::Missing { .. } | What::Spaces { .. })
    }
}

pub(super) type Compared<'t> = Result<(), Fault<'t>>;

/// Compares an output with an answer. An error in the answer comes first, wherever it is.
pub(super) fn judge<'t>(answer: &'t [u8], output: &'t [u8], rules: &Rules) -> Compared<'t> {
    if answer == output {
        // An answer accepts itself, unless no output can match it.
        return check_answer(answer, rules);
    }
    let compared = compare(answer, output, rules);
    if matches!(compared, Err(Fault::Output(_))) {
        check_answer(answer, rules)?;
    }
    compared
}

/// Compares an output with an answer up to the first difference.
pub(super) fn compare<'t>(answer: &'t [u8], output: &'t [u8], rules: &Rules) -> Compared<'t> {
    // Lines with the same bytes need no closer comparison where any token is valid and equal only to itself.
    let is_plain = rules.grammar == Grammar::Free && rules.near.is_none();
    let start = if is_plain { same_lines(answer, output) } else { 0 };
    match rules.shape {
        Shape::Bytes => bytes(answer, output, rules),
        Shape::Solid => solid(answer, output, rules),
        Shape::Tokens { spaces, same_spaces } => {
            let tokens_of = |text: &'t [u8]| Tokens::of(Span { bytes: &text[start..], at: start }, spaces);
            tokens(tokens_of(answer), tokens_of(output), same_spaces, rules)
        }
        Shape::Lines { ends, uncounted, alike } => {
            let lines_of = |text| Lines::from(text, start, ends, uncounted);
            lines(lines_of(answer), lines_of(output), output.len(), uncounted, alike, rules)
        }
        Shape::LinesInAnyOrder => any_order::lines(answer, output, rules),
        Shape::TokensInAnyOrder(spaces) => any_order::tokens(answer, output, spaces, rules),
        Shape::BytesInAnyOrder => any_order::bytes(answer, output, rules.fold),
    }
}

/// Returns the length of the lines that two texts have in common at the beginning.
fn same_lines(one: &[u8], other: &[u8]) -> usize {
    const BLOCK: usize = 64;
    let blocks = one.chunks_exact(BLOCK).zip(other.chunks_exact(BLOCK));
    let same = BLOCK * blocks.take_while(|(one, other)| one == other).count();
    one[..same].iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1)
}

/// Checks that some output could be accepted by this answer.
fn check_answer<'t>(answer: &'t [u8], rules: &Rules) -> Compared<'t> {
    if rules.grammar == Grammar::Free && rules.near.is_none() {
        return Ok(());
    }
    let spaces = match rules.shape {
        Shape::Tokens { spaces, .. } | Shape::TokensInAnyOrder(spaces) => spaces,
        _ => Spaces::C,
    };
    let mut reading = Reading::new(rules.grammar);
    for token in Tokens::new(answer, spaces) {
        read(&mut reading, token)?;
        rules.has_match(token)?;
    }
    end(&reading, answer.len())
}

/// Reads a token of the answer.
fn read<'t>(reading: &mut Reading, token: Span<'t>) -> Compared<'t> {
    reading.token(token.bytes).map_err(|wanted| Fault::Answer { at: token.at, found: token.bytes, wanted })
}

/// Reads the end of the answer.
fn end<'t>(reading: &Reading, at: usize) -> Compared<'t> {
    reading.end().map_err(|wanted| Fault::Answer { at, found: b"", wanted })
}

impl Rules {
    /// Whether two tokens are the same.
    fn tokens_are_alike(&self, expected: &[u8], actual: &[u8]) -> bool {
        if let Some(near) = self.near {
            // A token is near to itself, unless it is NaN or, for some tolerances, infinite.
            let is_plain = |byte: &u8| matches!(byte, b'0'..=b'9' | b'.' | b'-');
            if expected == actual && expected.len() < 300 && expected.iter().all(is_plain) {
                return true;
            }
            if let Some(expected) = near.notation.read(expected) {
                let actual = near.notation.read(actual);
                return actual.is_some_and(|actual| near.tolerance.accepts(expected, actual));
            }
        }
        self.texts_are_alike(expected, actual)
    }

    fn texts_are_alike(&self, expected: &[u8], actual: &[u8]) -> bool {
        if self.fold { expected.eq_ignore_ascii_case(actual) } else { expected == actual }
    }

    /// Checks that some output would match a token of the answer: no number is near to NaN.
    fn has_match<'t>(&self, token: Span<'t>) -> Compared<'t> {
        match self.near.and_then(|near| Some((near, near.notation.read(token.bytes)?))) {
            Some((near, number)) if !near.tolerance.accepts(number, number) => {
                let wanted = "a number that outputs can be near to".to_owned();
                Err(Fault::Answer { at: token.at, found: token.bytes, wanted })
            }
            _ => Ok(()),
        }
    }
}

fn tokens<'t>(
    mut answer: Tokens<'t>,
    mut output: Tokens<'t>,
    same_spaces: bool,
    rules: &Rules,
) -> Compared<'t> {
    let mut reading = Reading::new(rules.grammar);
    loop {
        if same_spaces {
            let (expected, actual) = (answer.skip_spaces(), output.skip_spaces());
            if expected.bytes != actual.bytes {
                let what = What::Spaces { expected: expected.bytes, actual: actual.bytes };
                return Err(Fault::Output(Difference { answer: expected.at, output: actual.at, what }));
            }
        }
        match (answer.next(), output.next()) {
            (None, None) => return end(&reading, answer.place()),
            (Some(expected), Some(actual)) => {
                read(&mut reading, expected)?;
                if !rules.tokens_are_alike(expected.bytes, actual.bytes) {
                    return Err(differ(expected, actual));
                }
            }
            (Some(expected), None) => {
                read(&mut reading, expected)?;
                return Err(missing(expected, output.place(), false));
            }
            (None, Some(actual)) => return Err(extra(answer.place(), actual, false)),
        }
    }
}

fn lines<'t>(
    mut answer: Lines<'t>,
    mut output: Lines<'t>,
    output_end: usize,
    uncounted: Uncounted,
    alike: LineRule,
    rules: &Rules,
) -> Compared<'t> {
    let mut answer_end = answer.place();
    let may_lack = uncounted == Uncounted::BlankAtEnd;
    loop {
        let mut expected = answer.next();
        if may_lack && answer.is_at_end() {
            // An empty line at the end of the answer does not count.
            expected = expected.filter(|line| !line.bytes.is_empty());
        }
        match (expected, output.next()) {
            (None, None) => return Ok(()),
            (Some(expected), Some(actual)) => {
                answer_end = expected.at + expected.bytes.len();
                line(expected, actual, alike, rules)?;
            }
            (Some(expected), None) => {
                if !(may_lack && line(expected, Span { bytes: b"", at: 0 }, alike, rules).is_ok()) {
                    return Err(missing(expected, output_end, false));
                }
            }
            (None, Some(actual)) => {
                if !(may_lack && Spaces::TESTLIB.are_all_of(actual.bytes)) {
                    return Err(extra(answer_end, actual, false));
                }
            }
        }
    }
}

fn line<'t>(expected: Span<'t>, actual: Span<'t>, alike: LineRule, rules: &Rules) -> Compared<'t> {
    let trimmed: fn(&[u8]) -> &[u8] = match alike {
        LineRule::Whole => |line| line,
        LineRule::TrimmedEnd => trim_end,
        LineRule::Trimmed => trim,
        LineRule::Tokens => {
            let (answer, output) = (Tokens::of(expected, Spaces::C), Tokens::of(actual, Spaces::C));
            return tokens(answer, output, false, rules).map_err(in_line);
        }
    };
    if rules.texts_are_alike(trimmed(expected.bytes), trimmed(actual.bytes)) {
        Ok(())
    } else {
        Err(differ(expected, actual))
    }
}

/// Returns the same fault as one within a line.
fn in_line(fault: Fault<'_>) -> Fault<'_> {
    match fault {
        Fault::Output(Difference { answer, output, what }) => {
            let what = match what {
                What::Missing { expected, .. } => What::Missing { expected, in_line: true },
                What::Extra { actual, .. } => What::Extra { actual, in_line: true },
                what => what,
            };
            Fault::Output(Difference { answer, output, what })
        }
        fault => fault,
    }
}

fn bytes<'t>(answer: &'t [u8], output: &'t [u8], rules: &Rules) -> Compared<'t> {
    if answer == output || rules.fold && answer.eq_ignore_ascii_case(output) {
        return Ok(());
    }
    let differs = |(one, other): (&u8, &u8)| {
        if rules.fold { !one.eq_ignore_ascii_case(other) } else { one != other }
    };
    let at = answer.iter().zip(output).position(differs).unwrap_or(answer.len().min(output.len()));
    // A line is more useful than a byte. It begins where everything before is the same.
    let start = answer[..at].iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
    let line = |text: &'t [u8]| {
        let length =
            text[start..].iter().position(|byte| *byte == b'\n').map_or(text.len() - start, |end| end + 1);
        Span { bytes: &text[start..start + length], at: start }
    };
    match (line(answer), line(output)) {
        (expected, Span { bytes: b"", at }) => Err(missing(expected, at, false)),
        (Span { bytes: b"", at }, actual) => Err(extra(at, actual, false)),
        (expected, actual) => Err(differ(expected, actual)),
    }
}

/// Compares two texts without their spaces. Callers ask only whether the texts are alike, so any difference will do.
fn solid<'t>(answer: &'t [u8], output: &'t [u8], rules: &Rules) -> Compared<'t> {
    let solid = |text: &'t [u8]| text.iter().filter(|byte| !Spaces::C.contains(**byte));
    let folded = |byte: &u8| if rules.fold { byte.to_ascii_lowercase() } else { *byte };
    if solid(answer).map(folded).eq(solid(output).map(folded)) {
        Ok(())
    } else {
        let what = What::Differ { expected: answer, actual: output };
        Err(Fault::Output(Difference { answer: 0, output: 0, what }))
    }
}

fn differ<'t>(expected: Span<'t>, actual: Span<'t>) -> Fault<'t> {
    let what = What::Differ { expected: expected.bytes, actual: actual.bytes };
    Fault::Output(Difference { answer: expected.at, output: actual.at, what })
}

fn missing(expected: Span<'_>, output: usize, in_line: bool) -> Fault<'_> {
    let what = What::Missing { expected: expected.bytes, in_line };
    Fault::Output(Difference { answer: expected.at, output, what })
}

fn extra(answer: usize, actual: Span<'_>, in_line: bool) -> Fault<'_> {
    let what = What::Extra { actual: actual.bytes, in_line };
    Fault::Output(Difference { answer, output: actual.at, what })
}
