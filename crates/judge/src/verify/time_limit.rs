//! The check that a time limit is far enough from the times of solutions, as Kattis' package format wants it.

use std::time::Duration;
use tribunal_core::text::duration;

use tribunal_problem::problem::TimeMultipliers;

/// The CPU time of a submission in the slowest of the cases that count.
#[derive(Clone, Debug, PartialEq)]
pub struct Slowest {
    /// Name of the submission.
    pub submission: String,
    /// Name of the case.
    pub case: String,
    /// The time; of a run that was stopped, the time until then.
    pub cpu: Duration,
}

/// A time limit beside the times of solutions.
#[derive(Clone, Debug, PartialEq)]
pub struct TimeLimit {
    /// The limit.
    pub limit: Duration,
    /// The required factors between the limit and the times.
    pub multipliers: TimeMultipliers,
    /// The slowest of the submissions that have to stay within it.
    pub slowest_within: Option<Slowest>,
    /// The fastest of the submissions that have to exceed it.
    pub fastest_beyond: Option<Slowest>,
}

impl TimeLimit {
    /// Returns the time limit of a problem, with the times of the submissions that bound it from below and from above.
    pub fn new(
        limit: Duration,
        multipliers: TimeMultipliers,
        within: Vec<Slowest>,
        beyond: Vec<Slowest>,
    ) -> Self {
        Self {
            limit,
            multipliers,
            slowest_within: within.into_iter().max_by_key(|slowest| slowest.cpu),
            fastest_beyond: beyond.into_iter().min_by_key(|slowest| slowest.cpu),
        }
    }

    /// Returns the least limit with the required distance.
    pub fn at_least(&self) -> Option<Duration> {
        self.slowest_within.as_ref().map(|slowest| slowest.cpu.mul_f64(self.multipliers.ac_to_time_limit))
    }

    /// Returns the greatest limit with the required distance.
    pub fn at_most(&self) -> Option<Duration> {
        self.fastest_beyond.as_ref().map(|slowest| slowest.cpu.div_f64(self.multipliers.time_limit_to_tle))
    }

    /// Returns a limit that is far enough from all times, where there is one and the present one is not.
    pub fn suggestion(&self) -> Option<Duration> {
        if self.warnings().is_empty() {
            return None;
        }
        let at_least = self.at_least().unwrap_or(Duration::from_millis(1));
        let suggestion = match self.at_most() {
            // A short limit is not a goal in itself.
            Some(at_most) => round_up(at_least).min(at_most),
            None => round_up(at_least),
        };
        (suggestion >= at_least).then_some(suggestion)
    }

    /// Returns the faults of the limit. Times depend on the machine, so none of them is an error.
    pub fn warnings(&self) -> Vec<String> {
        let mut warnings = Vec::new();
        let limit = duration(self.limit);
        if let (Some(slowest), Some(at_least)) = (&self.slowest_within, self.at_least())
            && self.limit < at_least
        {
            let Slowest { submission, case, cpu } = slowest;
            let (cpu, factor) = (duration(*cpu), self.multipliers.ac_to_time_limit);
            warnings.push(format!(
                "the limit of {limit} is less than {factor} times what {submission} takes on {case}, {cpu}"
            ));
        }
        if let (Some(fastest), Some(at_most)) = (&self.fastest_beyond, self.at_most())
            && self.limit > at_most
        {
            let Slowest { submission, case, cpu } = fastest;
            let (cpu, factor) = (duration(*cpu), self.multipliers.time_limit_to_tle);
            warnings.push(format!(
                "{submission} is meant to be too slow, and takes less than {factor} times the limit of {limit} even \
                 on {case}, {cpu}"
            ));
        }
        if let (Some(at_least), Some(at_most)) = (self.at_least(), self.at_most())
            && at_least > at_most
        {
            warnings.push(format!(
                "no limit is far enough from both: it would be at least {} and at most {}",
                duration(at_least),
                duration(at_most)
            ));
        }
        warnings
    }
}

/// Returns the next of 1, 2 and 5 times a power of ten, from a millisecond on.
fn round_up(time: Duration) -> Duration {
    let millis = time.as_secs_f64() * 1000.0;
    let power = 10_f64.powf(millis.max(1.0).log10().floor());
    let steps = [1.0, 2.0, 5.0, 10.0].map(|step| step * power);
    let next = steps.into_iter().find(|step| *step >= millis - 1e-9).unwrap_or(millis);
    Duration::from_secs_f64(next / 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slowest(submission: &str, millis: u64) -> Slowest {
        Slowest { submission: submission.into(), case: "c".into(), cpu: Duration::from_millis(millis) }
    }

    fn limit(limit: u64, within: &[u64], beyond: &[u64]) -> TimeLimit {
        TimeLimit::new(
            Duration::from_millis(limit),
            TimeMultipliers::default(),
            within.iter().map(|millis| slowest("good.js", *millis)).collect(),
            beyond.iter().map(|millis| slowest("slow.js", *millis)).collect(),
        )
    }

    #[test]
    fn the_slowest_good_and_the_fastest_bad_solution_bound_the_limit() {
        let fine = limit(1000, &[10, 500], &[1500, 4000]);
        assert_eq!(fine.at_least(), Some(Duration::from_secs(1)));
        assert_eq!(fine.at_most(), Some(Duration::from_secs(1)));
        assert_eq!((fine.warnings().len(), fine.suggestion()), (0, None));
        assert_eq!(limit(1000, &[], &[]).warnings().len(), 0);
        assert_eq!(limit(1000, &[], &[]).at_least(), None);
    }

    #[test]
    fn a_limit_too_near_to_either_is_warned_about_and_another_one_suggested() {
        let low = limit(1000, &[501], &[]);
        let message = "the limit of 1.00 s is less than 2 times what good.js takes on c, 501 ms";
        assert_eq!(low.warnings(), [message]);
        assert_eq!(low.suggestion(), Some(Duration::from_secs(2)));
        let high = limit(1000, &[100], &[1499]);
        assert!(high.warnings()[0].contains("slow.js is meant to be too slow"), "{:?}", high.warnings());
        assert_eq!(high.suggestion(), Some(Duration::from_millis(200)));
        let none = limit(1000, &[900], &[1100]);
        assert_eq!((none.warnings().len(), none.suggestion()), (3, None));
        let narrow = limit(2000, &[550], &[1800]);
        assert_eq!(narrow.suggestion(), Some(Duration::from_millis(1200)), "between 1.1 and 1.2 s");
    }

    #[test]
    fn limits_are_rounded_up_to_what_people_write() {
        for (millis, rounded) in [(0, 1), (1, 1), (3, 5), (5, 5), (11, 20), (1001, 2000), (5001, 10_000)] {
            assert_eq!(round_up(Duration::from_millis(millis)), Duration::from_millis(rounded), "{millis}");
        }
    }
}
