//! Near misses of outputs that are not accepted, found by the checker's own comparison with less strict rules.

use super::{
    any_order,
    compare::{Difference, compare},
    number::{Near, Notation, Tolerance},
    rules::{Grammar, LineRule, Rules, Shape},
    split::{Spaces, Tokens},
};

/// Tolerances that messages name. An output that needs a greater one is not a near miss.
const TOLERANCES: [(f64, &str); 15] = [
    (1e-16, "1e-16"),
    (1e-15, "1e-15"),
    (1e-14, "1e-14"),
    (1e-13, "1e-13"),
    (1e-12, "1e-12"),
    (1e-11, "1e-11"),
    (1e-10, "1e-10"),
    (1e-9, "1e-9"),
    (1e-8, "1e-8"),
    (1e-7, "1e-7"),
    (1e-6, "1e-6"),
    (1e-5, "1e-5"),
    (1e-4, "1e-4"),
    (1e-3, "1e-3"),
    (1e-2, "1e-2"),
];

/// Greatest length of an output whose order is checked, in bytes: sorting takes longer than comparing.
const SORTED: usize = 16 << 20;

/// Names the near miss that an output is, if it is one: `right but for spaces`.
///
/// The part before the first difference is the same by the strict rules, and so by less strict ones. It is not compared
/// again, so this costs no more than the first comparison, however late the difference comes.
pub(super) fn near_miss(
    answer: &[u8],
    output: &[u8],
    difference: &Difference<'_>,
    rules: &Rules,
) -> Option<String> {
    let fold = |rules: &Rules| Rules { fold: true, ..rules.clone() };
    // A difference begins with a token or a line, or with the spaces between two tokens.
    let (rest, output_rest) = (from(answer, difference.answer), from(output, difference.output));
    let is_right = |rules: &Rules| compare(rest, output_rest, rules).is_ok();
    match rules.shape {
        Shape::BytesInAnyOrder => None,
        Shape::LinesInAnyOrder | Shape::TokensInAnyOrder(_) => (!rules.fold
            && compare(answer, output, &fold(rules)).is_ok())
        .then(|| "right but for letter case".to_owned()),
        _ => {
            let any_spaces = Rules { grammar: Grammar::Free, ..rules.with_any_spaces() };
            let solid = Rules { shape: Shape::Solid, ..any_spaces.clone() };
            let but_for_spaces = |rules: &[Rules]| rules.iter().any(is_right);
            if but_for_spaces(&[any_spaces.clone(), solid.clone()]) {
                return Some("right but for spaces".to_owned());
            }
            if !rules.fold && is_right(&Rules { grammar: Grammar::Free, ..fold(rules) }) {
                return Some("right but for letter case".to_owned());
            }
            if !rules.fold && but_for_spaces(&[fold(&any_spaces), fold(&solid)]) {
                return Some("right but for spaces and letter case".to_owned());
            }
            within(rest, output_rest, rules)
                .or_else(|| but_for_order(answer, output, difference, rules).map(str::to_owned))
        }
    }
}

fn from(text: &[u8], at: usize) -> &[u8] {
    text.get(at..).unwrap_or_default()
}

impl Rules {
    /// Returns the rules with spaces that count only as separators of tokens.
    fn with_any_spaces(&self) -> Self {
        let spaces = match self.shape {
            Shape::Tokens { spaces, .. } => spaces,
            _ => Spaces::C,
        };
        Self { shape: Shape::Tokens { spaces, same_spaces: false }, ..self.clone() }
    }

    /// Returns the rules with each token compared by itself, as far as possible.
    fn by_tokens(&self) -> Self {
        let shape = match self.shape {
            Shape::Bytes => Shape::Tokens { spaces: Spaces::C, same_spaces: true },
            Shape::Lines { ends, uncounted, .. } => Shape::Lines { ends, uncounted, alike: LineRule::Tokens },
            shape => shape,
        };
        Self { shape, ..self.clone() }
    }
}

/// Returns the tolerance within which an output is right, if it is a small one, as text.
fn within(answer: &[u8], output: &[u8], rules: &Rules) -> Option<String> {
    // Integers are near to each other only where the checker says so: 1000000006 is not 1000000007.
    let takes_integers = rules.near.is_some();
    let either = Tolerance::Kattis { absolute: Some(0.0), relative: Some(0.0) };
    let near = rules.near.unwrap_or(Near { notation: Notation::Finite, tolerance: either });
    let has_fraction = |token: &[u8]| token.iter().any(|byte| matches!(byte, b'.' | b'e' | b'E'));
    let greatest = TOLERANCES[TOLERANCES.len() - 1].0;

    let (mut needed, mut differ) = (0.0_f64, false);
    let (mut expected, mut actual) = (Tokens::new(answer, Spaces::C), Tokens::new(output, Spaces::C));
    loop {
        let (expected, actual) = match (expected.next(), actual.next()) {
            (None, None) => break,
            (Some(expected), Some(actual)) => (expected.bytes, actual.bytes),
            _ => return None,
        };
        if expected == actual || rules.fold && expected.eq_ignore_ascii_case(actual) {
            continue;
        }
        let number = |token| near.notation.read(token).filter(|number| number.is_finite());
        let (one, other) = (number(expected)?, number(actual)?);
        if !takes_integers && one != other && !has_fraction(expected) && !has_fraction(actual) {
            return None;
        }
        differ = true;
        needed = needed.max(near.tolerance.needed(one, other));
        if needed > greatest {
            return None;
        }
    }
    let (tolerance, name) = TOLERANCES.iter().find(|(tolerance, _)| *tolerance >= needed)?;
    if !differ {
        return None;
    }
    let near = Near { tolerance: near.tolerance.of(*tolerance), ..near };
    let by_tokens = Rules { near: Some(near), grammar: Grammar::Free, ..rules.by_tokens() };
    // Where only tokens count, nothing else can be wrong.
    let but = match by_tokens.shape {
        Shape::Tokens { same_spaces: false, .. } => "",
        _ if compare(answer, output, &by_tokens).is_ok() => "",
        _ => " but for spaces",
    };
    Some(format!("right within {name}{but}"))
}

/// Returns the parts whose order alone is wrong, as text, if all else is right.
fn but_for_order(
    answer: &[u8],
    output: &[u8],
    difference: &Difference<'_>,
    rules: &Rules,
) -> Option<&'static str> {
    let line_start = |text: &[u8], at: usize| {
        text.iter().take(at).rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1)
    };
    let answer = from(answer, line_start(answer, difference.answer));
    let output = from(output, line_start(output, difference.output));
    if output.len() > SORTED {
        return None;
    }
    // Counting bytes rules out nearly all outputs that are not worth sorting.
    any_order::bytes(answer, output, rules.fold).ok()?;
    let plain = Rules { grammar: Grammar::Free, near: None, ..rules.clone() };
    if any_order::lines(answer, output, &plain).is_ok() {
        return Some("right but for the order of the lines");
    }
    any_order::tokens(answer, output, Spaces::C, &plain).ok()?;
    Some("right but for the order")
}
