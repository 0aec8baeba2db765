//! The comparison as a page with pictures: one HTML file that needs nothing else.

use minijinja::{Environment, context};
use plotters::prelude::*;

use super::{Comparison, Row, export, statistics::Spread, summary::number, words};
use crate::report::microseconds;

/// Why there is no page: a fault of ours, since all that goes in is plain data.
#[derive(Debug, thiserror::Error)]
pub enum PageError {
    /// The template does not take what it is given.
    #[error(transparent)]
    Template(#[from] minijinja::Error),
    /// A picture cannot be drawn.
    #[error("cannot draw: {0}")]
    Picture(String),
}

/// Most cases that the second picture shows.
const MOST_CASES: f64 = 10_000.0;

/// Points of a curve.
const POINTS: usize = 80;

/// Colours that can be told apart, on light and on dark.
const COLORS: [RGBColor; 8] = [
    RGBColor(0x3b, 0x82, 0xf6),
    RGBColor(0xd9, 0x77, 0x06),
    RGBColor(0x10, 0x9e, 0x6b),
    RGBColor(0xe1, 0x4d, 0x6f),
    RGBColor(0x8b, 0x6c, 0xef),
    RGBColor(0x0e, 0x9a, 0xb8),
    RGBColor(0x8a, 0x8f, 0x98),
    RGBColor(0x9a, 0x6b, 0x2f),
];

/// The page, for a comparison that was made with this command.
///
/// # Errors
/// None that could happen with sound figures.
pub fn page(comparison: &Comparison, command: &str) -> Result<String, PageError> {
    let mut environment = Environment::new();
    // The name says to escape for HTML.
    environment.add_template("compare.html", include_str!("page.html"))?;
    let first = comparison.rows.first().map_or("", |row| row.technique.name);
    let rows: Vec<_> = comparison
        .rows
        .iter()
        .map(|row| {
            let Spread { median, lower_quartile, upper_quartile, min, max } = row.spread;
            context! {
                name => row.technique.name,
                label => row.technique.label,
                isolation => row.technique.isolation,
                threads => export::threads(comparison, row),
                median => microseconds(median),
                quartiles => [microseconds(lower_quartile), microseconds(upper_quartile)],
                range => [microseconds(min), microseconds(max)],
                cases => row.cases * row.rounds.len(),
                speedup => number(row.speedup),
                start => microseconds(row.start),
                after => [1.0, 100.0, MOST_CASES].map(|cases| microseconds(amortised(comparison, row, cases))),
            }
        })
        .collect();
    let left_out: Vec<_> = comparison
        .left_out
        .iter()
        .map(|row| context! { name => row.technique.name, reason => row.reason.as_str() })
        .collect();
    Ok(environment.get_template("compare.html")?.render(context! {
        problem => comparison.problem.as_str(),
        submission => comparison.submission.as_str(),
        interrupted => comparison.interrupted,
        tribunal => env!("CARGO_PKG_VERSION"),
        system => format!("{} on {}", std::env::consts::ARCH, std::env::consts::OS),
        cores => export::cores(),
        v8 => comparison.v8.as_str(),
        node => comparison.node.as_deref(),
        command,
        first,
        rows,
        left_out,
        summary => words(comparison),
        // Drawn by ourselves, with nothing in them but our own labels.
        bars => bars(&comparison.rows)?,
        curves => curves(comparison)?,
    })?)
}

/// What a case costs in the mean when so many are run from the start, in microseconds.
fn amortised(comparison: &Comparison, row: &Row, cases: f64) -> f64 {
    let at_start = export::threads(comparison, row) as f64;
    (row.start + (cases - at_start).max(0.0) * row.spread.median) / cases
}

/// The whole decades that hold all of these, for a logarithmic axis.
fn decades(figures: impl Iterator<Item = f64>) -> (f64, f64) {
    let (least, most) = figures.fold((f64::MAX, f64::MIN), |(least, most), f| (least.min(f), most.max(f)));
    (10_f64.powf(least.log10().floor()), 10_f64.powf(most.log10().ceil()))
}

fn picture(error: impl std::fmt::Display) -> PageError {
    PageError::Picture(error.to_string())
}

/// A bar for each row up to its median, with a line from quartile to quartile.
fn bars(rows: &[Row]) -> Result<Option<String>, PageError> {
    if rows.is_empty() {
        return Ok(None);
    }
    const ROW_HEIGHT: u32 = 30;
    let mut svg = String::new();
    {
        let height = 60 + ROW_HEIGHT * u32::try_from(rows.len()).unwrap_or(1);
        let area = SVGBackend::with_string(&mut svg, (900, height)).into_drawing_area();
        let (least, most) =
            decades(rows.iter().flat_map(|row| [row.spread.lower_quartile, row.spread.upper_quartile]));
        let count = rows.len();
        let mut chart = ChartBuilder::on(&area)
            .margin_right(30)
            .set_label_area_size(LabelAreaPosition::Left, 170)
            .set_label_area_size(LabelAreaPosition::Bottom, 50)
            .build_cartesian_2d((least..most).log_scale(), (0..count).into_segmented())
            .map_err(picture)?;
        // The first row is the uppermost.
        let place = |index: usize| count - 1 - index;
        let name = |value: &SegmentValue<usize>| match value {
            SegmentValue::CenterOf(at) if *at < count => rows[place(*at)].technique.name.to_owned(),
            _ => String::new(),
        };
        chart
            .configure_mesh()
            .disable_y_mesh()
            .light_line_style(TRANSPARENT)
            .bold_line_style(BLACK.mix(0.15))
            .x_desc("per case, logarithmic")
            .x_label_formatter(&|us| microseconds(*us))
            .y_labels(count)
            .y_label_formatter(&name)
            .draw()
            .map_err(picture)?;
        let bars = rows.iter().enumerate().map(|(index, row)| {
            let at = place(index);
            let corners =
                [(least, SegmentValue::Exact(at)), (row.spread.median, SegmentValue::Exact(at + 1))];
            let mut bar = Rectangle::new(corners, COLORS[index % COLORS.len()].filled());
            bar.set_margin(6, 6, 0, 0);
            bar
        });
        chart.draw_series(bars).map_err(picture)?;
        let quartiles = rows.iter().enumerate().map(|(index, row)| {
            let at = SegmentValue::CenterOf(place(index));
            let ends = vec![(row.spread.lower_quartile, at.clone()), (row.spread.upper_quartile, at)];
            PathElement::new(ends, BLACK.stroke_width(3))
        });
        chart.draw_series(quartiles).map_err(picture)?;
        area.present().map_err(picture)?;
    }
    Ok(Some(svg))
}

/// What a case costs by the number of cases that are run, a curve for each row on one thread.
fn curves(comparison: &Comparison) -> Result<Option<String>, PageError> {
    let rows: Vec<&Row> = comparison.rows.iter().filter(|row| !row.technique.is_parallel).collect();
    if rows.is_empty() {
        return Ok(None);
    }
    let places: Vec<f64> = (0..=POINTS).map(|at| MOST_CASES.powf(at as f64 / POINTS as f64)).collect();
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, (900, 480)).into_drawing_area();
        let ends =
            rows.iter().flat_map(|row| [1.0, MOST_CASES].map(|cases| amortised(comparison, row, cases)));
        let (least, most) = decades(ends);
        let mut chart = ChartBuilder::on(&area)
            .margin_right(30)
            .margin_top(10)
            .set_label_area_size(LabelAreaPosition::Left, 70)
            .set_label_area_size(LabelAreaPosition::Bottom, 50)
            .build_cartesian_2d((1.0..MOST_CASES).log_scale(), (least..most).log_scale())
            .map_err(picture)?;
        chart
            .configure_mesh()
            .light_line_style(TRANSPARENT)
            .bold_line_style(BLACK.mix(0.15))
            .x_desc("cases, logarithmic")
            .x_label_formatter(&|cases| format!("{cases:.0}"))
            .y_label_formatter(&|us| microseconds(*us))
            .draw()
            .map_err(picture)?;
        for (index, row) in rows.iter().enumerate() {
            let color = COLORS[index % COLORS.len()];
            let points = places.iter().map(|cases| (*cases, amortised(comparison, row, *cases)));
            let line = LineSeries::new(points, color.stroke_width(2));
            chart
                .draw_series(line)
                .map_err(picture)?
                .label(row.technique.name)
                .legend(move |(x, y)| PathElement::new([(x, y), (x + 18, y)], color.stroke_width(3)));
        }
        chart
            .configure_series_labels()
            .position(SeriesLabelPosition::LowerLeft)
            .border_style(BLACK.mix(0.15))
            .draw()
            .map_err(picture)?;
        area.present().map_err(picture)?;
    }
    Ok(Some(svg))
}

#[cfg(test)]
mod tests {
    use super::{super::tests::comparison, *};

    #[test]
    fn the_page_stands_alone_and_escapes_what_is_not_ours() {
        let mut hostile = comparison(&[
            ("node", &[60_000.0, 66_000.0]),
            ("isolate", &[200.0, 0.7]),
            ("isolate-all", &[100.0]),
        ]);
        hostile.submission = "<script>alert(1)</script>.js".to_owned();
        hostile.left_out[0].reason = "\"><img src=x onerror=alert(1)>".to_owned();
        let page = page(&hostile, "tribunal compare '</code><script>'").unwrap();
        assert_eq!(page.matches("<svg").count(), 2);
        assert!(page.contains("&lt;script&gt;alert(1)"));
        for harmful in ["<script", "<img", "src=\"", "@import", "url("] {
            assert!(!page.contains(harmful), "{harmful}");
        }
        // The name of SVG is an address that nothing fetches.
        assert!(!page.replace("http://www.w3.org/2000/svg", "").contains("://"));
    }

    #[test]
    fn a_comparison_without_rows_has_a_page_too() {
        let page = page(&comparison(&[]), "tribunal compare").unwrap();
        assert!(!page.contains("<svg") && page.contains("is left out"));
    }

    #[test]
    fn starting_up_is_shared_by_the_cases() {
        let comparison = comparison(&[("isolate", &[200.0]), ("isolate-all", &[50.0])]);
        let [one, all] = comparison.rows.as_slice() else { panic!("two rows") };
        assert_eq!(amortised(&comparison, one, 1.0), 1000.0, "the first case and all that it needs");
        assert_eq!(amortised(&comparison, one, 5.0), (1000.0 + 4.0 * 200.0) / 5.0);
        // Four threads run a first case each.
        assert_eq!(amortised(&comparison, all, 8.0), (1000.0 + 4.0 * 50.0) / 8.0);
    }
}
