//! The rules by which a group's cases need no judging because of other verdicts.
//!
//! Rules look at cases in the problem's order alone, and the cases and groups that a group requires come before it, so
//! one pass from the first case to the last decides. A case that a rule skips counts as not accepted for later cases.

use tribunal_problem::problem::{Case, Group, Requirement, lineage};

/// The reason why a group's case is not judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reason {
    /// Another case of its group was not accepted.
    Stopped,
    /// A case or group that its group requires was not accepted.
    Requires,
}

impl Reason {
    /// Returns the text for reports.
    pub(super) fn text(self) -> &'static str {
        match self {
            Self::Stopped => "an earlier case of its group failed",
            Self::Requires => "what its group requires failed",
        }
    }
}

/// Returns the reason for each case that is skipped. `is_rejected` tells whether a case is known not to be accepted.
pub(super) fn skipped(
    groups: &[Group],
    cases: &[Case],
    is_rejected: impl Fn(usize) -> bool,
) -> Vec<Option<Reason>> {
    let mut skipped = vec![None; cases.len()];
    let mut is_broken = vec![false; groups.len()];
    for (index, case) in cases.iter().enumerate() {
        let reason = lineage(groups, case.group).find_map(|group| {
            let is_open = |required: &Requirement| match *required {
                Requirement::Group(other) => is_broken[other],
                Requirement::Case(other) => skipped[other].is_some() || is_rejected(other),
            };
            if groups[group].stops && is_broken[group] {
                Some(Reason::Stopped)
            } else {
                groups[group].require_pass.iter().any(is_open).then_some(Reason::Requires)
            }
        });
        skipped[index] = reason;
        if reason.is_some() || is_rejected(index) {
            for group in lineage(groups, case.group) {
                is_broken[group] = true;
            }
        }
    }
    skipped
}

/// Whether any rule could ever skip a case.
pub(super) fn has_rules(groups: &[Group]) -> bool {
    groups.iter().any(|group| group.stops || !group.require_pass.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use tribunal_core::input::Content;
    use tribunal_problem::problem::{Aggregation, Expected};

    fn group(parent: Option<usize>, require_pass: &[Requirement], stops: bool) -> Group {
        Group {
            name: String::new(),
            parent,
            max_score: None,
            aggregation: Aggregation::PassFail,
            require_pass: require_pass.to_vec(),
            stops,
        }
    }

    fn cases(groups: &[usize]) -> Vec<Case> {
        let case = |group: &usize| Case {
            name: String::new(),
            sample: false,
            group: Some(*group),
            checker: None,
            input: Content::from("").into(),
            expected: Expected::Writes(Content::from("")),
        };
        groups.iter().map(case).collect()
    }

    fn shown(groups: &[Group], members: &[usize], rejected: &[usize]) -> String {
        let skipped = skipped(groups, &cases(members), |case| rejected.contains(&case));
        let letter = |reason: &Option<Reason>| match reason {
            None => '.',
            Some(Reason::Stopped) => 's',
            Some(Reason::Requires) => 'r',
        };
        skipped.iter().map(letter).collect()
    }

    #[test]
    fn a_group_that_stops_skips_what_comes_after_its_first_failure() {
        let groups = [group(None, &[], true), group(None, &[], false)];
        assert_eq!(shown(&groups, &[0, 0, 0, 1, 1, 0], &[]), "......");
        assert_eq!(shown(&groups, &[0, 0, 0, 1, 1, 0], &[1, 3]), "..s..s");
    }

    #[test]
    fn what_is_required_has_to_be_accepted_before() {
        let groups = [
            group(None, &[], false),
            group(None, &[Requirement::Group(0)], false),
            group(None, &[Requirement::Case(2)], true),
        ];
        let members = [0, 0, 1, 1, 2];
        assert_eq!(shown(&groups, &members, &[0]), "..rrr", "what was skipped is not accepted");
        assert_eq!(shown(&groups, &members, &[2]), "....r");
        assert_eq!(shown(&groups, &members, &[3]), ".....");
    }

    #[test]
    fn a_failure_breaks_the_groups_around_it() {
        let groups = [group(None, &[], true), group(Some(0), &[], false), group(Some(0), &[], false)];
        assert_eq!(shown(&groups, &[1, 1, 2], &[0]), ".ss");
    }

    /// A case that is skipped during a run, when not all verdicts are known, is also skipped at its end.
    #[test]
    fn knowing_more_never_unskips() {
        let groups = [
            group(None, &[], true),
            group(Some(0), &[], false),
            group(None, &[Requirement::Group(1)], true),
            group(None, &[Requirement::Case(4)], false),
        ];
        let members = [0, 1, 1, 0, 2, 2, 3];
        for all in 0..1_u32 << members.len() {
            for known in 0..1_u32 << members.len() {
                let of = |mask: u32| skipped(&groups, &cases(&members), |case| mask >> case & 1 == 1);
                let (early, late) = (of(all & known), of(all));
                assert!(early.iter().zip(&late).all(|(early, late)| early.is_none() || late.is_some()));
            }
        }
    }
}
