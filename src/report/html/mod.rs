//! HTML reports: one file each, which loads nothing and opens with a double click.
//!
//! Three layers make the text of submissions harmless: [`printable`] makes it visible, the templates escape it, and the
//! page's own policy allows no script but its own and no network.

mod difference;
mod grade;
pub mod plot;

use std::borrow::Cow;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use sha2::{Digest as _, Sha256};

use tribunal_core::text::printable;

pub use grade::write;

/// The common parts of every page: see `base.html`.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    /// The page's one style sheet.
    pub style: &'static str,
    /// The page's one script.
    pub script: &'static str,
}

impl Page {
    /// Returns a page with this script.
    pub const fn new(script: &'static str) -> Self {
        Self { style: include_str!("page.css"), script }
    }

    /// Returns the content security policy: the page's own script and style, by digest, and nothing else from anywhere.
    pub fn policy(&self) -> String {
        let digest = |text: &str| BASE64_STANDARD.encode(Sha256::digest(text));
        format!(
            "default-src 'none'; script-src 'sha256-{}'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
            digest(self.script),
            digest(self.style)
        )
    }

    /// Returns the version of this program.
    pub fn version(&self) -> &'static str {
        env!("CARGO_PKG_VERSION")
    }
}

/// Returns text of several lines with all characters visible; line ends and tabs stay.
fn block(text: &str) -> String {
    let line = |line| str::split(line, '\t').map(printable).collect::<Vec<Cow<'_, str>>>().join("\t");
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}
