//! Curves: the cost of a case by the number of cases, and by the number of threads.
//!
//! Rows give the cost of a judge at work; the first of these curves gives the additional cost of its start, which many
//! cases share.

use std::time::{Duration, Instant};

use super::{Cases, CompareError, SkippedRow, Stages, Technique, lanes::Lanes, statistics::Spread};
use tribunal_exec::runner::{Job, Runner};

/// Numbers of cases of the curve of starts.
const CASES: [usize; 9] = [1, 3, 10, 30, 100, 300, 1_000, 3_000, 10_000];

/// Greatest number of cases whose arguments a curve needs.
pub(super) const MAX_CASES: usize = 10_000;

/// Number of points of a curve that are measured even if the budget is spent.
const MIN_POINTS: usize = 2;

/// Number of measurements of a point, if they are quick, for the median.
const REPEATS: usize = 5;

/// Number of cases of one thread in a round of the curve of threads, if they are quick.
const CASES_PER_THREAD: usize = 400;

/// A technique's cost against a count.
#[derive(Clone, Debug)]
pub struct Curve {
    /// The measured technique.
    pub technique: &'static Technique,
    /// The counts, with wall-clock microseconds per case.
    pub points: Vec<(usize, f64)>,
}

/// The measured curves.
#[derive(Clone, Debug, Default)]
pub struct Curves {
    /// Cost per case against the number of cases, with the start of the isolate or process included: rows of one thread
    /// that are a way to judge, and not a floor or a variant of another one.
    pub starts: Vec<Curve>,
    /// Cost per case against the number of threads, all of them warm: rows on all cores.
    pub threads: Vec<Curve>,
}

/// The subject of the curves: the techniques with their runners, and the cases that they run.
pub(super) struct Subject<'a> {
    pub(super) runners: &'a [(&'static Technique, Box<dyn Runner>)],
    pub(super) cases: &'a Cases<'a>,
    pub(super) job: Job<'a>,
}

impl<'a> Subject<'a> {
    /// Measures all curves in about this time. A curve ends before a point that would take more than its share; the
    /// rest of its share is left to later ones.
    ///
    /// # Errors
    /// If some result is not the expected one. A technique that cannot run any more is added to `left_out`.
    pub(super) fn curves(
        &self,
        most_threads: usize,
        budget: Duration,
        left_out: &mut Vec<SkippedRow>,
        parts: &mut Stages<'_>,
    ) -> Result<Curves, CompareError> {
        let mut curves = Curves::default();
        let start = Instant::now();
        let runners: Vec<_> = self.runners.iter().filter(|(technique, _)| technique.has_curve()).collect();
        for (index, (technique, runner)) in runners.iter().enumerate() {
            if parts.is_stopped() {
                break;
            }
            parts.turn_done(technique.name, index as f64 / runners.len() as f64);
            let to_come: u32 = runners[index..].iter().map(|(technique, _)| weight(technique)).sum();
            let share = budget.saturating_sub(start.elapsed()) * weight(technique) / to_come;
            let (all, measured) = match technique.is_parallel {
                true => (&mut curves.threads, self.threads(technique, runner.as_ref(), most_threads, share)),
                false => (&mut curves.starts, self.starts(technique, runner.as_ref(), share)),
            };
            match measured {
                Ok(points) => all.push(Curve { technique, points }),
                Err(error) => left_out.push(SkippedRow::after(technique, error)?),
            }
        }
        Ok(curves)
    }

    /// Returns the job as this technique runs it.
    fn job(&self, technique: &Technique) -> Job<'a> {
        Job { realm: technique.realm(), ..self.job }
    }

    fn starts(
        &self,
        technique: &Technique,
        runner: &dyn Runner,
        share: Duration,
    ) -> Result<Vec<(usize, f64)>, CompareError> {
        let start = Instant::now();
        let mut times: Vec<Vec<f64>> = vec![Vec::new(); CASES.len()];
        // The first time up to the end of the share, then only as far as that is quick, for the median.
        let mut until = share;
        for _ in 0..REPEATS {
            self.start_once(technique, runner, until, &mut times)?;
            until = (share / 100).min(share.saturating_sub(start.elapsed()));
            if until.is_zero() {
                break;
            }
        }
        let medians = CASES.iter().zip(&times);
        Ok(medians.filter_map(|(count, times)| Some((*count, Spread::of(times)?.median))).collect())
    }

    /// Starts a session and runs case after case in it, until the next point would take longer than this; adds the time
    /// per case at each point, the start included.
    fn start_once(
        &self,
        technique: &Technique,
        runner: &dyn Runner,
        until: Duration,
        times: &mut [Vec<f64>],
    ) -> Result<(), CompareError> {
        std::thread::scope(|scope| {
            let start = Instant::now();
            let lanes = Lanes::start(scope, 1, technique, runner, self.job(technique))?;
            // The time of checking does not count.
            let (mut checking, mut ran, mut pace) = (Duration::ZERO, 0, Duration::ZERO);
            for (index, (count, times)) in CASES.iter().zip(times).enumerate() {
                let cases = ran..*count;
                let at = Instant::now();
                let estimate = pace * u32::try_from(cases.len()).unwrap_or(u32::MAX);
                if index >= MIN_POINTS && start.elapsed() + estimate > until {
                    break;
                }
                let (_, results) = lanes.run(cases.clone())?;
                pace = at.elapsed() / u32::try_from(cases.len()).unwrap_or(u32::MAX);
                times.push((start.elapsed() - checking).as_secs_f64() * 1e6 / *count as f64);
                let at = Instant::now();
                self.cases.check(technique.name, &results)?;
                checking += at.elapsed();
                ran = *count;
            }
            Ok(())
        })
    }

    fn threads(
        &self,
        technique: &Technique,
        runner: &dyn Runner,
        most: usize,
        share: Duration,
    ) -> Result<Vec<(usize, f64)>, CompareError> {
        // Beyond the number of cores, to show that nothing is gained there.
        let counts: Vec<usize> = std::iter::successors(Some(1), |count| Some(count * 2))
            .take_while(|count| *count <= 2 * most)
            .collect();
        let mut per_thread = 1;
        let measure = |threads: usize| {
            std::thread::scope(|scope| {
                let lanes = Lanes::start(scope, threads, technique, runner, self.job(technique))?;
                // The first round starts the sessions.
                let (cold, ran) = lanes.run(0..threads)?;
                self.cases.check(technique.name, &ran)?;
                if threads == 1 {
                    let affordable =
                        share.as_secs_f64() / counts.len() as f64 / REPEATS as f64 / cold.as_secs_f64();
                    // Cold cases take longer than later ones.
                    per_thread = ((affordable * 2.0) as usize).clamp(2, CASES_PER_THREAD);
                }
                let count = threads * per_thread;
                let (time, ran) = lanes.run(0..count)?;
                self.cases.check(technique.name, &ran)?;
                Ok(time.as_secs_f64() * 1e6 / count as f64)
            })
        };
        curve(&counts, share, measure)
    }
}

/// Returns the weight of a curve in the division of the time: those of starts go up to many cases.
fn weight(technique: &Technique) -> u32 {
    if technique.is_parallel { 1 } else { 4 }
}

/// Measures a point for each count, until the time is up.
fn curve(
    counts: &[usize],
    share: Duration,
    mut measure: impl FnMut(usize) -> Result<f64, CompareError>,
) -> Result<Vec<(usize, f64)>, CompareError> {
    let start = Instant::now();
    let mut points: Vec<(usize, f64)> = Vec::new();
    for count in counts {
        if points.len() >= MIN_POINTS && start.elapsed() >= share {
            break;
        }
        let at = Instant::now();
        let mut figures = vec![measure(*count)?];
        while figures.len() < REPEATS && at.elapsed() < share / 100 {
            figures.push(measure(*count)?);
        }
        if let Some(spread) = Spread::of(&figures) {
            points.push((*count, spread.median));
        }
    }
    Ok(points)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_ends_when_its_time_is_up() {
        let counts = |share| -> Vec<usize> {
            let points = curve(&[1, 2, 4, 8], share, |count| Ok(count as f64)).unwrap();
            points.iter().map(|(count, _)| *count).collect()
        };
        assert_eq!(counts(Duration::ZERO), [1, 2]);
        assert_eq!(counts(Duration::from_secs(600)), [1, 2, 4, 8]);
    }
}
