//! Pictures, as SVG that a page's style sheet colours: what is drawn has a stand-in for each colour, and `page.css`
//! says what it looks like in light and in dark.

use std::{error::Error, ops::Range, time::Duration};

use plotters::{
    coord::{Shift, ranged1d::ValueFormatter},
    prelude::*,
};

use crate::report::text;

/// Stand-ins of colours; `page.css` knows them as `#000001` and so on.
const INK: RGBColor = RGBColor(0, 0, 1);
const GRID: RGBColor = RGBColor(0, 0, 2);
const FIRST: RGBColor = RGBColor(0, 0, 3);
const ALERT: RGBColor = RGBColor(0, 0, 9);

/// From which ratio of the greatest to the least value on a scale is logarithmic.
const LOGARITHMIC_FROM: f64 = 20.0;

type Drawn = Result<(), Box<dyn Error>>;

/// What is measured: how its values are shown, and which of them are round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantity {
    /// In microseconds.
    Time,
    /// In bytes.
    Memory,
}

impl Quantity {
    fn shown(self, value: f64) -> String {
        match self {
            Self::Time => text::duration(Duration::from_nanos((value * 1e3) as u64)),
            Self::Memory => text::bytes(value as u64),
        }
    }

    /// The base of a logarithmic scale.
    fn base(self) -> f64 {
        match self {
            Self::Time => 10.0,
            Self::Memory => 2.0,
        }
    }

    /// The unit in which values up to this one are round on a linear scale.
    fn unit(self, greatest: f64) -> f64 {
        match self {
            Self::Time => 1.0,
            Self::Memory => 1024f64.powf((greatest.ln() / 1024f64.ln()).floor()),
        }
    }
}

/// What a plot of cases shows of one case.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CasePoint {
    /// Number of the case.
    pub number: usize,
    /// What was measured.
    pub value: f64,
    /// Whether it failed, so that it is marked.
    pub failed: bool,
}

/// A value for each of `count` cases, as a line of steps with a mark at what failed; empty where nothing is to be
/// shown.
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
        .label_style(("sans-serif", 12, &INK))
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
        chart.draw_series([PathElement::new(steps.collect::<Vec<_>>(), FIRST.stroke_width(2))])?;
    }
    let failed = points.iter().filter(|point| point.failed);
    chart.draw_series(
        failed.map(|point| Circle::new((point.number as f64, point.value), 2, ALERT.filled())),
    )?;
    Ok(())
}

/// The least and the greatest value; `None` where there is none above zero.
fn bounds(values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    let (least, greatest) =
        values.fold((f64::INFINITY, 0.0), |(least, greatest), value| (value.min(least), value.max(greatest)));
    (greatest > 0.0).then(|| (least.max(greatest / 1e7), greatest))
}

/// Draws a picture of this size; an empty one if that cannot be done.
fn svg(size: (u32, u32), draw: impl FnOnce(&DrawingArea<SVGBackend<'_>, Shift>) -> Drawn) -> String {
    let mut text = String::new();
    let drawn = {
        let area = SVGBackend::with_string(&mut text, size).into_drawing_area();
        draw(&area).and_then(|()| Ok(area.present()?))
    };
    // A picture is besides the figures, and nothing is lost with it.
    if drawn.is_err() {
        return String::new();
    }
    text
}
