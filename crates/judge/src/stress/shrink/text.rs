//! Simpler inputs of a whole program.
//!
//! The meaning of the text is not known. Most inputs are lines of numbers and words, some of which count others that
//! follow, so a part is left out both alone and with such a number made smaller. A validator has to tell which of the
//! results are inputs.

use super::{pieces, simpler_texts, towards_zero};

/// Greatest number of numbers that are tried as the count of a part left out.
const MAX_COUNTS: usize = 8;

/// A text as lines of tokens with one space between them.
type Lines = Vec<Vec<String>>;

/// Returns the texts that are simpler than this one, the boldest first, each made when it is asked for.
pub fn simpler(text: &str) -> impl Iterator<Item = String> + use<> {
    let ends = text.ends_with('\n');
    let lines: Lines =
        text.lines().map(|line| line.split_ascii_whitespace().map(str::to_owned).collect()).collect();
    let write = move |lines: &Lines| {
        let lines: Vec<String> = lines.iter().map(|line| line.join(" ")).collect();
        let end = if ends && !lines.is_empty() { "\n" } else { "" };
        lines.join("\n") + end
    };
    let original = text.to_owned();
    let spaces = write(&lines);
    std::iter::once(spaces)
        .chain(changes(lines).map(move |lines| write(&lines)))
        .filter(move |simpler| *simpler != original)
}

fn changes(lines: Lines) -> impl Iterator<Item = Lines> {
    let (tokens, words) = (lines.clone(), lines.clone());
    fewer_lines(lines).chain(fewer_tokens(tokens)).chain(smaller_tokens(words))
}

/// Returns the text without some lines; first with a count before them that is smaller by as many.
fn fewer_lines(lines: Lines) -> impl Iterator<Item = Lines> {
    pieces(lines.len()).collect::<Vec<_>>().into_iter().flat_map(move |(start, count)| {
        let mut fewer = lines.clone();
        fewer.drain(start..start + count);
        let counted = lowered(&fewer, start, count, |number| number >= count);
        counted.into_iter().chain([fewer])
    })
}

/// Returns the text without some tokens of a line; first with a count before them that is smaller by as many.
fn fewer_tokens(lines: Lines) -> impl Iterator<Item = Lines> {
    let places: Vec<(usize, usize, usize)> = lines
        .iter()
        .enumerate()
        .flat_map(|(line, tokens)| pieces(tokens.len()).map(move |(start, count)| (line, start, count)))
        .collect();
    places.into_iter().flat_map(move |(line, start, count)| {
        let length = lines[line].len();
        let mut fewer = lines.clone();
        fewer[line].drain(start..start + count);
        let counted = lowered(&fewer, line, count, |number| number == length);
        counted.into_iter().chain([fewer])
    })
}

/// Returns the lines with one number that may be a count, on the lines before `end`, made smaller by `by`, for one such
/// number after the other.
fn lowered(lines: &Lines, end: usize, by: usize, is_count: impl Fn(usize) -> bool) -> Vec<Lines> {
    let mut found = Vec::new();
    for (line, tokens) in lines.iter().enumerate().take(end) {
        for (place, token) in tokens.iter().enumerate() {
            if let Ok(number) = token.parse::<usize>()
                && number >= by
                && is_count(number)
                && found.len() < MAX_COUNTS
            {
                let mut changed = lines.clone();
                changed[line][place] = (number - by).to_string();
                found.push(changed);
            }
        }
    }
    found
}

/// Returns the text with smaller numbers and shorter words: first in all places, then in one place.
fn smaller_tokens(lines: Lines) -> impl Iterator<Item = Lines> {
    /// Line and position of a token, or `None` for all places; the token; its replacement.
    type Edit = (Option<(usize, usize)>, String, String);
    let mut edits: Vec<Edit> = Vec::new();
    let mut seen: Vec<&String> = Vec::new();
    for token in lines.iter().flatten() {
        if !seen.contains(&token) {
            seen.push(token);
            edits.extend(simpler_tokens(token).into_iter().map(|simpler| (None, token.clone(), simpler)));
        }
    }
    for (line, tokens) in lines.iter().enumerate() {
        for (place, token) in tokens.iter().enumerate() {
            let at = Some((line, place));
            edits.extend(simpler_tokens(token).into_iter().map(|simpler| (at, token.clone(), simpler)));
        }
    }
    edits.into_iter().flat_map(move |(at, token, simpler)| {
        let mut changed = lines.clone();
        match at {
            Some((line, place)) => changed[line][place].clone_from(&simpler),
            None => {
                for other in changed.iter_mut().flatten().filter(|other| **other == token) {
                    other.clone_from(&simpler);
                }
            }
        }
        // A number may be the length of a word.
        let shorter = token.chars().count().saturating_sub(simpler.chars().count());
        let is_word = token.parse::<f64>().is_err();
        let counted = match at {
            Some((line, _)) if is_word && shorter > 0 => {
                let length = token.chars().count();
                lowered(&changed, line, shorter, |number| number == length)
            }
            _ => Vec::new(),
        };
        counted.into_iter().chain([changed])
    })
}

fn simpler_tokens(token: &str) -> Vec<String> {
    /// Whole numbers beyond this are no longer exact.
    const EXACT: f64 = 9_007_199_254_740_992.0;

    match token.parse::<f64>() {
        Ok(number) if number.fract() == 0.0 && number.abs() <= EXACT => {
            towards_zero(number).into_iter().map(|number| format!("{number}")).collect()
        }
        Ok(number) if number.is_finite() => vec!["0".to_owned(), format!("{}", number.trunc())],
        // Each has one character at least: without any, it would be no token.
        _ => simpler_texts(token).into_iter().filter(|text| !text.is_empty()).collect(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shrunk(text: &str, fails: impl Fn(&str) -> bool) -> String {
        let mut text = text.to_owned();
        assert!(fails(&text), "{text:?} is no counterexample");
        let mut rounds = 0;
        while let Some(next) = simpler(&text).find(|next| fails(next)) {
            text = next;
            rounds += 1;
            assert!(rounds < 10_000, "it does not end: {text:?}");
        }
        text
    }

    /// Returns the numbers of a text, if it holds nothing else.
    fn numbers(text: &str) -> Option<Vec<i64>> {
        text.split_whitespace().map(|token| token.parse().ok()).collect()
    }

    #[test]
    fn counts_follow_what_they_count() {
        // n, then n numbers on one line; a negative one matters.
        let on_a_line = |text: &str| {
            let Some(all) = numbers(text) else { return false };
            text.lines().count() == 2
                && all[0] as usize == all.len() - 1
                && all[1..].iter().any(|one| *one < 0)
        };
        assert_eq!(shrunk("5\n3  1 -7 4 8\n", on_a_line), "1\n-1\n");
        // n, then n lines of two numbers; the second one of a line matters.
        let on_lines = |text: &str| {
            let mut lines = text.lines();
            let Some(count) = lines.next().and_then(|line| line.parse::<usize>().ok()) else { return false };
            let pairs: Option<Vec<Vec<i64>>> = lines.map(numbers).collect();
            pairs.is_some_and(|pairs| {
                pairs.len() == count
                    && pairs.iter().all(|pair| pair.len() == 2)
                    && pairs.iter().any(|pair| pair[1] > 40)
            })
        };
        assert_eq!(shrunk("3\n1 2\n7 99\n5 6\n", on_lines), "1\n0 41\n");
        // The length of a word before it.
        let word = |text: &str| match text.split_whitespace().collect::<Vec<_>>()[..] {
            [length, word] => {
                length.parse() == Ok(word.len()) && word.contains('z') && text.lines().count() == 2
            }
            _ => false,
        };
        assert_eq!(shrunk("6\nabzdef\n", word), "1\nz\n");
    }

    #[test]
    fn what_is_simple_already_has_nothing_simpler() {
        assert_eq!(simpler("").count(), 0);
        assert_eq!(shrunk("a b\nc\n", |_| true), "");
        assert_eq!(shrunk("1e400 nan x", |text| text.contains('x')), "x");
    }

    proptest! {
        #[test]
        fn whatever_the_text_is_shrinking_ends(text in "[0-9a-z -]{0,12}(\n[0-9a-z -]{0,6}){0,4}\n?", salt in any::<u8>()) {
            let fails = |text: &str| text.bytes().fold(salt, |sum, byte| sum.rotate_left(3) ^ byte) % 3 != 0;
            prop_assume!(fails(&text));
            shrunk(&text, fails);
        }
    }
}
