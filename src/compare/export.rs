//! The comparison for other programs and for documents: JSON as `schema/compare.schema.json` describes it, CSV,
//! Markdown.

use serde::Serialize;

use super::{Comparison, Curve, Gain, GainWay, MemoryCourse, Row, statistics::Spread, table, words};
use tribunal_engine::HeapUsage;

/// Name and version of the format. It changes when a reader of the old format could misread the new one.
const SCHEMA: &str = "tribunal.compare/1";

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    tribunal: &'static str,
    machine: Machine,
    v8: &'a str,
    node: Option<&'a str>,
    problem: &'a str,
    submission: &'a str,
    interrupted: bool,
    rows: Vec<RowView<'a>>,
    left_out: Vec<LeftOutView<'a>>,
    starts: Vec<CurveView<'a>>,
    threads: Vec<CurveView<'a>>,
    gains: Vec<GainView<'a>>,
    memory: Option<MemoryView>,
    summary: Vec<String>,
}

/// The machine of the measurements.
#[derive(Serialize)]
pub(super) struct Machine {
    pub(super) os: &'static str,
    pub(super) arch: &'static str,
    /// The processor's own name, where the system tells it.
    pub(super) cpu: Option<String>,
    /// Number of cores that the system lets this process use.
    pub(super) cores: usize,
}

impl Machine {
    pub(super) fn this() -> Self {
        Self {
            os: std::env::consts::OS,
            arch: std::env::consts::ARCH,
            cpu: cpu(),
            cores: std::thread::available_parallelism().map_or(1, usize::from),
        }
    }
}

/// Returns the processor's name, as Linux tells it.
fn cpu() -> Option<String> {
    let text = std::fs::read_to_string("/proc/cpuinfo").ok()?;
    let line = text.lines().find(|line| line.starts_with("model name"))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

#[derive(Serialize)]
struct RowView<'a> {
    name: &'static str,
    label: &'static str,
    isolation: &'static str,
    threads: usize,
    cases_per_round: usize,
    start_us: f64,
    per_case_us: Spread,
    speedup: f64,
    rounds_us: &'a [f64],
}

#[derive(Serialize)]
struct LeftOutView<'a> {
    name: &'static str,
    reason: &'a str,
}

#[derive(Serialize)]
struct CurveView<'a> {
    name: &'static str,
    points: &'a [(usize, f64)],
}

impl<'a> From<&'a Curve> for CurveView<'a> {
    fn from(curve: &'a Curve) -> Self {
        Self { name: curve.technique.name, points: &curve.points }
    }
}

#[derive(Serialize)]
struct GainView<'a> {
    name: &'static str,
    label: &'static str,
    counted: &'static str,
    ways: Vec<GainWayView<'a>>,
}

#[derive(Serialize)]
struct GainWayView<'a> {
    name: &'static str,
    label: &'static str,
    time_us: Spread,
    speedup: f64,
    rounds_us: &'a [f64],
}

impl<'a> From<&'a Gain> for GainView<'a> {
    fn from(gain: &'a Gain) -> Self {
        let way = |way: &'a GainWay| GainWayView {
            name: way.name,
            label: way.label,
            time_us: way.spread,
            speedup: way.speedup,
            rounds_us: &way.rounds,
        };
        Self {
            name: gain.name,
            label: gain.label,
            counted: gain.counted,
            ways: gain.ways.iter().map(way).collect(),
        }
    }
}

#[derive(Serialize)]
struct MemoryView {
    points: Vec<HeapView>,
    collected: HeapView,
    retired: usize,
}

#[derive(Serialize)]
struct HeapView {
    cases: usize,
    used_bytes: u64,
    committed_bytes: u64,
    contexts: usize,
    detached_contexts: usize,
    collections: u32,
}

impl From<&(usize, HeapUsage)> for HeapView {
    fn from((cases, heap): &(usize, HeapUsage)) -> Self {
        Self {
            cases: *cases,
            used_bytes: heap.used_bytes,
            committed_bytes: heap.committed_bytes,
            contexts: heap.contexts,
            detached_contexts: heap.detached_contexts,
            collections: heap.collections,
        }
    }
}

impl From<&MemoryCourse> for MemoryView {
    fn from(course: &MemoryCourse) -> Self {
        let cases = course.points.last().map_or(0, |(cases, _)| *cases);
        Self {
            points: course.points.iter().map(HeapView::from).collect(),
            collected: HeapView::from(&(cases, course.collected)),
            retired: course.retired,
        }
    }
}

/// Returns one JSON document, with a line end.
///
/// # Errors
/// None in practice: all of it is plain data.
pub fn json(comparison: &Comparison) -> serde_json::Result<String> {
    let rows = comparison.rows.iter().map(|row| RowView {
        name: row.technique.name,
        label: row.technique.label,
        isolation: row.technique.isolation,
        threads: threads(comparison, row),
        cases_per_round: row.cases,
        start_us: row.start,
        per_case_us: row.spread,
        speedup: row.speedup,
        rounds_us: &row.rounds,
    });
    let left_out =
        comparison.left_out.iter().map(|row| LeftOutView { name: row.technique.name, reason: &row.reason });
    let document = Document {
        schema: SCHEMA,
        tribunal: env!("CARGO_PKG_VERSION"),
        machine: Machine::this(),
        v8: &comparison.v8,
        node: comparison.node.as_deref(),
        problem: &comparison.problem,
        submission: &comparison.submission,
        interrupted: comparison.interrupted,
        rows: rows.collect(),
        left_out: left_out.collect(),
        starts: comparison.curves.starts.iter().map(CurveView::from).collect(),
        threads: comparison.curves.threads.iter().map(CurveView::from).collect(),
        gains: comparison.gains.iter().map(GainView::from).collect(),
        memory: comparison.memory.as_ref().map(MemoryView::from),
        summary: words(comparison),
    };
    Ok(serde_json::to_string_pretty(&document)? + "\n")
}

/// Returns a header, then a line for each row, and one for each way of the gains of single techniques, which is named
/// by both names and compared with the first of its ways; times in microseconds.
///
/// # Errors
/// None in practice: it is written to memory.
pub fn csv(comparison: &Comparison) -> csv::Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record([
        "name",
        "label",
        "isolation",
        "threads",
        "cases_per_round",
        "rounds",
        "start_us",
        "median_us",
        "lower_quartile_us",
        "upper_quartile_us",
        "min_us",
        "max_us",
        "speedup",
    ])?;
    for row in &comparison.rows {
        let Spread { median, lower_quartile, upper_quartile, min, max } = row.spread;
        let counts = [threads(comparison, row), row.cases, row.rounds.len()].map(|count| count.to_string());
        let figures = [row.start, median, lower_quartile, upper_quartile, min, max, row.speedup];
        let names = [row.technique.name, row.technique.label, row.technique.isolation].map(str::to_owned);
        writer
            .write_record(names.into_iter().chain(counts).chain(figures.map(|figure| figure.to_string())))?;
    }
    for (gain, way) in comparison.gains.iter().flat_map(|gain| gain.ways.iter().map(move |way| (gain, way))) {
        let Spread { median, lower_quartile, upper_quartile, min, max } = way.spread;
        let figures = [median, lower_quartile, upper_quartile, min, max, way.speedup];
        let names = [format!("{}/{}", gain.name, way.name), format!("{}: {}", gain.label, way.label)];
        // Empty cells have no meaning here.
        let blanks = ["", "1", ""].map(str::to_owned);
        let counts = [way.rounds.len().to_string(), String::new()];
        let cells = names.into_iter().chain(blanks).chain(counts);
        writer.write_record(cells.chain(figures.map(|figure| figure.to_string())))?;
    }
    writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}

/// Returns a table, one of the gains of single techniques where these were measured, and the summary as a list.
pub fn markdown(comparison: &Comparison) -> String {
    let mut text = format!("{}\n", table::for_document(comparison));
    if !comparison.gains.is_empty() {
        text.push_str(&format!("\n{}\n", table::gains_for_document(comparison)));
    }
    for sentence in words(comparison) {
        text.push_str(&format!("\n- {sentence}"));
    }
    text + "\n"
}

/// Returns the number of threads of a row.
fn threads(comparison: &Comparison, row: &Row) -> usize {
    if row.technique.is_parallel { comparison.threads } else { 1 }
}

#[cfg(test)]
mod tests {
    use super::{
        super::tests::{comparison, gain},
        *,
    };

    const ROWS: &[(&str, &[f64])] =
        &[("node", &[60_000.0, 66_000.0, 63_000.0]), ("isolate-all", &[200.0, 220.0, 210.0])];

    #[test]
    fn json_has_the_form_of_its_schema() {
        let schema = serde_json::from_str(include_str!("../../schema/compare.schema.json")).unwrap();
        jsonschema::meta::validate(&schema).expect("a schema of its draft");
        let schema = jsonschema::validator_for(&schema).unwrap();
        for rows in [ROWS, &[]] {
            let mut comparison = comparison(rows);
            let technique = &super::super::TECHNIQUES[0];
            comparison.curves.starts = vec![Curve { technique, points: vec![(1, 900.0), (10, 250.5)] }];
            comparison.gains = vec![gain()];
            comparison.memory = Some(MemoryCourse {
                points: vec![(1, HeapUsage::default()), (25, HeapUsage::default())],
                ..MemoryCourse::default()
            });
            let document = serde_json::from_str(&json(&comparison).unwrap()).unwrap();
            assert!(schema.is_valid(&document), "{:?}", schema.iter_errors(&document).collect::<Vec<_>>());
        }
        // The schema can fail.
        assert!(!schema.is_valid(&serde_json::json!({ "schema": SCHEMA })));
    }

    #[test]
    fn csv_can_be_read_again() {
        let mut comparison = comparison(ROWS);
        comparison.gains = vec![gain()];
        let text = csv(&comparison).unwrap();
        let mut reader = csv::Reader::from_reader(text.as_slice());
        assert_eq!(reader.headers().unwrap().len(), 13);
        let records: Vec<_> = reader.records().map(Result::unwrap).collect();
        let cells = |index: usize| records[index].iter().collect::<Vec<_>>();
        assert_eq!(cells(0)[..4], ["node", "node, a process per case", "process", "1"]);
        assert_eq!(cells(1)[3..7], ["4", "10", "3", "1000"]);
        assert_eq!(cells(1)[12], "300");
        assert_eq!(cells(3)[..2], ["code-cache/from-disk", "Code cache: from disk"]);
        assert_eq!(cells(3)[5..8], ["2", "", "2125"]);
        assert_eq!(cells(3)[12], "4");
    }

    #[test]
    fn markdown_is_a_table_and_a_list() {
        let mut comparison = comparison(ROWS);
        comparison.gains = vec![gain()];
        insta::assert_snapshot!(markdown(&comparison));
    }
}
