//! Scores of cases, groups and submissions: what is partly right is worth a part.
//!
//! The rules are those of scoring problems in the Kattis problem package format, version 2025-09, with groups nested
//! to any depth. Pure, like checkers.

use crate::{
    problem::{Aggregation, Group},
    verdict::Verdict,
};

/// The most points that there may be, so that sums of them are numbers.
pub const MOST_POINTS: f64 = 1e12;

/// What a checker gives for a case besides its verdict.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Credit {
    /// This part of what the case is worth, from 0 to 1.
    Part(f64),
    /// This many points, whatever the case is worth; not less than 0.
    Points(f64),
}

/// Points that were got, and those that there are to get; `None` where nothing bounds them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Score {
    /// Points that were got.
    pub points: f64,
    /// Points that there are.
    pub max: Option<f64>,
}

/// What is known of a case.
#[derive(Clone, Copy, Debug)]
pub struct Scored {
    /// The index of its group.
    pub group: Option<usize>,
    /// Its verdict.
    pub verdict: Verdict,
    /// What its checker gave.
    pub credit: Option<Credit>,
}

/// The scores of a submission; `None` where there is nothing to score.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scores {
    /// Of each case; `None` where its group is all or nothing.
    pub cases: Vec<Option<Score>>,
    /// Of each group.
    pub groups: Vec<Option<Score>>,
    /// Of the submission.
    pub total: Option<Score>,
}

/// Scores the cases of a submission. Without any group that has a score, cases are worth a point each, provided that
/// the checker gives credit for some.
pub fn score(groups: &[Group], cases: &[Scored]) -> Scores {
    if !groups.iter().any(Group::is_scored) {
        return without_groups(groups, cases);
    }
    let tally = Tally::new(groups, cases);
    let mut scores = Scores { cases: vec![None; cases.len()], groups: vec![None; groups.len()], total: None };
    // From the inside out: a group comes after the one that it belongs to.
    for (index, group) in groups.iter().enumerate().rev() {
        let of_cases = cases.iter().enumerate().filter(|(_, case)| case.group == Some(index));
        let worth = tally.worth(index, group);
        let mut parts = Vec::new();
        for (number, case) in of_cases {
            if group.aggregation != Aggregation::PassFail {
                let score = of_case(case, worth);
                scores.cases[number] = Some(score);
                parts.push(score);
            }
        }
        let inner = groups.iter().enumerate().filter(|(_, inner)| inner.parent == Some(index));
        parts.extend(inner.filter_map(|(inner, _)| scores.groups[inner]));
        scores.groups[index] = of_group(group, &parts, tally.is_passed[index]);
    }
    let outermost = groups.iter().zip(&scores.groups).filter(|(group, _)| group.parent.is_none());
    scores.total = sum(outermost.filter_map(|(_, score)| *score));
    scores
}

/// What has to be known of all cases before any is scored.
struct Tally {
    /// Whether all cases of a group and of those in it are accepted, and there are any.
    is_passed: Vec<bool>,
    /// Cases that are in a group itself.
    count: Vec<usize>,
    /// What the groups in a group are worth together.
    inner: Vec<f64>,
}

impl Tally {
    fn new(groups: &[Group], cases: &[Scored]) -> Self {
        let mut tally = Self {
            is_passed: vec![false; groups.len()],
            count: vec![0; groups.len()],
            inner: vec![0.0; groups.len()],
        };
        for case in cases {
            for group in crate::problem::lineage(groups, case.group) {
                tally.is_passed[group] = true;
            }
        }
        for case in cases {
            if let Some(count) = case.group.and_then(|group| tally.count.get_mut(group)) {
                *count += 1;
            }
            if case.verdict != Verdict::Accepted {
                for group in crate::problem::lineage(groups, case.group) {
                    tally.is_passed[group] = false;
                }
            }
        }
        for group in groups {
            if let (Some(parent), Some(max)) = (group.parent, group.max_score) {
                tally.inner[parent] += max;
            }
        }
        tally
    }

    /// The points that there are for each case of a group itself.
    fn worth(&self, index: usize, group: &Group) -> Option<f64> {
        let max = group.max_score?;
        Some(match group.aggregation {
            Aggregation::Sum => (max - self.inner[index]).max(0.0) / self.count[index].max(1) as f64,
            Aggregation::Min | Aggregation::PassFail => max,
        })
    }
}

fn of_case(case: &Scored, worth: Option<f64>) -> Score {
    let is_accepted = case.verdict == Verdict::Accepted;
    let points = match (case.credit, worth) {
        (Some(Credit::Points(points)), _) => worth.map_or(points, |worth| points.min(worth)),
        (Some(Credit::Part(part)), _) => part * worth.unwrap_or(1.0),
        (None, Some(worth)) if is_accepted => worth,
        (None, _) => 0.0,
    };
    Score { points, max: worth }
}

fn of_group(group: &Group, parts: &[Score], is_passed: bool) -> Option<Score> {
    match group.aggregation {
        Aggregation::PassFail => {
            group.max_score.map(|max| Score { points: if is_passed { max } else { 0.0 }, max: Some(max) })
        }
        Aggregation::Sum => {
            let sum = sum(parts.iter().copied()).unwrap_or(Score { points: 0.0, max: None });
            let max = group.max_score.or(sum.max);
            Some(Score { points: max.map_or(sum.points, |max| sum.points.min(max)), max })
        }
        Aggregation::Min => {
            let least = parts.iter().map(|part| part.points).fold(f64::INFINITY, f64::min);
            Some(Score { points: if parts.is_empty() { 0.0 } else { least }, max: group.max_score })
        }
    }
}

/// The sum of some scores; bounded where all of them are.
fn sum(scores: impl Iterator<Item = Score>) -> Option<Score> {
    scores.reduce(|a, b| Score { points: a.points + b.points, max: a.max.zip(b.max).map(|(a, b)| a + b) })
}

fn without_groups(groups: &[Group], cases: &[Scored]) -> Scores {
    let mut scores = Scores { cases: vec![None; cases.len()], groups: vec![None; groups.len()], total: None };
    if cases.iter().any(|case| case.credit.is_some()) {
        scores.cases = cases.iter().map(|case| Some(of_case(case, Some(1.0)))).collect();
        scores.total = sum(scores.cases.iter().flatten().copied());
    }
    scores
}

#[cfg(test)]
mod tests {
    use super::*;
    use Aggregation::{Min, PassFail, Sum};

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
    fn a_group_without_cases_scores_nothing() {
        for aggregation in [PassFail, Sum, Min] {
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
