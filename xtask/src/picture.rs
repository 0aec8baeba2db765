//! `cargo xtask picture`: terminal output as an SVG for the README.

use std::io::Read as _;

use anstyle_svg::Term;

/// Reads coloured terminal output from standard input and returns it as an SVG.
pub fn render() -> anyhow::Result<String> {
    let mut ansi = String::new();
    std::io::stdin().read_to_string(&mut ansi)?;
    Ok(Term::new().render_svg(&ansi))
}
