//! Scores of cases, groups and submissions, with partial credit.
//!
//! The rules are those of scoring problems in the Kattis problem package format, version 2025-09, with groups nested to
//! any depth. Scoring is pure, like checkers.
//!
//! Setters write points as decimal numbers, so points are added and divided exactly: twenty twentieths of 6 are 6.

use std::fmt;

use num_rational::BigRational;
use num_traits::{FromPrimitive as _, ToPrimitive as _, Zero as _};

use crate::{
    problem::{Aggregation, Group},
    verdict::Verdict,
};

/// The credit that a checker gives for a case besides the verdict.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Credit {
    /// A fraction of the case's points, from 0 to 1.
    Part(f64),
    /// A number of points, regardless of the case's points; not less than 0.
    Points(f64),
}

/// A score: the points scored and the greatest number of points; `None` where there is no maximum.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Score {
    /// Points scored.
    pub points: f64,
    /// Greatest number of points.
    pub max: Option<f64>,
}

/// Formats the points scored, followed by the maximum where there is one, with up to two decimals.
impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let points = |points: f64| {
            let text = format!("{points:.2}");
            text.trim_end_matches('0').trim_end_matches('.').to_owned()
        };
        f.write_str(&points(self.points))?;
        self.max.map_or(Ok(()), |max| write!(f, "/{}", points(max)))
    }
}

/// The result of a case, as scoring needs it.
#[derive(Clone, Copy, Debug)]
pub struct Scored {
    /// Index of the case's group.
    pub group: Option<usize>,
    /// Verdict of the case.
    pub verdict: Verdict,
    /// Credit that the checker gave.
    pub credit: Option<Credit>,
}

/// The scores of a submission; `None` where there is nothing to score.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scores {
    /// Score of each case; `None` where its group is all or nothing.
    pub cases: Vec<Option<Score>>,
    /// Score of each group.
    pub groups: Vec<Option<Score>>,
    /// Score of the submission.
    pub total: Option<Score>,
}

/// Scores the cases of a submission. If no group has a score, each case is worth one point, provided that the checker
/// gives credit for some case.
pub fn score(groups: &[Group], cases: &[Scored]) -> Scores {
    if !groups.iter().any(Group::is_scored) {
        return without_groups(groups, cases);
    }
    let tally = Tally::new(groups, cases);
    let mut scores = Scores { cases: vec![None; cases.len()], groups: vec![None; groups.len()], total: None };
    let mut exact: Vec<Option<Exact>> = vec![None; groups.len()];
    // From the innermost group outwards: a group comes after its parent.
    for (index, group) in groups.iter().enumerate().rev() {
        let worth = tally.worth(index, group);
        let mut parts = Vec::new();
        for &number in &tally.cases[index] {
            if group.aggregation != Aggregation::PassFail {
                let part = of_case(&cases[number], worth.as_ref());
                scores.cases[number] = Some(part.rounded());
                parts.push(part);
            }
        }
        for &inner in &tally.inner[index] {
            let is_judged = tally.is_judged[inner];
            parts.extend(exact[inner].clone().map(|exact| Exact { is_judged, ..exact }));
        }
        exact[index] = of_group(group, &parts, tally.is_passed[index]);
        scores.groups[index] = exact[index].as_ref().map(Exact::rounded);
    }
    let outermost = groups.iter().zip(&exact).filter(|(group, _)| group.parent.is_none());
    scores.total = sum(outermost.filter_map(|(_, exact)| exact.as_ref())).map(|total| total.rounded());
    scores
}

/// An exact score, before it is rounded to a floating-point number for the report.
#[derive(Clone, Debug)]
struct Exact {
    points: BigRational,
    max: Option<BigRational>,
    /// Whether any of its cases was judged, and not skipped.
    is_judged: bool,
}

impl Exact {
    fn rounded(&self) -> Score {
        Score { points: float(&self.points), max: self.max.as_ref().map(float) }
    }
}

fn float(exact: &BigRational) -> f64 {
    exact.to_f64().unwrap_or_default()
}

/// Returns the sum of decimal numbers, rounded only at the end.
pub fn exact_sum(numbers: &[f64]) -> f64 {
    float(&numbers.iter().map(|number| decimal(*number)).sum())
}

/// Returns the decimal number as the setter wrote it: the shortest one that reads back as `number`.
fn decimal(number: f64) -> BigRational {
    let text = format!("{number:e}");
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let fraction = digits.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    let exponent = exponent.parse::<i32>().unwrap_or_default() - i32::try_from(fraction).unwrap_or_default();
    whole(digits.replace('.', "").parse().unwrap_or_default()) * whole(10).pow(exponent)
}

fn whole(number: i64) -> BigRational {
    BigRational::from_i64(number).unwrap_or_else(BigRational::zero)
}

/// Returns a number of parts as a divisor, at least 1.
fn count(parts: usize) -> BigRational {
    whole(i64::try_from(parts.max(1)).unwrap_or(i64::MAX))
}

/// The facts about all cases that are needed before any is scored.
struct Tally {
    /// For each group, whether all cases in it and in its subgroups are accepted, and there is at least one.
    is_passed: Vec<bool>,
    /// For each group, whether any case in it or in its subgroups was judged.
    is_judged: Vec<bool>,
    /// For each group, the cases directly in it.
    cases: Vec<Vec<usize>>,
    /// For each group, its direct subgroups.
    inner: Vec<Vec<usize>>,
    /// For each group, the points of its direct subgroups together.
    worth: Vec<BigRational>,
}

impl Tally {
    fn new(groups: &[Group], cases: &[Scored]) -> Self {
        let mut tally = Self {
            is_passed: vec![false; groups.len()],
            is_judged: vec![false; groups.len()],
            cases: vec![Vec::new(); groups.len()],
            inner: vec![Vec::new(); groups.len()],
            worth: vec![BigRational::zero(); groups.len()],
        };
        for case in cases {
            for group in crate::problem::lineage(groups, case.group) {
                tally.is_passed[group] = true;
                tally.is_judged[group] |= case.verdict != Verdict::Skip;
            }
        }
        for (number, case) in cases.iter().enumerate() {
            if let Some(numbers) = case.group.and_then(|group| tally.cases.get_mut(group)) {
                numbers.push(number);
            }
            if case.verdict != Verdict::Accepted {
                for group in crate::problem::lineage(groups, case.group) {
                    tally.is_passed[group] = false;
                }
            }
        }
        for (index, group) in groups.iter().enumerate() {
            if let Some(parent) = group.parent {
                tally.inner[parent].push(index);
                if let Some(max) = group.max_score {
                    tally.worth[parent] += decimal(max);
                }
            }
        }
        tally
    }

    /// Returns the greatest number of points of each case directly in the group.
    fn worth(&self, index: usize, group: &Group) -> Option<BigRational> {
        let max = decimal(group.max_score?);
        Some(match group.aggregation {
            Aggregation::Sum => {
                (max - &self.worth[index]).max(BigRational::zero()) / count(self.cases[index].len())
            }
            _ => max,
        })
    }
}

fn of_case(case: &Scored, worth: Option<&BigRational>) -> Exact {
    let is_accepted = case.verdict == Verdict::Accepted;
    let points = match (case.credit, worth) {
        (Some(Credit::Points(points)), None) => decimal(points),
        (Some(Credit::Points(points)), Some(worth)) => decimal(points).min(worth.clone()),
        (Some(Credit::Part(1.0)), Some(worth)) => worth.clone(),
        (Some(Credit::Part(part)), Some(worth)) => decimal(part) * worth,
        (Some(Credit::Part(part)), None) => decimal(part),
        (None, Some(worth)) if is_accepted => worth.clone(),
        (None, _) => BigRational::zero(),
    };
    Exact { points, max: worth.cloned(), is_judged: case.verdict != Verdict::Skip }
}

fn of_group(group: &Group, parts: &[Exact], is_passed: bool) -> Option<Exact> {
    let max = group.max_score.map(decimal);
    let some = |points: BigRational, max: Option<BigRational>| {
        let points = match &max {
            Some(max) if points > *max => max.clone(),
            _ => points,
        };
        Some(Exact { points, max, is_judged: true })
    };
    let points = parts.iter().map(|part| &part.points);
    match group.aggregation {
        Aggregation::PassFail => {
            let points = |max: &BigRational| if is_passed { max.clone() } else { BigRational::zero() };
            max.map(|max| Exact { points: points(&max), max: Some(max), is_judged: true })
        }
        Aggregation::Sum => match sum(parts.iter()) {
            Some(sum) => some(sum.points, max.or(sum.max)),
            None => some(BigRational::zero(), max),
        },
        Aggregation::Min => some(points.min().cloned().unwrap_or_else(BigRational::zero), max),
        Aggregation::Max => some(points.max().cloned().unwrap_or_else(BigRational::zero), max),
        Aggregation::Average => {
            // Skipped cases do not count, as in the packages that this aggregation comes from.
            let judged: Vec<&Exact> = parts.iter().filter(|part| part.is_judged).collect();
            let count = count(judged.len());
            let sum = sum(judged.into_iter()).map_or_else(BigRational::zero, |sum| sum.points);
            some(sum / count, max)
        }
    }
}

/// Returns the sum of scores, with a maximum if all of them have one.
fn sum<'e>(scores: impl Iterator<Item = &'e Exact>) -> Option<Exact> {
    scores.cloned().reduce(|a, b| Exact {
        points: a.points + b.points,
        max: a.max.zip(b.max).map(|(a, b)| a + b),
        is_judged: true,
    })
}

fn without_groups(groups: &[Group], cases: &[Scored]) -> Scores {
    let mut scores = Scores { cases: vec![None; cases.len()], groups: vec![None; groups.len()], total: None };
    if cases.iter().any(|case| case.credit.is_some()) {
        let point = decimal(1.0);
        let exact: Vec<Exact> = cases.iter().map(|case| of_case(case, Some(&point))).collect();
        scores.cases = exact.iter().map(|exact| Some(exact.rounded())).collect();
        scores.total = sum(exact.iter()).map(|total| total.rounded());
    }
    scores
}

#[cfg(test)]
mod tests {
    use super::*;
    use Aggregation::{Average, Max, Min, PassFail, Sum};

    fn group(name: &str, parent: Option<usize>, max_score: Option<f64>, aggregation: Aggregation) -> Group {
        Group {
            name: name.to_owned(),
            parent,
            max_score,
            aggregation,
            require_pass: Vec::new(),
            stops: false,
        }
    }

    fn case(group: usize, right: bool) -> Scored {
        let verdict = if right { Verdict::Accepted } else { Verdict::WrongAnswer };
        Scored { group: Some(group), verdict, credit: None }
    }

    fn partly(group: usize, credit: Credit) -> Scored {
        Scored { credit: Some(credit), ..case(group, true) }
    }

    fn points(score: Option<Score>) -> (f64, Option<f64>) {
        score.map(|score| (score.points, score.max)).unwrap()
    }

    #[test]
    fn without_scores_nothing_is_scored() {
        let groups = [group("a", None, None, PassFail)];
        assert_eq!(score(&groups, &[case(0, true)]).total, None);
        assert_eq!(score(&[], &[Scored { group: None, ..case(0, true) }]).total, None);
    }

    #[test]
    fn each_way_to_make_a_groups_score() {
        let table: [(Aggregation, f64); 3] = [(PassFail, 0.0), (Sum, 20.0), (Min, 0.0)];
        for (aggregation, expected) in table {
            let groups = [group("a", None, Some(30.0), aggregation)];
            let scores = score(&groups, &[case(0, true), case(0, false), case(0, true)]);
            assert_eq!(points(scores.total), (expected, Some(30.0)), "{aggregation:?}");
            let scores = score(&groups, &[case(0, true), case(0, true)]);
            assert_eq!(points(scores.total), (30.0, Some(30.0)), "{aggregation:?}");
        }
    }

    #[test]
    fn groups_in_groups_add_up() {
        let groups = [
            group("secret", None, Some(100.0), Sum),
            group("secret/a", Some(0), Some(40.0), PassFail),
            group("secret/b", Some(0), Some(60.0), Min),
        ];
        let cases =
            [case(1, true), partly(2, Credit::Part(0.5)), partly(2, Credit::Points(45.0)), case(2, true)];
        let scores = score(&groups, &cases);
        assert_eq!(points(scores.groups[1]), (40.0, Some(40.0)));
        assert_eq!(points(scores.groups[2]), (30.0, Some(60.0)));
        assert_eq!(points(scores.total), (70.0, Some(100.0)));
        assert_eq!(scores.cases[0], None, "all or nothing");
        assert_eq!(points(scores.cases[2]), (45.0, Some(60.0)));
    }

    #[test]
    fn points_are_decimal_numbers() {
        let all = |groups: &[Group], cases: &[Scored]| points(score(groups, cases).total);
        for (max, count, right, expected) in [
            (6.0, 20, 20, 6.0),
            (6.0, 20, 19, 5.7),
            (100.0, 3, 3, 100.0),
            (0.6, 20, 19, 0.57),
            (1e12, 7, 7, 1e12),
            (0.1, 3, 3, 0.1),
            (100.0, 3, 2, 66.666_666_666_666_67),
        ] {
            let cases: Vec<Scored> = (0..count).map(|number| case(0, number < right)).collect();
            let groups = [group("a", None, Some(max), Sum)];
            assert_eq!(all(&groups, &cases), (expected, Some(max)), "{max} {count} {right}");
        }
        // Tenths of groups, of subgroups and of credit.
        let tenths: Vec<Group> =
            (0..10).map(|number| group(&format!("g{number}"), None, Some(0.1), PassFail)).collect();
        let cases: Vec<Scored> = (0..10).map(|number| case(number, true)).collect();
        assert_eq!(all(&tenths, &cases), (1.0, Some(1.0)));
        let groups = [
            group("a", None, None, Sum),
            group("a/1", Some(0), Some(0.1), PassFail),
            group("a/2", Some(0), Some(0.2), PassFail),
        ];
        assert_eq!(all(&groups, &[case(1, true), case(2, true)]), (0.3, Some(0.3)));
        let groups = [group("a", None, None, Sum)];
        let cases = [0.1, 0.2, 0.3, 0.4].map(|points| partly(0, Credit::Points(points)));
        assert_eq!(all(&groups, &cases), (1.0, None));
        let cases = [0.1; 10].map(|part| Scored { group: None, ..partly(0, Credit::Part(part)) });
        assert_eq!(all(&[], &cases), (1.0, Some(10.0)));
    }

    #[test]
    fn the_greatest_and_the_mean_of_what_was_judged() {
        let skipped = Scored { verdict: Verdict::Skip, ..case(0, false) };
        for (aggregation, cases, expected) in [
            (Max, vec![case(0, false), case(0, true)], 30.0),
            (Max, vec![case(0, false), case(0, false)], 0.0),
            (Average, vec![case(0, true), case(0, false), case(0, true)], 20.0),
            (Average, vec![case(0, true), case(0, false), skipped, skipped], 15.0),
            (Average, vec![skipped], 0.0),
            (Average, vec![partly(0, Credit::Part(0.1)), case(0, true)], 16.5),
        ] {
            let groups = [group("a", None, Some(30.0), aggregation)];
            assert_eq!(points(score(&groups, &cases).total), (expected, Some(30.0)), "{aggregation:?}");
        }
        let groups = [
            group("a", None, Some(15.0), Average),
            group("a/1", Some(0), Some(10.0), Min),
            group("a/2", Some(0), Some(20.0), Min),
        ];
        assert_eq!(points(score(&groups, &[case(1, true), case(2, true)]).total), (15.0, Some(15.0)));
        let skipped = Scored { verdict: Verdict::Skip, ..case(2, false) };
        assert_eq!(points(score(&groups, &[case(1, true), skipped]).total), (10.0, Some(15.0)));
    }

    #[test]
    fn a_group_without_cases_scores_nothing() {
        for aggregation in [PassFail, Sum, Min, Max, Average] {
            let groups = [group("a", None, Some(10.0), aggregation), group("b", None, Some(5.0), PassFail)];
            assert_eq!(points(score(&groups, &[case(1, true)]).total), (5.0, Some(15.0)), "{aggregation:?}");
        }
    }

    #[test]
    fn nothing_is_worth_more_than_there_is() {
        let groups = [group("a", None, Some(10.0), Sum)];
        let scores = score(&groups, &[partly(0, Credit::Points(1e9)), case(0, true)]);
        assert_eq!(points(scores.total), (10.0, Some(10.0)));
    }

    #[test]
    fn credit_alone_makes_cases_worth_a_point_each() {
        let half = Scored { group: None, ..partly(0, Credit::Part(0.5)) };
        let none = Scored { group: None, ..case(0, false) };
        assert_eq!(points(score(&[], &[half, none]).total), (0.5, Some(2.0)));
    }
}
