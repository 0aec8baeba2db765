//! The system's readings of a worker from outside, which the worker cannot falsify.

use std::time::Duration;

/// Readings of the thread of a process that runs submissions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Vitals {
    /// CPU time that it has used, in the system's ticks of usually 10 ms.
    pub cpu: Duration,
    /// Time that it could have run but got no processor; zero where the system does not tell.
    pub waited: Duration,
    /// Whether another process has stopped it with a signal.
    pub is_stopped: bool,
}

/// Returns the greatest memory that a process has had in use at a time since it started, in bytes; `None` where the
/// system does not tell.
pub fn peak_memory(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    parse_peak_memory(&status)
}

fn parse_peak_memory(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim_end().parse().ok()?;
    kilobytes.checked_mul(1024)
}

/// Returns the time that a process's first thread could have run but got no processor; `None` where the system does not
/// tell.
pub fn waiting_time(process: u32) -> Option<Duration> {
    parse_waiting_time(&std::fs::read_to_string(format!("/proc/{process}/schedstat")).ok()?)
}

/// Parses the second of three numbers: nanoseconds on a processor, nanoseconds waiting for one, turns (Linux,
/// Documentation/scheduler/sched-stats.rst).
fn parse_waiting_time(schedstat: &str) -> Option<Duration> {
    schedstat.split_ascii_whitespace().nth(1)?.parse().ok().map(Duration::from_nanos)
}

/// Returns the number of processes that the system has killed for lack of memory since it started; `None` where it does
/// not tell.
pub fn kills_for_memory() -> Option<u64> {
    parse_kills_for_memory(&std::fs::read_to_string("/proc/vmstat").ok()?)
}

fn parse_kills_for_memory(vmstat: &str) -> Option<u64> {
    vmstat.lines().find_map(|line| line.strip_prefix("oom_kill "))?.trim().parse().ok()
}

/// Returns the system's id of the calling thread.
#[cfg(target_os = "linux")]
pub fn this_thread() -> u32 {
    rustix::thread::gettid().as_raw_nonzero().get().unsigned_abs()
}

/// Returns 0: there are no vitals on this system to ask for by thread.
#[cfg(not(target_os = "linux"))]
pub fn this_thread() -> u32 {
    0
}

impl Vitals {
    /// Reads the vitals of a thread of a process; `None` where the system has no `/proc`, or the process has ended.
    pub fn of(process: u32, thread: u32) -> Option<Self> {
        let read = |name| std::fs::read_to_string(format!("/proc/{process}/task/{thread}/{name}")).ok();
        Self::parse(
            &read("stat")?,
            &read("schedstat").unwrap_or_default(),
            rustix::param::clock_ticks_per_second(),
        )
    }

    fn parse(stat: &str, schedstat: &str, ticks_per_second: u64) -> Option<Self> {
        // The name in parentheses may hold anything. After it: state, then user and system time as the 12th
        // and 13th field (proc_pid_stat(5)).
        let (_, fields) = stat.rsplit_once(')')?;
        let mut fields = fields.split_ascii_whitespace();
        let state = fields.next()?;
        let mut times = fields.skip(10);
        let ticks: u64 = times.next()?.parse::<u64>().ok()? + times.next()?.parse::<u64>().ok()?;
        Some(Self {
            cpu: Duration::from_millis(ticks * 1000 / ticks_per_second),
            waited: parse_waiting_time(schedstat).unwrap_or_default(),
            is_stopped: matches!(state, "T" | "t"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_found_behind_any_name() {
        let stat = "17 (a) b (c) T 1 17 17 0 -1 4194560 90 0 0 0 12 30 0 0 20 0 3 0 5 1 2";
        let cpu = Duration::from_millis(420);
        let vitals = Vitals { cpu, waited: Duration::from_micros(3), is_stopped: true };
        assert_eq!(Vitals::parse(stat, "420000000 3000 5\n", 100), Some(vitals));
        assert_eq!(Vitals::parse(stat, "", 100), Some(Vitals { waited: Duration::ZERO, ..vitals }));
        assert_eq!(Vitals::parse("", "", 100), None);
        assert_eq!(Vitals::parse("1 (x) R 1 2", "", 100), None);
    }

    #[test]
    fn the_peak_of_memory_is_found() {
        assert_eq!(
            parse_peak_memory("Name:\tVmHWM:\nVmHWM:\t   52340 kB\nVmRSS:\t 1 kB\n"),
            Some(52340 << 10)
        );
        assert_eq!(parse_peak_memory("VmRSS: 1 kB"), None);
    }

    #[test]
    fn kills_for_memory_are_found() {
        assert_eq!(parse_kills_for_memory("oom_kill_disable 0\noom_kill 17\nx 1\n"), Some(17));
        assert_eq!(parse_kills_for_memory("nr_free_pages 1\n"), None);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn this_process_can_be_looked_at() {
        assert!(!Vitals::of(std::process::id(), this_thread()).expect("/proc").is_stopped);
        assert!(peak_memory(std::process::id()).expect("/proc") > 1 << 20);
    }
}
