//! Expectations of submissions: a verdict by their folder, or rules by `submissions.yaml`.

mod file;
mod pattern;

pub use file::{ExpectationError, Expectations, FILE_NAME};
pub use pattern::PathPattern;

use crate::verdict::Verdict;

/// The expectation of one submission.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Expectation {
    /// Verdicts of which the submission as a whole has to get one.
    verdicts: Vec<Verdict>,
    /// Rules that have to hold besides, all of them. Without any, the verdict of the whole decides.
    rules: Vec<Rule>,
}

/// A rule about a submission's cases.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rule {
    /// For each of the problem's cases, whether the rule is about it; `None` for all cases.
    pub cases: Option<Vec<bool>>,
    /// Index of the group whose score is meant; `None` for the score of the submission.
    pub group: Option<usize>,
    /// Origin of the rule, for people: such as `` `slow/*` in submissions.yaml ``.
    pub origin: String,
    /// The only verdicts that its cases may get, where they are restricted.
    pub permitted: Option<Vec<Verdict>>,
    /// Verdicts of which at least one case has to get one.
    pub required: Option<Vec<Verdict>>,
    /// Text that the message of at least one case has to contain.
    pub message: Option<String>,
    /// Least and greatest score allowed, in points.
    pub score: Option<(f64, f64)>,
    /// Bound that its cases set on the time limit.
    pub bound: Option<Bound>,
}

/// The side from which a submission's time bounds the time limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Bound {
    /// The limit has to be so high that the submission stays within it.
    Lower,
    /// The limit has to be so low that the submission exceeds it.
    Upper,
}

/// The result of a case that was judged.
#[derive(Clone, Copy, Debug)]
pub struct Judged<'a> {
    /// Name of the case.
    pub name: &'a str,
    /// Its verdict.
    pub verdict: Verdict,
    /// Message about the case.
    pub message: Option<&'a str>,
}

impl Expectation {
    /// Expects one of these verdicts of the submission as a whole.
    pub fn one_of(verdicts: Vec<Verdict>) -> Self {
        Self { verdicts, rules: Vec::new() }
    }

    /// Returns the verdicts of which the submission as a whole has to get one.
    pub fn verdicts(&self) -> &[Verdict] {
        &self.verdicts
    }

    /// Returns these verdicts, for people: `WA or TLE`.
    pub fn describe(&self) -> String {
        self.verdicts.iter().map(|verdict| verdict.code()).collect::<Vec<_>>().join(" or ")
    }

    /// Whether only an accepted submission meets the expectation.
    pub fn is_accepted(&self) -> bool {
        self.verdicts == [Verdict::Accepted]
    }

    /// Whether the submission has to fail in some case.
    pub fn is_failing(&self) -> bool {
        !self.verdicts.is_empty() && !self.verdicts.contains(&Verdict::Accepted)
    }

    /// Returns the rules that have to hold besides.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// Returns a description of the first deviation from the expectation; `None` if there is none. `verdict` is that of
    /// the whole, `score` returns the points of a group (by index) or of the whole, and `cases` are all cases of the
    /// problem.
    pub fn mismatch<'a>(
        &self,
        verdict: Verdict,
        score: impl Fn(Option<usize>) -> Option<f64>,
        cases: impl Iterator<Item = Judged<'a>> + Clone,
    ) -> Option<String> {
        if self.rules.is_empty() {
            let expected = self.describe();
            return (!self.verdicts.contains(&verdict)).then(|| format!("{verdict}, expected {expected}"));
        }
        if matches!(verdict, Verdict::Skip | Verdict::InternalError) {
            return Some(format!("{verdict}: it was not judged"));
        }
        self.rules.iter().find_map(|rule| rule.mismatch(&score, cases.clone()))
    }

    /// Returns the cases that bound the time limit, each with the side that they bound it from; `None` for all cases.
    pub fn bounds(&self) -> Vec<(Bound, Option<&[bool]>)> {
        if self.rules.is_empty() {
            let bound = match self.verdicts[..] {
                [Verdict::Accepted | Verdict::WrongAnswer | Verdict::RunTimeError] => Some(Bound::Lower),
                [Verdict::TimeLimitExceeded] => Some(Bound::Upper),
                _ => None,
            };
            return bound.map(|bound| (bound, None)).into_iter().collect();
        }
        self.rules.iter().filter_map(|rule| Some((rule.bound?, rule.cases.as_deref()))).collect()
    }
}

impl From<Verdict> for Expectation {
    /// Expects this verdict of the submission as a whole.
    fn from(verdict: Verdict) -> Self {
        Self::one_of(vec![verdict])
    }
}

impl Rule {
    /// Returns a description of the first part of the rule that does not hold; `None` if the rule holds.
    fn mismatch<'a>(
        &self,
        score: &impl Fn(Option<usize>) -> Option<f64>,
        cases: impl Iterator<Item = Judged<'a>> + Clone,
    ) -> Option<String> {
        let origin = &self.origin;
        let is_meant = |index| self.cases.as_ref().is_none_or(|cases| cases.get(index) == Some(&true));
        // A case skipped by a stop rule could have had any verdict.
        let mut cases = cases
            .enumerate()
            .filter(|(index, case)| is_meant(*index) && case.verdict != Verdict::Skip)
            .map(|(_, case)| case);
        if let Some(permitted) = &self.permitted
            && let Some(case) = cases.clone().find(|case| !permitted.contains(&case.verdict))
        {
            let (name, verdict) = (case.name, case.verdict);
            return Some(format!("{verdict} on {name}, where {origin} permits {}", listed(permitted)));
        }
        if let Some(required) = &self.required
            && !cases.clone().any(|case| required.contains(&case.verdict))
        {
            return Some(format!("no case got {}, which {origin} requires", listed(required)));
        }
        if let Some(text) = &self.message
            && !cases.any(|case| case.message.is_some_and(|message| message.contains(text.as_str())))
        {
            return Some(format!("no case's message contains {text:?}, which {origin} asks for"));
        }
        if let Some((least, greatest)) = self.score {
            let points = score(self.group);
            if !points.is_some_and(|points| (least..=greatest).contains(&points)) {
                let got = points.map_or_else(|| "no score".to_owned(), |points| format!("{points} points"));
                return Some(format!("{got}, where {origin} asks for {}", points_of(least, greatest)));
            }
        }
        None
    }
}

/// Formats a range of points: "30 to 50".
fn points_of(least: f64, greatest: f64) -> String {
    if least == greatest { format!("{least}") } else { format!("{least} to {greatest}") }
}

/// Formats a list of verdicts: "WA or TLE".
fn listed(verdicts: &[Verdict]) -> String {
    verdicts.iter().map(|verdict| verdict.code()).collect::<Vec<_>>().join(" or ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use Verdict::{
        Accepted as Ac, InternalError as Ie, RunTimeError as Rte, Skip, TimeLimitExceeded as Tle,
        WrongAnswer as Wa,
    };

    fn mismatch(expectation: &Expectation, verdicts: &[Verdict]) -> Option<String> {
        let names: Vec<String> = (1..=verdicts.len()).map(|number| format!("secret/{number}")).collect();
        let cases = names.iter().zip(verdicts).map(|(name, verdict)| Judged {
            name,
            verdict: *verdict,
            message: (*verdict == Wa).then_some("3 instead of 4"),
        });
        expectation.mismatch(verdicts.iter().copied().max().unwrap(), |_| Some(30.0), cases)
    }

    #[test]
    fn without_rules_the_verdict_of_the_whole_counts() {
        let expected = Expectation::from(Tle);
        assert_eq!(mismatch(&expected, &[Wa, Tle, Ac]), None);
        assert_eq!(mismatch(&expected, &[Wa, Ac]).unwrap(), "WA, expected TLE");
        assert!(expected.is_failing() && !expected.is_accepted());
    }

    #[test]
    fn rules_are_about_cases() {
        let rule = |rule: Rule| Expectation {
            verdicts: vec![Ac, Wa, Tle],
            rules: vec![Rule { origin: "`x`".into(), ..rule }],
        };
        let permitted = rule(Rule { permitted: Some(vec![Ac, Tle]), ..Rule::default() });
        assert_eq!(mismatch(&permitted, &[Ac, Tle, Skip]), None);
        assert_eq!(mismatch(&permitted, &[Ac, Wa]).unwrap(), "WA on secret/2, where `x` permits AC or TLE");
        let required = rule(Rule { required: Some(vec![Tle, Rte]), ..Rule::default() });
        assert_eq!(mismatch(&required, &[Wa, Rte]), None);
        assert_eq!(mismatch(&required, &[Wa, Ac]).unwrap(), "no case got TLE or RTE, which `x` requires");
        let some =
            rule(Rule { cases: Some(vec![true, false]), permitted: Some(vec![Ac]), ..Rule::default() });
        assert_eq!(mismatch(&some, &[Ac, Wa]), None);
        assert!(mismatch(&some, &[Wa, Ac]).is_some());
        let message = rule(Rule { message: Some("instead".into()), ..Rule::default() });
        assert_eq!(mismatch(&message, &[Ac, Wa]), None);
        assert!(mismatch(&message, &[Ac]).is_some());
        let score = rule(Rule { score: Some((20.0, 30.0)), ..Rule::default() });
        assert_eq!(mismatch(&score, &[Wa]), None);
        let score = rule(Rule { score: Some((31.0, 31.0)), ..Rule::default() });
        assert_eq!(mismatch(&score, &[Wa]).unwrap(), "30 points, where `x` asks for 31");
        assert!(
            mismatch(&permitted, &[Ac, Ie]).unwrap().contains("IE"),
            "the judge's fault is never expected"
        );
    }
}
