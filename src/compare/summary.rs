//! The summary of the figures, in words.

use super::{Comparison, MemoryCourse, statistics::paired_ratio};
use tribunal_core::text::bytes;

/// Sentences for the pairs of rows that were both measured. `{}` is the time of the second over that of the first.
const PAIRS: &[(&str, &str, &str)] = &[
    ("isolate", "node", "Isolates with a fresh context are {} times as fast as a node process per case."),
    (
        "isolate",
        "node-pipelined",
        "They are {} times as fast as a persistent node with a fresh vm context, pipelined.",
    ),
    ("isolate", "node-vm", "They are {} times as fast as node:vm in-process, which counts no way in or out."),
    ("isolate", "node-ping-pong", "They are {} times as fast as a persistent node in ping-pong."),
    ("isolate", "new-isolate", "Reusing an isolate is {} times as fast as making one for each case."),
    ("worker", "node", "Sandboxed workers are {} times as fast as a node process per case."),
    ("isolate", "worker", "A sandboxed worker takes {} times what an isolate in this process takes."),
    ("isolate-all", "isolate", "Isolates on all cores are {} times as fast as one."),
    ("worker-all", "worker", "Sandboxed workers on all cores are {} times as fast as one."),
    ("node-all", "node", "Node processes on all cores are {} times as fast as one after the other."),
    ("bare", "isolate", "The engine takes {} times what bare V8 takes for the same."),
    (
        "bare-same-context",
        "bare",
        "Bare V8 is {} times as fast without a fresh context: so much of it is isolation.",
    ),
];

/// Returns the summary, a sentence each.
pub fn words(comparison: &Comparison) -> Vec<String> {
    let row = |name: &str| comparison.rows.iter().find(|row| row.technique.name == name);
    let sentence = |(first, second, text): &(&str, &str, &str)| {
        let ratio = paired_ratio(&row(second)?.rounds, &row(first)?.rounds)?;
        Some(text.replace("{}", &number(ratio)))
    };
    let gains = comparison.gains.iter().map(|gain| gain.words.clone());
    PAIRS
        .iter()
        .filter_map(sentence)
        .chain(gains)
        .chain(comparison.memory.as_ref().and_then(course))
        .collect()
}

/// Returns a sentence on an isolate's memory.
fn course(course: &MemoryCourse) -> Option<String> {
    let (cases, last) = course.points.last()?;
    let most = course.points.iter().map(|(_, heap)| heap.used_bytes).max()?;
    let left = course.collected.contexts;
    Some(format!(
        "Over {cases} cases the heap of one isolate held {} at most; V8 collected it {} times, and after a last \
         collection {left} contexts are left.",
        bytes(most),
        last.collections,
    ))
}

/// Returns a ratio with as many digits as are significant.
pub(super) fn number(ratio: f64) -> String {
    match ratio {
        ratio if ratio < 9.995 => format!("{ratio:.2}"),
        ratio if ratio < 99.95 => format!("{ratio:.1}"),
        ratio => format!("{ratio:.0}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{super::tests::comparison, *};

    #[test]
    fn the_summary_says_what_was_measured_and_nothing_else() {
        insta::assert_snapshot!(words(&comparison(&[])).join("\n"), @"");
        let some = comparison(&[
            ("node", &[60_000.0, 66_000.0]),
            ("isolate", &[200.0, 220.0]),
            ("bare", &[190.0, 200.0]),
            ("isolate-all", &[100.0, 110.0]),
        ]);
        insta::assert_snapshot!(words(&some).join("\n"));
    }

    #[test]
    fn every_row_that_the_summary_knows_exists() {
        for (first, second, text) in PAIRS {
            let exists = |name: &str| super::super::TECHNIQUES.iter().any(|technique| technique.name == name);
            assert!(exists(first) && exists(second) && text.contains("{}"), "{text}");
        }
    }
}
