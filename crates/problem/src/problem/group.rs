//! Test groups: cases that are judged and scored together. Keys and meaning follow the Kattis problem package format,
//! version 2025-09; groups may be nested deeper than there.

/// The most points that there may be, so that sums of them are numbers.
pub const MAX_POINTS: f64 = 1e12;

/// A group of cases.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Its name: a path, below that of the group that it belongs to.
    pub name: String,
    /// The index of the group that it belongs to, which comes before it.
    pub parent: Option<usize>,
    /// The score of a submission that is accepted in all of it; `None` where nothing bounds it.
    pub max_score: Option<f64>,
    /// How its score is made.
    pub aggregation: Aggregation,
    /// What must be accepted for it to be judged at all. Comes before its own cases.
    pub require_pass: Vec<Required>,
    /// Whether its other cases are skipped once one of them is not accepted.
    pub stops: bool,
}

/// How the score of a group is made from those of its cases and of the groups in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aggregation {
    /// All or nothing.
    PassFail,
    /// Their sum.
    Sum,
    /// The least of them.
    Min,
    /// The greatest of them.
    Max,
    /// The mean of those that were judged.
    Average,
}

/// What a group may require, by index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Required {
    /// All cases of a group.
    Group(usize),
    /// One case.
    Case(usize),
}

impl Group {
    /// Whether it says anything of scores.
    pub fn is_scored(&self) -> bool {
        self.max_score.is_some() || self.aggregation != Aggregation::PassFail
    }
}

impl Aggregation {
    /// Every way with its name in problem files.
    pub const ALL: [(Self, &'static str); 5] = [
        (Self::PassFail, "pass-fail"),
        (Self::Sum, "sum"),
        (Self::Min, "min"),
        (Self::Max, "max"),
        (Self::Average, "avg"),
    ];

    /// The name in problem files.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(way, _)| *way == self).map_or("", |(_, name)| name)
    }
}

/// A group and those that it belongs to, from the inside out.
pub fn lineage(groups: &[Group], group: Option<usize>) -> impl Iterator<Item = usize> {
    std::iter::successors(group, |group| groups.get(*group)?.parent)
}
