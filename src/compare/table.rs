//! The comparison as a table: for a terminal, and for a document.

use std::ops::RangeInclusive;
use tribunal_core::text::microseconds;

use comfy_table::{CellAlignment, ContentArrangement, Table, TableStyle, presets::ASCII_MARKDOWN};

use super::{Comparison, statistics::Spread, summary::number};

/// Returns a table of at most `width` columns, with a line for each row. The last column is headed by the row that the
/// others are compared with.
pub fn table(comparison: &Comparison, width: Option<u16>) -> String {
    let first = comparison.rows.first().map_or("", |row| row.technique.name);
    let mut table = Table::new();
    table.load_style(TableStyle::new());
    if let Some(width) = width {
        table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
    }
    table.set_header(["name", "technique", "per case", "quartiles", &format!("x {first}")]);
    for row in &comparison.rows {
        table.add_row([
            row.technique.name.to_owned(),
            row.technique.label.to_owned(),
            microseconds(row.spread.median),
            quartiles(&row.spread),
            number(row.speedup),
        ]);
    }
    align(&mut table, 2..=4);
    lines(&table)
}

/// Returns a table of the gains of single techniques, a line for each way; empty where nothing was measured.
pub fn gains_table(comparison: &Comparison, width: Option<u16>) -> String {
    if comparison.gains.is_empty() {
        return String::new();
    }
    let mut table = gains(comparison, TableStyle::new());
    if let Some(width) = width {
        table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
    }
    lines(&table)
}

/// Returns the same for a document.
pub(super) fn gains_for_document(comparison: &Comparison) -> Table {
    gains(comparison, ASCII_MARKDOWN)
}

fn gains(comparison: &Comparison, style: TableStyle) -> Table {
    let mut table = Table::new();
    table.load_style(style);
    table.set_header(["technique", "way", "time", "quartiles", "times as fast"]);
    for gain in &comparison.gains {
        for (index, way) in gain.ways.iter().enumerate() {
            table.add_row([
                if index == 0 { gain.label.to_owned() } else { String::new() },
                way.label.to_owned(),
                microseconds(way.spread.median),
                quartiles(&way.spread),
                number(way.speedup),
            ]);
        }
    }
    align(&mut table, 2..=4);
    table
}

fn lines(table: &Table) -> String {
    table.lines().map(|line| line.trim_end().to_owned() + "\n").collect()
}

/// Returns the table for a document, with all figures of each row.
pub(super) fn for_document(comparison: &Comparison) -> Table {
    let first = comparison.rows.first().map_or("", |row| row.technique.name);
    let mut table = Table::new();
    table.load_style(ASCII_MARKDOWN);
    table.set_header([
        "technique",
        "keeps cases apart",
        "per case",
        "quartiles",
        "range",
        "cases",
        &format!("times as fast as `{first}`"),
    ]);
    for row in &comparison.rows {
        let Spread { median, min, max, .. } = row.spread;
        table.add_row([
            row.technique.label.to_owned(),
            row.technique.isolation.to_owned(),
            microseconds(median),
            quartiles(&row.spread),
            format!("{} .. {}", microseconds(min), microseconds(max)),
            (row.cases * row.rounds.len()).to_string(),
            number(row.speedup),
        ]);
    }
    align(&mut table, 2..=6);
    table
}

fn quartiles(Spread { lower_quartile, upper_quartile, .. }: &Spread) -> String {
    format!("{} .. {}", microseconds(*lower_quartile), microseconds(*upper_quartile))
}

fn align(table: &mut Table, columns: RangeInclusive<usize>) {
    for column in columns {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
}
