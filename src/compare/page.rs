//! The comparison as a page for a browser: plots, with the table behind each.

use std::{collections::BTreeSet, io};

use askama::Template;

use super::{
    Comparison, Curve, Gain, GainWay, MemoryCourse, Row, Technique, export::Machine, summary::number, words,
};
use tribunal_core::text::{bytes, microseconds, printable};

use crate::report::html::{
    Page,
    plot::{self, Bar, Line, Quantity},
};
use tribunal_engine::HeapUsage;

/// Writes the page. `command` is the command line of the comparison.
///
/// # Errors
/// If writing to `out` fails.
pub fn page(comparison: &Comparison, command: &str, out: &mut dyn io::Write) -> io::Result<()> {
    ComparePage { page: Page::new(""), comparison, command, machine: Machine::this() }.write_into(out)
}

#[derive(Template)]
#[template(path = "compare/page.html")]
struct ComparePage<'a> {
    page: Page,
    comparison: &'a Comparison,
    command: &'a str,
    machine: Machine,
}

impl ComparePage<'_> {
    fn first(&self) -> &'static str {
        self.comparison.rows.first().map_or("", |row| row.technique.name)
    }

    /// Returns the plots of an isolate's memory: its heap, and the contexts in it.
    fn memory_pictures(&self, course: &MemoryCourse) -> [String; 2] {
        let points = |of: fn(&HeapUsage) -> f64| -> Vec<(usize, f64)> {
            course.points.iter().map(|(cases, heap)| (*cases, of(heap))).collect()
        };
        let (used, committed, contexts) = (
            points(|heap| heap.used_bytes as f64),
            points(|heap| heap.committed_bytes as f64),
            points(|heap| heap.contexts as f64),
        );
        let line = |label, tone, points| Line { label, tone, points };
        [
            plot::course(
                &[line("objects", 0, &used), line("whole heap", 1, &committed)],
                "cases",
                Quantity::Memory,
            ),
            plot::course(&[line("contexts", 0, &contexts)], "cases", Quantity::Count),
        ]
    }

    fn bars(&self) -> String {
        let bar = |row: &Row| Bar {
            label: row.technique.label,
            tone: tone(row.technique),
            value: row.spread.median,
            spread: (row.spread.lower_quartile, row.spread.upper_quartile),
        };
        plot::bars(&self.comparison.rows.iter().map(bar).collect::<Vec<_>>(), 960)
    }

    /// Returns every count for which some curve has a point.
    fn counts(&self, curves: &[Curve]) -> BTreeSet<usize> {
        curves.iter().flat_map(|curve| &curve.points).map(|(count, _)| *count).collect()
    }
}

/// Returns a bar for each way of a technique: the way without it has a colour of its own.
fn gain_bars(gain: &Gain) -> String {
    let bar = |(index, way)| -> Bar<'_> {
        let (index, way): (usize, &GainWay) = (index, way);
        Bar {
            label: way.label,
            tone: usize::from(index == 0),
            value: way.spread.median,
            spread: (way.spread.lower_quartile, way.spread.upper_quartile),
        }
    };
    plot::bars(&gain.ways.iter().enumerate().map(bar).collect::<Vec<_>>(), 600)
}

fn size(size: &u64) -> String {
    bytes(*size)
}

fn lines(curves: &[Curve], counted: &str, base: f64) -> String {
    let line = |curve| -> Line<'_> {
        let Curve { technique, points }: &Curve = curve;
        Line { label: technique.label, tone: tone(technique), points }
    };
    plot::lines(&curves.iter().map(line).collect::<Vec<_>>(), counted, base)
}

fn time(microseconds_per_case: &f64) -> String {
    microseconds(*microseconds_per_case)
}

fn ratio(ratio: &f64) -> String {
    number(*ratio)
}

/// Returns the cost per case at a count, where it was measured.
fn cost(curve: &Curve, count: &usize) -> String {
    let point = curve.points.iter().find(|(at, _)| at == count);
    point.map_or("–".to_owned(), |(_, value)| microseconds(*value))
}

/// Returns the speedup of a curve at a count over its first count, where both were measured.
fn gain(curve: &Curve, count: &usize) -> String {
    let point = curve.points.iter().find(|(at, _)| at == count);
    match (curve.points.first(), point) {
        (Some((_, first)), Some((_, value))) => format!("× {}", number(first / value)),
        _ => String::new(),
    }
}

/// Returns the colour of a technique's kind.
fn tone(technique: &Technique) -> usize {
    const KINDS: [&str; 4] = ["node", "worker", "bare", "hardened"];
    KINDS.iter().position(|kind| technique.name.starts_with(kind)).map_or(0, |kind| kind + 1)
}

#[cfg(test)]
mod tests {
    use super::{
        super::{
            Curves, TECHNIQUES,
            tests::{comparison, gain},
        },
        *,
    };

    fn text(comparison: &Comparison) -> String {
        let mut out = Vec::new();
        page(comparison, "tribunal compare '</script>\u{202e}'", &mut out).expect("memory takes everything");
        String::from_utf8(out).expect("UTF-8")
    }

    #[test]
    fn the_page_has_a_table_behind_every_picture() {
        let mut comparison = comparison(&[("node", &[60_000.0, 66_000.0]), ("isolate", &[200.0, 220.0])]);
        let without_curves = text(&comparison);
        let count = |text: &str, part| text.matches(part).count();
        assert_eq!((count(&without_curves, "<svg"), count(&without_curves, "<table")), (1, 1));
        let curve = |at: usize, points: &[(usize, f64)]| Curve {
            technique: &TECHNIQUES[at],
            points: points.to_vec(),
        };
        comparison.curves = Curves {
            starts: vec![curve(0, &[(1, 60_000.0)]), curve(5, &[(1, 900.0), (10, 290.0)])],
            threads: vec![curve(6, &[(1, 300.0), (2, 150.0)])],
        };
        let text = text(&comparison);
        assert_eq!((count(&text, "<svg"), count(&text, "<table")), (3, 3));
        comparison.gains = vec![gain()];
        let heap = |used_bytes, contexts, collections| HeapUsage {
            used_bytes,
            committed_bytes: 9 << 20,
            contexts,
            detached_contexts: 0,
            collections,
        };
        comparison.memory = Some(MemoryCourse {
            points: vec![(1, heap(500_000, 1, 0)), (25, heap(5 << 20, 26, 1))],
            collected: heap(300_000, 0, 2),
            retired: 0,
        });
        let text = self::text(&comparison);
        assert_eq!((count(&text, "<svg"), count(&text, "<table")), (6, 5));
        for shown in [
            "60.0 ms",
            "290 µs",
            "× 2.00",
            "300 times as fast",
            "it is an ES module",
            "5.00 MiB",
            "from disk",
            "sum accepted/reduce.js",
        ] {
            assert!(text.contains(shown), "{shown}");
        }
        assert!(text.contains(r"tribunal compare &#39;&#60;/script&#62;\u{202e}&#39;"));
    }

    #[test]
    fn a_page_of_nothing_measured_says_so() {
        let mut comparison = comparison(&[]);
        comparison.interrupted = true;
        let text = text(&comparison);
        assert!(text.contains("Interrupted") && !text.contains("<svg"));
    }
}
