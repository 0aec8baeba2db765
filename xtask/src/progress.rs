//! Progress of long work: a bar with the time left on a terminal, and a line at intervals elsewhere.

use std::fmt;
use std::io::IsTerminal;
use std::time::{Duration, Instant};

use indicatif::{HumanBytes, HumanDuration, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

/// Interval between two lines of a log.
const LINE_INTERVAL: Duration = Duration::from_secs(30);

/// The unit of progress.
#[derive(Clone, Copy)]
pub enum Unit {
    Steps,
    Bytes,
}

/// The progress of one piece of work, on stderr. A bar vanishes when this is dropped.
pub struct Progress {
    what: &'static str,
    unit: Unit,
    bar: ProgressBar,
    /// The time of the last line; `None` on a terminal, which has the bar.
    last_line: Option<Instant>,
}

impl Progress {
    /// Starts at zero; the length may be set later.
    pub fn new(what: &'static str, unit: Unit) -> Self {
        let on_terminal = std::io::stderr().is_terminal();
        let target = if on_terminal { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let template = match unit {
            Unit::Steps => "{prefix} [{bar:30}] {pos}/{len} ({percent} %), {elapsed} gone, {left} left",
            Unit::Bytes => "{prefix} [{bar:30}] {bytes}/{total_bytes}, {left} left",
        };
        let style = ProgressStyle::with_template(template)
            .unwrap_or_else(|_| ProgressStyle::default_bar())
            .with_key("left", |state: &ProgressState, text: &mut dyn fmt::Write| {
                let left = time_left(state.pos(), state.len().unwrap_or(0), state.elapsed());
                let _ = write!(text, "{}", HumanDuration(left));
            });
        let bar = ProgressBar::with_draw_target(Some(0), target).with_style(style).with_prefix(what);
        if on_terminal {
            bar.enable_steady_tick(Duration::from_secs(1));
        }
        Self { what, unit, bar, last_line: (!on_terminal).then(Instant::now) }
    }

    /// Sets the progress to `done` of `total`.
    pub fn set(&mut self, done: u64, total: u64) {
        self.bar.set_length(total);
        self.bar.set_position(done);
        if self.last_line.is_some_and(|last| last.elapsed() >= LINE_INTERVAL) {
            self.last_line = Some(Instant::now());
            let count = match self.unit {
                Unit::Steps => format!("{done} of {total} steps"),
                Unit::Bytes => format!("{} of {}", HumanBytes(done), HumanBytes(total)),
            };
            eprintln!(
                "{}: {count} ({} %), {} gone, about {} left",
                self.what,
                (done * 100).checked_div(total).unwrap_or(0),
                HumanDuration(self.bar.elapsed()),
                HumanDuration(time_left(done, total, self.bar.elapsed())),
            );
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// Returns the time left if the rest takes the average speed so far. Indicatif's own estimate follows the last seconds,
/// and swings widely where one step takes a hundred times as long as another.
fn time_left(done: u64, total: u64, elapsed: Duration) -> Duration {
    if done == 0 {
        return Duration::ZERO;
    }
    elapsed.mul_f64(total.saturating_sub(done) as f64 / done as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_left_follows_the_average() {
        let minute = Duration::from_secs(60);
        assert_eq!(time_left(25, 100, minute), 3 * minute);
        assert_eq!(time_left(100, 100, minute), Duration::ZERO);
        assert_eq!(time_left(0, 100, minute), Duration::ZERO);
    }
}
