//! Renderers of reports, one module for each format.

pub mod html;
mod json;
mod junit;
mod progress;
mod table;
#[cfg(test)]
mod tests;
pub mod verification;

pub(crate) use json::write_line as write_json;
pub use progress::Progress;

use std::io::{self, BufWriter, IsTerminal, Write};

use anstream::{AutoStream, ColorChoice, adapter::StripBytes};

use tribunal_judge::report::RunReport;

/// The forms in which a report is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people: a table, what failed and why, a summary
    #[default]
    Table,
    /// One JSON document, see schema/report.schema.json
    Json,
    /// A JSON document a line: each submission, then the summary, see schema/report-line.schema.json
    Jsonl,
    /// JUnit XML, for CI services
    Junit,
}

/// The level of detail of the table. The other formats always have all details.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verbosity {
    /// The submissions with an unexpected verdict, without their cases; the summary.
    Quiet,
    /// Every submission; of each with an unexpected verdict, the first failing cases.
    #[default]
    Normal,
    /// Every submission with all of its failing cases, expected or not.
    Verbose,
}

/// The style of a report.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// Whether the table has colour.
    pub color: bool,
    /// Width of the terminal in columns, which the table keeps to; `None` where nothing has to be shortened.
    pub width: Option<usize>,
    /// Whether times and memory are shown. Without them, reports of equal results are equal.
    pub times: bool,
    /// The level of detail of the table.
    pub verbosity: Verbosity,
}

impl Style {
    /// Returns the style that suits standard output.
    pub fn of_stdout(color: ColorChoice, times: bool, verbosity: Verbosity) -> Self {
        let stdout = io::stdout();
        let width = if stdout.is_terminal() {
            let columns = terminal_size::terminal_size_of(&stdout).map(|(width, _)| usize::from(width.0));
            // A terminal that does not tell its width says 0.
            Some(columns.filter(|columns| *columns > 0).unwrap_or(80))
        } else {
            None
        };
        Self { color: has_color(color, &stdout), width, times, verbosity }
    }
}

/// Whether output to `stream` has colour: as asked for, and with [`ColorChoice::Auto`] if it is a terminal that knows
/// colour and none of the usual variables (`NO_COLOR`, `CLICOLOR`) forbids it.
pub fn has_color(choice: ColorChoice, stream: &impl anstream::stream::RawStream) -> bool {
    match choice {
        ColorChoice::Auto => AutoStream::choice(stream) != ColorChoice::Never,
        ColorChoice::Always | ColorChoice::AlwaysAnsi => true,
        ColorChoice::Never => false,
    }
}

/// Writes a report.
///
/// # Errors
/// If writing to `out` fails.
pub fn write(report: &RunReport, format: Format, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Table if style.color => table::write(report, style, out),
        Format::Table => table::write(report, style, &mut Plain { out, strip: StripBytes::new() }),
        Format::Json => json::write(report, style.times, out),
        Format::Jsonl => json::write_lines(report, style.times, out),
        Format::Junit => junit::write(report, style.times, out),
    }
}

/// A writer that strips styles.
struct Plain<'a> {
    out: &'a mut dyn Write,
    strip: StripBytes,
}

impl Write for Plain<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.strip.strip_next(bytes).try_for_each(|text| self.out.write_all(text))?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Writes a report to standard output. A reader that closes it early is no error.
///
/// # Errors
/// If writing fails for any other reason.
pub fn print(report: &RunReport, format: Format, style: &Style) -> io::Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    match write(report, format, style, &mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}
