//! Errors in problem files, as data and as text for people.

use std::{
    collections::HashSet,
    fmt,
    ops::Range,
    path::{Path, PathBuf},
};

use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};

use tribunal_core::value::json::Source;

/// All errors in a set of problems, by file and place; not empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostics(Vec<Diagnostic>);

/// An error in a problem file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Path of the file or folder.
    pub path: PathBuf,
    /// Place in the file; `None` if the error concerns the file as a whole.
    pub place: Option<Place>,
    /// Description of the error.
    pub message: String,
    /// Hint for the fix, where it is known.
    pub hint: Option<String>,
}

/// A place in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// Text of the line; `None` if the line is too long to be shown.
    excerpt: Option<String>,
    /// Range of bytes in the line that the error concerns.
    span: Range<usize>,
}

impl Diagnostics {
    /// Returns the same errors with the paths that the files have once their folder has moved from `from` to `to`.
    pub fn of_folder_moved(self, from: &Path, to: &Path) -> Self {
        let (old, new) = (from.display().to_string(), to.display().to_string());
        let moved = |diagnostic: Diagnostic| Diagnostic {
            path: diagnostic
                .path
                .strip_prefix(from)
                .map_or_else(|_| diagnostic.path.clone(), |path| to.join(path)),
            message: diagnostic.message.replace(&old, &new),
            hint: diagnostic.hint.map(|hint| hint.replace(&old, &new)),
            place: diagnostic.place,
        };
        Self(self.0.into_iter().map(moved).collect())
    }

    /// Returns the errors, sorted by file and place.
    pub fn new(mut found: Vec<Diagnostic>) -> Self {
        // Errors of a file as a whole follow those with a place in it.
        let position = |diagnostic: &Diagnostic| {
            diagnostic.place.as_ref().map_or((usize::MAX, 0), |place| (place.line, place.column))
        };
        found.sort_by(|a, b| a.path.cmp(&b.path).then_with(|| position(a).cmp(&position(b))));
        Self(found)
    }

    /// Returns the errors, by file and place.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Diagnostic> {
        self.0.iter()
    }

    /// Renders the text for people, which shows the lines and points at the columns, with or without ANSI colours. It
    /// ends with a line end.
    pub fn render(&self, coloured: bool) -> String {
        let renderer = if coloured { Renderer::styled() } else { Renderer::plain() };
        let parts: Vec<String> = self.0.iter().map(|diagnostic| diagnostic.render(&renderer)).collect();
        parts.join("\n\n") + "\n"
    }
}

/// Formats the text for people without colours and without a line end, for messages that go on.
impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.render(false).trim_end_matches('\n'))
    }
}

impl std::error::Error for Diagnostics {}

impl Diagnostic {
    /// Returns an error of a file as a whole, with a hint for the fix.
    pub fn of_file(path: &Path, message: impl Into<String>, hint: Option<String>) -> Self {
        Self { path: path.to_owned(), place: None, message: message.into(), hint }
    }

    /// Returns an error in a script at this line and column, where they are known: from 1, the column in UTF-16 units.
    pub fn of_script(
        path: &Path,
        source: &str,
        at: Option<(u32, u32)>,
        message: String,
        hint: Option<String>,
    ) -> Self {
        let Some(start) = at.and_then(|(line, column)| offset(source, line, column)) else {
            return Self::of_file(path, message, hint);
        };
        let end = source[start..].chars().next().map_or(start, |char| start + char.len_utf8());
        let place = Some(Reporter::new(path, source).place(start..end));
        Self { path: path.to_owned(), place, message, hint }
    }

    fn render(&self, renderer: &Renderer) -> String {
        let path = printable(&self.path.to_string_lossy());
        let title = Level::ERROR.primary_title(printable(&self.message));
        let group = match &self.place {
            Some(Place { line, excerpt: Some(excerpt), span, .. }) => title.element(
                Snippet::source(&**excerpt)
                    .path(&*path)
                    .line_start(*line)
                    .annotation(AnnotationKind::Primary.span(span.clone())),
            ),
            Some(Place { line, column, .. }) => {
                title.element(Origin::path(&*path).line(*line).char_column(*column))
            }
            None => title.element(Origin::path(&*path)),
        };
        let group = match &self.hint {
            Some(hint) => group.element(Level::HELP.message(printable(hint))),
            None => group,
        };
        renderer.render(&[group])
    }
}

/// Returns the byte offset of a line and column of a script, from 1, the column in UTF-16 units; `None` without such a
/// line.
fn offset(source: &str, line: u32, column: u32) -> Option<usize> {
    let mut start = 0;
    for _ in 1..line {
        let rest = &source[start..];
        let end = rest.find(['\n', '\r', '\u{2028}', '\u{2029}'])?;
        let ending = if rest[end..].starts_with("\r\n") { 2 } else { rest[end..].chars().next()?.len_utf8() };
        start += end + ending;
    }
    let mut units = 1;
    for (at, char) in source[start..].char_indices() {
        if units >= column as usize || char == '\n' {
            return Some(start + at);
        }
        units += char.len_utf16();
    }
    Some(source.len())
}

/// Returns a text with the characters that a terminal would act on made harmless.
fn printable(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut printable, char| {
        if char.is_control() {
            printable.extend(char.escape_default());
        } else {
            printable.push(char);
        }
        printable
    })
}

/// A collector of the errors of one file.
pub(super) struct Reporter<'t> {
    path: &'t Path,
    text: &'t str,
    found: Vec<Diagnostic>,
    /// Number of errors beyond those kept.
    more: usize,
    /// Offsets of the unknown keys, one of which may be a misspelling of another key.
    pub(super) unknown_keys: HashSet<usize>,
    /// Interpretation of values that the setter has written.
    pub(super) source: Source,
}

impl<'t> Reporter<'t> {
    /// Greatest number of errors kept of one file.
    const MAX_KEPT: usize = 100;

    /// Greatest length of a line that is shown.
    const MAX_EXCERPT_BYTES: usize = 64 << 10;

    pub(super) fn new(path: &'t Path, text: &'t str) -> Self {
        Self { path, text, found: Vec::new(), more: 0, unknown_keys: HashSet::new(), source: Source::Problem }
    }

    pub(super) fn path(&self) -> &'t Path {
        self.path
    }

    pub(super) fn text(&self) -> &'t str {
        self.text
    }

    /// Reports an error at a range of bytes of the text.
    pub(super) fn error(&mut self, span: Range<usize>, message: impl Into<String>, hint: Option<String>) {
        if self.is_full() {
            self.more += 1;
            return;
        }
        let place = Some(self.place(span));
        self.found.push(Diagnostic { path: self.path.to_owned(), place, message: message.into(), hint });
    }

    /// Returns the line of a byte of the text, from 1.
    pub(super) fn line(&self, offset: usize) -> usize {
        self.text.as_bytes().iter().take(offset).filter(|byte| **byte == b'\n').count() + 1
    }

    /// Whether no error was reported.
    pub(super) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// Whether further errors are only counted.
    pub(super) fn is_full(&self) -> bool {
        self.found.len() == Self::MAX_KEPT
    }

    /// Returns all errors that were reported.
    pub(super) fn finish(mut self) -> Vec<Diagnostic> {
        if self.more > 0 {
            let message = format!("and {} more errors in this file", self.more);
            self.found.push(Diagnostic::of_file(self.path, message, None));
        }
        self.found
    }

    fn place(&self, span: Range<usize>) -> Place {
        let text = self.text;
        let start = text.floor_char_boundary(span.start);
        let end = text.ceil_char_boundary(span.end.clamp(start, text.len()));
        let line_start = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
        let line_end = text[start..].find('\n').map_or(text.len(), |newline| start + newline);
        let line = text[line_start..line_end].trim_end_matches('\r');
        Place {
            line: self.line(start),
            column: text[line_start..start].chars().count() + 1,
            excerpt: (line.len() <= Self::MAX_EXCERPT_BYTES).then(|| line.to_owned()),
            // Of several lines, the first is shown.
            span: (start - line_start).min(line.len())..(end - line_start).min(line.len()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_of_a_folder_that_moves_name_where_it_will_be() {
        let of = |folder: &str| {
            let error = Diagnostic::of_file(
                &Path::new(folder).join("a/problem.toml"),
                format!("{folder}/a/x is missing"),
                Some(format!("make {folder}/a/x")),
            );
            Diagnostics::new(vec![error, Diagnostic::of_file(Path::new("other"), "y", None)])
        };
        let moved =
            of("problems/.import-1").of_folder_moved(Path::new("problems/.import-1"), Path::new("problems"));
        assert_eq!(moved, of("problems"));
    }

    #[test]
    fn a_place_is_shown_with_its_line() {
        let text = "a = 1\n\u{e9}\u{e9} = 22\nc = 3\r\n";
        let path = Path::new("problems/x.toml");
        let mut reporter = Reporter::new(path, text);
        let at = text.find("22").unwrap();
        reporter.error(at..at + 2, "wrong", Some("try 23".into()));
        reporter.error(at..text.len(), "several lines", None);
        reporter.error(text.len()..text.len(), "the end", None);
        let diagnostics = Diagnostics::new(reporter.finish());
        insta::assert_snapshot!(diagnostics, @r"
        error: wrong
         --> problems/x.toml:2:6
          |
        2 | éé = 22
          |      ^^
          |
          = help: try 23

        error: several lines
         --> problems/x.toml:2:6
          |
        2 | éé = 22
          |      ^^

        error: the end
         --> problems/x.toml:4:1
          |
        4 |
          | ^
        ");
        assert!(diagnostics.render(true).contains("\u{1b}["));
        assert!(!diagnostics.render(false).contains('\u{1b}'));
    }

    #[test]
    fn errors_are_sorted_and_not_endless() {
        let text = "x\n".repeat(1000);
        let (a, b) = (PathBuf::from("a"), PathBuf::from("b"));
        let mut found = vec![Diagnostic::of_file(&b, "whole b", None)];
        for path in [&b, &a] {
            let mut reporter = Reporter::new(path, &text);
            (0..150).rev().for_each(|line| reporter.error(line * 2..line * 2 + 1, "e", None));
            found.extend(reporter.finish());
        }
        let diagnostics = Diagnostics::new(found);
        let order: Vec<(&Path, usize)> = diagnostics
            .iter()
            .map(|diagnostic| {
                (&*diagnostic.path, diagnostic.place.as_ref().map_or(usize::MAX, |place| place.line))
            })
            .collect();
        assert!(order.is_sorted());
        assert_eq!(order.len(), 203);
        assert!(diagnostics.to_string().contains("and 50 more errors in this file"));
    }

    #[test]
    fn a_line_of_monstrous_length_is_not_shown() {
        let text = "x".repeat(1 << 20);
        let mut reporter = Reporter::new(Path::new("long"), &text);
        reporter.error(500_000..500_001, "wrong", None);
        let shown = Diagnostics::new(reporter.finish()).to_string();
        assert!(shown.contains("long:1:500001") && shown.len() < 200, "{shown}");
    }

    #[test]
    fn what_a_terminal_would_act_on_is_not_passed_through() {
        let path = Path::new("x\u{1b}[31m.toml");
        let mut reporter = Reporter::new(path, "a\u{1b}[31m\u{202e}b");
        reporter.error(0..1, "bad \u{1b}[31m", Some("\u{1b}]0;title\u{7}".into()));
        let shown = Diagnostics::new(reporter.finish()).to_string();
        assert!(!shown.chars().any(|char| char.is_control() && char != '\n'), "{shown:?}");
    }

    #[test]
    fn places_of_v8_are_found_in_the_text() {
        let text = "a\r\nb\u{2028}é😀x\nlast";
        let at = |line, column| offset(text, line, column).map(|offset| &text[offset..]);
        assert_eq!(at(1, 1), Some(text));
        assert_eq!(at(2, 1), Some("b\u{2028}é😀x\nlast"));
        assert_eq!(at(3, 4), Some("x\nlast"));
        assert_eq!(at(4, 99), Some(""));
        assert_eq!(at(5, 1), None);
    }
}
