//! Checkers of text: comparison of a program's output with the answer of a case.
//!
//! A checker is a row of a table: the parts of the texts that are compared (`rules::Shape`), the grammar of the answer,
//! whether letter case counts, the numbers that are near. One comparison serves them all. With less strict rules, it
//! also finds near misses.

mod any_order;
mod compare;
mod grammar;
mod message;
mod near_miss;
mod number;
mod rules;
mod split;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use super::Judgement;
use tribunal_core::suggest::did_you_mean;

use crate::{scoring::Credit, verdict::Verdict};
use compare::{Difference, Fault, judge};
use message::{excerpt, line_number};
use near_miss::near_miss;
use number::{Near, Notation, Tolerance};
use rules::{Rules, Shape, TABLE};
use split::{LineEnds, Lines, Uncounted, trim};

/// Greatest number of lines that `linecount` marks as right or wrong.
const MARKED_LINES: usize = 60;

/// A checker of a program's output against the answer of a case.
#[derive(Clone, Debug, PartialEq)]
pub struct TextChecker {
    name: &'static str,
    rules: Rules,
    /// Whether the message names a near miss.
    names_near_misses: bool,
    /// Score by right lines; `None` if lines do not score.
    line_score: Option<LineScore>,
}

/// The way that right lines make a score.
#[derive(Clone, Debug, PartialEq)]
enum LineScore {
    /// Every line is worth the same, and there may not be more than in the answer: DMOJ's `linecount`.
    Count {
        /// Whether the message marks each line.
        is_marked: bool,
    },
    /// Each line is worth its own points: DMOJ's `linematches`.
    Points {
        of_each: Arc<[u32]>,
        /// Whether there have to be as many lines as in the answer.
        same_count: bool,
    },
}

/// The error of a number that DMOJ's `floats` bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorMode {
    /// The absolute or the relative error: one of them has to be small enough.
    Default,
    /// The absolute error.
    Absolute,
    /// The relative error.
    Relative,
}

impl Default for TextChecker {
    /// Returns Kattis' default validator without arguments.
    fn default() -> Self {
        Self::tokens(KattisOptions::default())
    }
}

/// The arguments of Kattis' default validator.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct KattisOptions {
    /// Whether ASCII letters in upper and lower case differ.
    pub case_sensitive: bool,
    /// Whether the spaces between tokens, before the first and after the last have to be the same.
    pub space_change_sensitive: bool,
    /// Greatest absolute difference of a number.
    pub absolute: Option<f64>,
    /// Greatest difference of a number, as a fraction of the expected one.
    pub relative: Option<f64>,
}

impl KattisOptions {
    /// Parses command-line arguments of the validator, such as `float_tolerance 1e-6`.
    ///
    /// # Errors
    /// A description of the error, and of the remedy.
    pub fn from_arguments<'a>(arguments: impl IntoIterator<Item = &'a str>) -> Result<Self, String> {
        const KNOWN: [&str; 5] = [
            "case_sensitive",
            "space_change_sensitive",
            "float_tolerance",
            "float_absolute_tolerance",
            "float_relative_tolerance",
        ];
        let mut options = Self::default();
        let mut arguments = arguments.into_iter();
        while let Some(argument) = arguments.next() {
            let tolerances: &mut [&mut Option<f64>] = match argument {
                "case_sensitive" => {
                    options.case_sensitive = true;
                    continue;
                }
                "space_change_sensitive" => {
                    options.space_change_sensitive = true;
                    continue;
                }
                "float_tolerance" => &mut [&mut options.absolute, &mut options.relative],
                "float_absolute_tolerance" => &mut [&mut options.absolute],
                "float_relative_tolerance" => &mut [&mut options.relative],
                _ => {
                    let hint = did_you_mean(argument, KNOWN)
                        .unwrap_or_else(|| format!("there are {}", KNOWN.join(", ")));
                    return Err(format!("the default validator has no argument `{argument}`: {hint}"));
                }
            };
            let tolerance = arguments
                .next()
                .and_then(|value| Notation::Finite.read(value.as_bytes()))
                .filter(|tolerance| *tolerance >= 0.0)
                .ok_or_else(|| format!("`{argument}` needs a number that is not negative, such as 1e-6"))?;
            if tolerances.iter().any(|place| place.is_some()) {
                return Err(format!("`{argument}` sets a tolerance that is set already"));
            }
            tolerances.iter_mut().for_each(|place| **place = Some(tolerance));
        }
        Ok(options)
    }
}

impl TextChecker {
    /// Returns the names of all checkers in problem files.
    pub fn names() -> impl Iterator<Item = &'static str> + Clone {
        TABLE.iter().map(|(name, _)| *name)
    }

    /// Returns the checker of a name, with its default options.
    pub fn named(name: &str) -> Option<Self> {
        let (name, rules) = TABLE.iter().find(|(known, _)| *known == name)?;
        let line_score = match *name {
            "linecount" => Some(LineScore::Count { is_marked: true }),
            "linematches" => Some(LineScore::Points { of_each: [1].into(), same_count: true }),
            _ => None,
        };
        Some(Self { name, rules: rules.clone(), names_near_misses: true, line_score })
    }

    fn of(name: &'static str, rules: Rules) -> Self {
        Self { name, rules, names_near_misses: true, line_score: None }
    }

    /// Returns Kattis' default validator.
    pub fn tokens(options: KattisOptions) -> Self {
        let KattisOptions { case_sensitive, space_change_sensitive, absolute, relative } = options;
        let near = (absolute.is_some() || relative.is_some()).then_some(Near {
            notation: Notation::Finite,
            tolerance: Tolerance::Kattis { absolute, relative },
        });
        Self::of("tokens", Rules::kattis(!case_sensitive, space_change_sensitive, near))
    }

    /// Returns DMOJ's `floats` with a tolerance of ten to the power of minus `precision`.
    pub fn floats(precision: u8, mode: ErrorMode) -> Self {
        // Parsed from text, because computed powers of ten are not the nearest numbers.
        let tolerance = format!("1e-{precision}").parse().unwrap_or(0.0);
        let (name, tolerance) = match mode {
            ErrorMode::Default => ("floats", Tolerance::DmojEither(tolerance)),
            ErrorMode::Absolute => ("floatsabs", Tolerance::DmojAbsolute(tolerance)),
            ErrorMode::Relative => ("floatsrel", Tolerance::DmojRelative(tolerance)),
        };
        Self::of(name, Rules::dmoj_floats(tolerance))
    }

    /// Returns DMOJ's `identical`; with `pe_allowed`, the message of a wrong output names the near miss.
    pub fn identical(pe_allowed: bool) -> Self {
        Self { names_near_misses: pe_allowed, ..Self::of("identical", Rules::of(Shape::Bytes)) }
    }

    /// Returns DMOJ's `linecount`; with `feedback`, the message marks each line.
    pub fn linecount(feedback: bool) -> Self {
        let rules = Rules::dmoj_lines(Uncounted::Empty, rules::LineRule::Trimmed);
        let line_score = Some(LineScore::Count { is_marked: feedback });
        Self { line_score, ..Self::of("linecount", rules) }
    }

    /// Returns DMOJ's `linematches` with the points of each line of the answer, of which at least one has some; with
    /// `same_count`, an output has to have as many lines.
    pub fn linematches(points: &[u32], same_count: bool) -> Self {
        let line_score = Some(LineScore::Points { of_each: points.into(), same_count });
        let rules = Rules::dmoj_lines(Uncounted::Empty, rules::LineRule::Whole);
        Self { line_score, ..Self::of("linematches", rules) }
    }

    /// Returns DMOJ's `rstripped`; with `filter_new_line`, empty lines do not count.
    pub fn rstripped(filter_new_line: bool) -> Self {
        Self::of("rstripped", Rules::rstripped(filter_new_line))
    }

    /// Returns DMOJ's `sorted`, by lines or by tokens.
    pub fn sorted(by_lines: bool) -> Self {
        Self::of("sorted", Rules::sorted(by_lines))
    }

    /// Returns the name in problem files.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Whether it gives credit.
    pub fn scores(&self) -> bool {
        self.line_score.is_some()
    }

    /// Judges an output by the answer.
    ///
    /// An answer that no output could match, such as one for `ncmp` that is not made of numbers, is an internal error:
    /// the judge's fault.
    pub fn check(&self, answer: &[u8], output: &[u8]) -> Judgement {
        let score = self.line_score.as_ref().map(|score| right_lines(answer, output, score));
        if let (Some(LineScore::Points { of_each, .. }), Some(score)) = (&self.line_score, &score)
            && of_each.len() != score.lines
        {
            let message = format!(
                "the answer of this case is none for the checker `{}`: it has {} lines, and there are points for {}",
                self.name,
                score.lines,
                of_each.len()
            );
            return Judgement::new(Verdict::InternalError, message);
        }
        let difference = match judge(answer, output, &self.rules) {
            Ok(()) => {
                return Judgement { credit: score.map(|_| Credit::Part(1.0)), ..Judgement::accepted() };
            }
            Err(Fault::Answer { at, found, wanted }) => {
                let found = if found.is_empty() { "the end".to_owned() } else { excerpt(found, 0) };
                return Judgement::new(
                    Verdict::InternalError,
                    format!(
                        "the answer of this case is none for the checker `{}`: line {} has {found} in place of {wanted}",
                        self.name,
                        line_number(answer, at),
                    ),
                );
            }
            Err(Fault::Output(difference)) => difference,
        };
        if let (Some(LineScore::Points { .. }), Some(score)) = (&self.line_score, &score)
            && score.part() > 0.0
        {
            // Any points suffice.
            return Judgement { credit: Some(Credit::Part(score.part())), ..Judgement::accepted() };
        }
        let mut message = message::message(output, &difference, &self.rules);
        if let Some(line) = other_line(answer, output, &difference) {
            message.push_str(&format!(" (line {line} of the answer)"));
        }
        if let Some(score) = &score {
            message.push_str(&format!("; {} of {} lines are right", score.right, score.lines));
            if self.line_score == Some(LineScore::Count { is_marked: true }) {
                message.push_str(&format!(": {}", score.marks));
            }
        }
        if self.names_near_misses
            && let Some(near_miss) = near_miss(answer, output, &difference, &self.rules)
        {
            message.push_str(&format!(" ({near_miss})"));
        }
        Judgement {
            path: message::place(output, &difference),
            credit: score.map(|score| Credit::Part(score.part())),
            ..Judgement::new(Verdict::WrongAnswer, message)
        }
    }
}

/// Returns the line of the difference in the answer, if it is not the output's line.
fn other_line(answer: &[u8], output: &[u8], difference: &Difference<'_>) -> Option<usize> {
    if !difference.has_place_in_answer() {
        return None;
    }
    let line = line_number(answer, difference.answer);
    (line != line_number(output, difference.output)).then_some(line)
}

/// The number of right lines of an output.
struct RightLines {
    right: usize,
    lines: usize,
    /// Points of the right lines, and of all lines.
    got: f64,
    all: f64,
    /// A mark for each line of the answer, as far as they are shown.
    marks: String,
}

impl RightLines {
    /// Returns the fraction of the points that is right, from 0 to 1.
    fn part(&self) -> f64 {
        if self.all == 0.0 { 0.0 } else { self.got / self.all }
    }
}

/// Compares lines one by one. An output whose number of lines is not allowed has no right line.
fn right_lines(answer: &[u8], output: &[u8], score: &LineScore) -> RightLines {
    let lines = |text| Lines::new(text, LineEnds::Either, Uncounted::Empty);
    let mut actual = lines(output);
    let mut found = RightLines { right: 0, lines: 0, got: 0.0, all: 0.0, marks: String::new() };
    let mut has_fewer = false;
    for expected in lines(answer) {
        let actual = actual.next();
        has_fewer |= actual.is_none();
        let (is_right, worth) = match score {
            LineScore::Count { .. } => {
                (actual.is_some_and(|actual| trim(actual.bytes) == trim(expected.bytes)), 1)
            }
            LineScore::Points { of_each, .. } => (
                actual.is_some_and(|actual| actual.bytes == expected.bytes),
                of_each.get(found.lines).copied().unwrap_or(0),
            ),
        };
        found.right += usize::from(is_right);
        found.all += f64::from(worth);
        found.got += if is_right { f64::from(worth) } else { 0.0 };
        if found.lines < MARKED_LINES {
            found.marks.push(if is_right { '✓' } else { '✗' });
        } else if found.lines == MARKED_LINES {
            found.marks.push('…');
        }
        found.lines += 1;
    }
    let has_more = actual.next().is_some();
    let may_have = match score {
        LineScore::Count { .. } => !has_more,
        LineScore::Points { same_count, .. } => !same_count || !has_more && !has_fewer,
    };
    if !may_have {
        (found.right, found.got) = (0, 0.0);
        found.marks = found.marks.replace('✓', "✗");
    }
    found
}
