//! Native functions called from optimised code: their fast form against the same function without one, in turn.
#![allow(clippy::print_stdout, reason = "a benchmark says what it measured")]

use std::time::Duration;

use tribunal_engine::FastCalls;

const ROUNDS: usize = 15;
const CALLS: u32 = 1_000_000;

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn main() {
    // `cargo test` runs benchmarks, too, to see that they run.
    let (rounds, calls) =
        if std::env::args().any(|arg| arg == "--bench") { (ROUNDS, CALLS) } else { (1, 1000) };
    let mut natives = FastCalls::new();
    println!("{calls} calls, median of {rounds} rounds, both forms in turn");
    println!("{:12} {:>14} {:>14} {:>8}", "native", "fast, calls/s", "slow, calls/s", "ratio");
    for (native, name) in FastCalls::names().enumerate() {
        let mut times = [Vec::new(), Vec::new()];
        // The first round is for V8's compilers.
        for round in 0..=rounds {
            for (form, times) in times.iter_mut().enumerate() {
                let time = natives.time(native, form == 0, calls);
                if round > 0 {
                    times.push(time);
                }
            }
        }
        let [fast, slow] = times.map(|times| median(times).as_secs_f64());
        let per_second = |time: f64| f64::from(calls) / time;
        println!("{name:12} {:14.0} {:14.0} {:8.2}", per_second(fast), per_second(slow), slow / fast);
    }
}
