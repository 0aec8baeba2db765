//! Plots, as SVG that a page's style sheet colours: the drawing has a placeholder for each colour, and `page.css`
//! defines its light and dark colours.

use std::{error::Error, ops::Range};

use plotters::{
    coord::{Shift, ranged1d::ValueFormatter},
    prelude::*,
    style::text_anchor::{HPos, Pos, VPos},
};

use tribunal_core::text;

/// Placeholders of colours; `page.css` knows them as `#000001` and so on.
const INK: RGBColor = RGBColor(0, 0, 1);
const GRID: RGBColor = RGBColor(0, 0, 2);
const ALERT: RGBColor = RGBColor(0, 0, 9);
/// Colours of series, which are told apart by their labels too.
const TONES: [RGBColor; 5] =
    [RGBColor(0, 0, 3), RGBColor(0, 0, 4), RGBColor(0, 0, 5), RGBColor(0, 0, 6), RGBColor(0, 0, 7)];

/// Ratio of the greatest to the least value from which on a scale is logarithmic.
const LOGARITHMIC_FROM: f64 = 20.0;

type Drawn = Result<(), Box<dyn Error>>;

/// A measured quantity: the format of its values, and the round ones among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantity {
    /// In microseconds.
    Time,
    /// In bytes.
    Memory,
    /// A count.
    Count,
}

impl Quantity {
    fn shown(self, value: f64) -> String {
        match self {
            Self::Time => text::microseconds(value),
            Self::Memory => text::bytes(value as u64),
            Self::Count => format!("{value:.0}"),
        }
    }

    /// Returns the base of a logarithmic scale.
    fn base(self) -> f64 {
        match self {
            Self::Time | Self::Count => 10.0,
            Self::Memory => 2.0,
        }
    }

    /// Returns the unit in which values up to this one are round on a linear scale.
    fn unit(self, greatest: f64) -> f64 {
        match self {
            Self::Time | Self::Count => 1.0,
            Self::Memory => 1024f64.powf((greatest.ln() / 1024f64.ln()).floor()),
        }
    }
}

/// The value of one case in a plot of cases.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CasePoint {
    /// Number of the case.
    pub number: usize,
    /// The measured value.
    pub value: f64,
    /// Whether it failed, so that it is marked.
    pub failed: bool,
}

/// Draws a value for each of `count` cases, as a line of steps with a mark at failed cases; empty where there is
/// nothing to show.
pub fn cases(points: &[CasePoint], count: usize, quantity: Quantity) -> String {
    let Some((least, greatest)) = bounds(points.iter().map(|point| point.value)) else {
        return String::new();
    };
    let unit = quantity.unit(greatest);
    let scaled = |point: &CasePoint| CasePoint { value: point.value.max(least) / unit, ..*point };
    let points: Vec<CasePoint> = points.iter().map(scaled).collect();
    let (least, greatest) = (least / unit, greatest / unit);
    let shown = |value: f64| quantity.shown(value * unit);
    svg((600, 190), |area| {
        let across = 0.5..count as f64 + 0.5;
        if greatest / least > LOGARITHMIC_FROM {
            let up = (least / 1.5..greatest * 1.5).log_scale().base(quantity.base());
            draw_cases(area, &points, across, up, &shown)
        } else {
            draw_cases(area, &points, across, 0.0..greatest * 1.1, &shown)
        }
    })
}

fn draw_cases<Y>(
    area: &DrawingArea<SVGBackend<'_>, Shift>,
    points: &[CasePoint],
    across: Range<f64>,
    up: Y,
    shown: &dyn Fn(f64) -> String,
) -> Drawn
where
    Y: plotters::coord::ranged1d::AsRangedCoord<Value = f64>,
    Y::CoordDescType: ValueFormatter<f64> + Ranged<ValueType = f64>,
{
    let mut chart = ChartBuilder::on(area)
        .margin(6)
        .x_label_area_size(22)
        .y_label_area_size(64)
        .build_cartesian_2d(across, up)?;
    chart
        .configure_mesh()
        .disable_x_mesh()
        .light_line_style(TRANSPARENT)
        .bold_line_style(GRID)
        .axis_style(GRID)
        .label_style(label_style())
        .x_labels(10)
        .y_labels(5)
        .x_label_formatter(&|number| format!("{number:.0}"))
        .y_label_formatter(&|value| shown(*value))
        .draw()?;
    // A line for each run of cases without a gap.
    for run in points.chunk_by(|one, next| one.number + 1 == next.number) {
        let steps = run.iter().flat_map(|point| {
            let number = point.number as f64;
            [(number - 0.5, point.value), (number + 0.5, point.value)]
        });
        chart.draw_series([PathElement::new(steps.collect::<Vec<_>>(), TONES[0].stroke_width(2))])?;
    }
    let failed = points.iter().filter(|point| point.failed);
    chart.draw_series(
        failed.map(|point| Circle::new((point.number as f64, point.value), 2, ALERT.filled())),
    )?;
    Ok(())
}

/// A bar of a bar chart.
#[derive(Clone, Copy, Debug)]
pub struct Bar<'a> {
    /// Its label.
    pub label: &'a str,
    /// The number of its colour.
    pub tone: usize,
    /// Its length, in microseconds.
    pub value: f64,
    /// The ends of the mark of its spread, in microseconds.
    pub spread: (f64, f64),
}

/// Height of a bar with the space around it, in pixels.
const BAR: u32 = 30;

/// Greatest mean width of a character of a label, in pixels.
const CHARACTER: u32 = 7;

/// Draws horizontal bars on a scale of time, the first on top, in a picture of this width; empty where there are none.
/// The scale is logarithmic where the lengths of bars are very different.
pub fn bars(bars: &[Bar<'_>], width: u32) -> String {
    let extremes = bars.iter().flat_map(|bar| [bar.spread.0, bar.spread.1, bar.value]);
    let Some((least, greatest)) = bounds(extremes) else { return String::new() };
    let height = u32::try_from(bars.len()).unwrap_or(u32::MAX).saturating_mul(BAR).saturating_add(50);
    svg((width, height), |area| {
        // Room for figures behind bars.
        if greatest / least > LOGARITHMIC_FROM {
            // From a whole power of ten, so that the figure at each line can be read.
            let from = 10f64.powf((least / 1.5).log10().floor());
            draw_bars(area, bars, from, (from..greatest * 4.0).log_scale())
        } else {
            draw_bars(area, bars, 0.0, 0.0..greatest * 1.25)
        }
    })
}

fn draw_bars<X>(area: &DrawingArea<SVGBackend<'_>, Shift>, bars: &[Bar<'_>], from: f64, across: X) -> Drawn
where
    X: plotters::coord::ranged1d::AsRangedCoord<Value = f64>,
    X::CoordDescType: ValueFormatter<f64> + Ranged<ValueType = f64>,
{
    let mut chart = ChartBuilder::on(area)
        .margin(8)
        .x_label_area_size(24)
        .y_label_area_size(room_for(bars.iter().map(|bar| bar.label)))
        .build_cartesian_2d(across, 0.0..bars.len() as f64)?;
    chart
        .configure_mesh()
        .disable_y_mesh()
        .disable_y_axis()
        .light_line_style(TRANSPARENT)
        .bold_line_style(GRID)
        .axis_style(GRID)
        .label_style(label_style())
        .x_labels(6)
        .x_label_formatter(&|value| if *value == 0.0 { "0".to_owned() } else { text::microseconds(*value) })
        .draw()?;
    let rows = bars.iter().rev().enumerate().map(|(row, bar)| (row as f64 + 0.5, bar));
    for (row, bar) in rows {
        let tone = TONES[bar.tone % TONES.len()];
        let (low, high) = bar.spread;
        chart.draw_series([Rectangle::new([(from, row - 0.3), (bar.value, row + 0.3)], tone.filled())])?;
        let line = |points| PathElement::new(points, INK.stroke_width(2));
        chart.draw_series([
            line(vec![(low, row), (high, row)]),
            line(vec![(low, row - 0.15), (low, row + 0.15)]),
            line(vec![(high, row - 0.15), (high, row + 0.15)]),
        ])?;
        let at = |x| chart.plotting_area().map_coordinate(&(x, row));
        let (behind, middle) = at(bar.value.max(high));
        area.draw(&Text::new(text::microseconds(bar.value), (behind + 8, middle), label_style().pos(LEFT)))?;
        area.draw(&Text::new(bar.label.to_owned(), (at(from).0 - 10, middle), label_style().pos(RIGHT)))?;
    }
    Ok(())
}

/// Returns the pixels that these labels need beside a picture.
fn room_for<'a>(labels: impl Iterator<Item = &'a str>) -> u32 {
    let longest = labels.map(|label| label.chars().count()).max().unwrap_or(0);
    u32::try_from(longest).unwrap_or(0).saturating_mul(CHARACTER).saturating_add(16)
}

/// A line of a line chart.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    /// Its label.
    pub label: &'a str,
    /// The number of its colour.
    pub tone: usize,
    /// The counts, with a value each.
    pub points: &'a [(usize, f64)],
}

/// Pixels between the labels of lines that end at the same height.
const LABELS_APART: i32 = 16;

/// Greatest number of points of a line that are marked.
const MARKED: usize = 40;

/// Draws lines of time on logarithmic scales, each with its label behind the greatest count; empty where there are
/// none. `base` is the base of the round counts.
pub fn lines(lines: &[Line<'_>], counted: &str, base: f64) -> String {
    let points = || lines.iter().flat_map(|line| line.points);
    let Some((least, greatest)) = bounds(points().map(|(_, value)| *value)) else { return String::new() };
    let most = points().map(|(count, _)| *count).max().unwrap_or(1).max(2) as f64;
    svg((960, 380), |area| {
        let across = (0.9..most * 1.1).log_scale().base(base);
        draw_lines(
            area,
            lines,
            across,
            (least / 1.5..greatest * 1.5).log_scale(),
            counted,
            &text::microseconds,
        )
    })
}

/// Draws lines over a count, both axes from zero to the greatest value, for a half of the page; empty where there is
/// nothing.
pub fn course(lines: &[Line<'_>], counted: &str, quantity: Quantity) -> String {
    let points = || lines.iter().flat_map(|line| line.points);
    let Some((_, greatest)) = bounds(points().map(|(_, value)| *value)) else { return String::new() };
    let most = points().map(|(count, _)| *count).max().unwrap_or(1) as f64;
    let unit = quantity.unit(greatest);
    let scaled: Vec<Vec<(usize, f64)>> = lines
        .iter()
        .map(|line| line.points.iter().map(|(count, value)| (*count, value / unit)).collect())
        .collect();
    let lines: Vec<Line<'_>> =
        lines.iter().zip(&scaled).map(|(line, points)| Line { points, ..*line }).collect();
    let shown = |value: f64| quantity.shown(value * unit);
    svg((600, 260), |area| draw_lines(area, &lines, 0.0..most, 0.0..greatest / unit * 1.1, counted, &shown))
}

fn draw_lines<X, Y>(
    area: &DrawingArea<SVGBackend<'_>, Shift>,
    lines: &[Line<'_>],
    across: X,
    up: Y,
    counted: &str,
    shown: &dyn Fn(f64) -> String,
) -> Drawn
where
    X: plotters::coord::ranged1d::AsRangedCoord<Value = f64>,
    X::CoordDescType: ValueFormatter<f64> + Ranged<ValueType = f64>,
    Y: plotters::coord::ranged1d::AsRangedCoord<Value = f64>,
    Y::CoordDescType: ValueFormatter<f64> + Ranged<ValueType = f64>,
{
    let mut chart = ChartBuilder::on(area)
        .margin(8)
        .margin_right(room_for(lines.iter().map(|line| line.label)) + 16)
        .x_label_area_size(44)
        .y_label_area_size(74)
        .build_cartesian_2d(across, up)?;
    chart
        .configure_mesh()
        .light_line_style(TRANSPARENT)
        .bold_line_style(GRID)
        .axis_style(GRID)
        .label_style(label_style())
        .axis_desc_style(label_style())
        .x_desc(counted)
        .x_labels(10)
        .y_labels(8)
        .x_label_formatter(&|count| format!("{count:.0}"))
        .y_label_formatter(&|value| shown(*value))
        .draw()?;
    let mut ends = Vec::new();
    for line in lines {
        let tone = TONES[line.tone % TONES.len()];
        let points: Vec<_> = line.points.iter().map(|(count, value)| (*count as f64, *value)).collect();
        let marked = if points.len() <= MARKED { points.as_slice() } else { &[] };
        chart.draw_series(marked.iter().map(|point| Circle::new(*point, 3, tone.filled())))?;
        ends.extend(points.last().map(|end| (chart.plotting_area().map_coordinate(end), line)));
        chart.draw_series([PathElement::new(points, tone.stroke_width(2))])?;
    }
    ends.sort_by_key(|((_, y), _)| *y);
    let right = chart.plotting_area().get_x_axis_pixel_range().end;
    let mut free = i32::MIN;
    for ((x, y), line) in ends {
        let height = y.max(free);
        free = height + LABELS_APART;
        let leader = vec![(x + 6, y), (right + 4, height), (right + 12, height)];
        area.draw(&PathElement::new(leader, TONES[line.tone % TONES.len()].stroke_width(1)))?;
        area.draw(&Text::new(line.label.to_owned(), (right + 17, height), label_style().pos(LEFT)))?;
    }
    Ok(())
}

const LEFT: Pos = Pos { h_pos: HPos::Left, v_pos: VPos::Center };
const RIGHT: Pos = Pos { h_pos: HPos::Right, v_pos: VPos::Center };

fn label_style() -> TextStyle<'static> {
    ("sans-serif", 13).into_font().color(&INK)
}

/// Returns the least and the greatest value; `None` where there is none above zero.
fn bounds(values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    let (least, greatest) =
        values.fold((f64::INFINITY, 0.0), |(least, greatest), value| (value.min(least), value.max(greatest)));
    (greatest > 0.0).then(|| (least.max(greatest / 1e7), greatest))
}

/// Draws a picture of this size; returns an empty one if that fails.
fn svg(size: (u32, u32), draw: impl FnOnce(&DrawingArea<SVGBackend<'_>, Shift>) -> Drawn) -> String {
    let mut text = String::new();
    let drawn = {
        let area = SVGBackend::with_string(&mut text, size).into_drawing_area();
        draw(&area).and_then(|()| Ok(area.present()?))
    };
    // The page has all figures without the picture, so an error loses nothing.
    if drawn.is_err() {
        return String::new();
    }
    text
}
