//! Groups: cases that are judged and scored together. Keys and meaning follow the Kattis problem package format,
//! version 2025-09; groups may be nested deeper than there.

/// Greatest number of points, so that sums of points are finite.
pub const MAX_POINTS: f64 = 1e12;

/// A group of cases.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Name of the group: a path, below that of its parent.
    pub name: String,
    /// Index of the parent, which comes before the group.
    pub parent: Option<usize>,
    /// Score of a submission that is accepted in all cases of the group; `None` where there is no maximum.
    pub max_score: Option<f64>,
    /// Aggregation of its score.
    pub aggregation: Aggregation,
    /// Groups and cases that must be accepted for this group to be judged. They come before its own cases.
    pub require_pass: Vec<Requirement>,
    /// Whether its remaining cases are skipped once one of them is not accepted.
    pub stops: bool,
}

/// The way that the score of a group is made from those of its cases and subgroups.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aggregation {
    /// All or nothing.
    PassFail,
    /// The sum of the scores.
    Sum,
    /// The least of the scores.
    Min,
    /// The greatest of the scores.
    Max,
    /// The mean of the scores that were judged.
    Average,
}

/// A requirement of a group, by index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Requirement {
    /// All cases of a group.
    Group(usize),
    /// One case.
    Case(usize),
}

impl Group {
    /// Whether it has a score.
    pub fn is_scored(&self) -> bool {
        self.max_score.is_some() || self.aggregation != Aggregation::PassFail
    }
}

impl Aggregation {
    /// Every aggregation with its name in problem files.
    pub const ALL: [(Self, &'static str); 5] = [
        (Self::PassFail, "pass-fail"),
        (Self::Sum, "sum"),
        (Self::Min, "min"),
        (Self::Max, "max"),
        (Self::Average, "avg"),
    ];

    /// Returns the name in problem files.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(way, _)| *way == self).map_or("", |(_, name)| name)
    }
}

/// Returns the indices of a group and its ancestors, from the innermost outwards.
pub fn lineage(groups: &[Group], group: Option<usize>) -> impl Iterator<Item = usize> {
    std::iter::successors(group, |group| groups.get(*group)?.parent)
}
