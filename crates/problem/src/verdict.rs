//! Verdicts of cases and submissions.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The verdict of a case or of a submission.
///
/// Ordered by severity: a submission's verdict is the greatest of its cases'. `Skip` is greater than `Accepted`,
/// because a submission that was not judged completely is not accepted. `InternalError` is the greatest, because where
/// the judge failed it must not claim anything else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Verdict {
    /// The answer is right.
    #[serde(rename = "AC")]
    Accepted,
    /// Not judged: the run stopped before the case.
    #[serde(rename = "SKIP")]
    Skip,
    /// The answer is wrong.
    #[serde(rename = "WA")]
    WrongAnswer,
    /// The program threw an exception, or ended without an answer.
    #[serde(rename = "RTE")]
    RunTimeError,
    /// The program wrote more than the output limit.
    #[serde(rename = "OLE")]
    OutputLimitExceeded,
    /// The program took longer than the time limit.
    #[serde(rename = "TLE")]
    TimeLimitExceeded,
    /// The program used more memory than the memory limit.
    #[serde(rename = "MLE")]
    MemoryLimitExceeded,
    /// The program does not compile.
    #[serde(rename = "CE")]
    CompileError,
    /// The judge itself failed. The verdict says nothing about the program.
    #[serde(rename = "IE")]
    InternalError,
}

impl Verdict {
    /// Every verdict with its code in reports, and the name of its folder of submissions where it has one.
    pub const ALL: [(Verdict, &'static str, Option<&'static str>); 9] = [
        (Verdict::Accepted, "AC", Some("accepted")),
        (Verdict::Skip, "SKIP", None),
        (Verdict::WrongAnswer, "WA", Some("wrong_answer")),
        (Verdict::RunTimeError, "RTE", Some("run_time_error")),
        (Verdict::OutputLimitExceeded, "OLE", Some("output_limit_exceeded")),
        (Verdict::TimeLimitExceeded, "TLE", Some("time_limit_exceeded")),
        (Verdict::MemoryLimitExceeded, "MLE", Some("memory_limit_exceeded")),
        (Verdict::CompileError, "CE", Some("compile_error")),
        (Verdict::InternalError, "IE", None),
    ];

    /// Returns the code used in reports, such as `AC`.
    pub fn code(self) -> &'static str {
        Self::ALL.iter().find(|(verdict, ..)| *verdict == self).map_or("", |(_, code, _)| code)
    }

    /// Returns the verdict whose folder of submissions has this name.
    pub fn from_folder(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(.., folder)| *folder == Some(name)).map(|(verdict, ..)| *verdict)
    }

    /// Returns the folder name of a verdict that `name` is a misspelling of, such as `Wrong-Answer`, `wrong_anwser` or
    /// `WA`; `None` if it is not a misspelling of one.
    pub fn folder_meant_by(name: &str) -> Option<&'static str> {
        /// The greatest edit distance of a misspelling.
        const SLIPS: usize = 2;
        // A very long name is a misspelling of none.
        if name.len() > 60 || Self::from_folder(name).is_some() {
            return None;
        }
        let name = name.to_lowercase().replace(['-', ' '], "_");
        Self::ALL.iter().find_map(|(_, code, folder)| {
            let folder = (*folder)?;
            let is_meant = code.eq_ignore_ascii_case(&name) || strsim::osa_distance(&name, folder) <= SLIPS;
            is_meant.then_some(folder)
        })
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_in_a_folders_name_is_seen() {
        for (slip, meant) in [
            ("wrong_anwser", "wrong_answer"),
            ("Wrong-Answer", "wrong_answer"),
            ("wa", "wrong_answer"),
            ("runtime_error", "run_time_error"),
            ("time limit exceeded", "time_limit_exceeded"),
            ("acepted", "accepted"),
        ] {
            assert_eq!(Verdict::folder_meant_by(slip), Some(meant), "{slip}");
        }
        for other in ["alice", "slow", "week-1", "expected", "", "answers", "wrong_answer", "rejected"] {
            assert_eq!(Verdict::folder_meant_by(other), None, "{other}");
        }
    }

    #[test]
    fn the_order_is_that_of_the_contract() {
        use Verdict::*;
        let worst_first = [
            InternalError,
            CompileError,
            MemoryLimitExceeded,
            TimeLimitExceeded,
            OutputLimitExceeded,
            RunTimeError,
            WrongAnswer,
            Skip,
            Accepted,
        ];
        assert!(worst_first.is_sorted_by(|a, b| a > b));
        assert_eq!(worst_first.len(), Verdict::ALL.len());
    }
}
