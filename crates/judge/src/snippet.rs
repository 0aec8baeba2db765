//! The place of an error in a submission: its line, with a caret under the column.

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet, renderer::DecorStyle};

use tribunal_core::execution::ScriptError;
use tribunal_core::text::printable;

/// Greatest width of a snippet, in columns. It fits into the table's indented details at 80 columns, whatever the
/// terminal, because it is made before it is known where it will be shown.
const WIDTH: usize = 74;

/// Returns an error of the submission with this name, on several lines of plain text: the message, the place, and the
/// line with a caret; only the message where the rest is not known.
pub fn snippet(error: &ScriptError, submission: &str) -> String {
    let text = printable(&error.text);
    let Some(location) = &error.location else {
        return text.into_owned();
    };
    let (line, column) = (location.line as usize, location.column as usize);
    let submission = printable(submission);
    let Some(source_line) = &location.source_line else {
        return format!("{text}\n --> {submission}:{line}:{column}");
    };
    let start = byte_at_column(source_line, location.column);
    // One character is marked; behind the last one, the end of the line.
    let end = source_line[start..].chars().next().map_or(start, |c| start + c.len_utf8());
    let snippet = Snippet::source(source_line)
        .path(submission)
        .line_start(line)
        .annotation(AnnotationKind::Primary.span(start..end));
    let report = Level::ERROR.no_name().primary_title(text).element(snippet);
    Renderer::plain().decor_style(DecorStyle::Ascii).term_width(WIDTH).render(&[report])
}

/// Returns the byte at which a column of a line begins, or the line's end for one beyond it. Columns count UTF-16 units
/// from 1.
fn byte_at_column(line: &str, column: u32) -> usize {
    let mut units = 1;
    let found = line.char_indices().find(|(_, c)| {
        let here = units >= column;
        units += c.len_utf16() as u32;
        here
    });
    found.map_or(line.len(), |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tribunal_core::execution::Location;

    fn show(line: u32, column: u32, source_line: &str) -> String {
        let location = Location { line, column, source_line: Some(source_line.to_owned()) };
        let error =
            ScriptError { text: "SyntaxError: Unexpected token ')'".to_owned(), location: Some(location) };
        snippet(&error, "compile_error/x.js")
    }

    #[test]
    fn the_caret_is_below_the_column() {
        insta::assert_snapshot!(show(12, 9, "let a = );"), @r"
        SyntaxError: Unexpected token ')'
          --> compile_error/x.js:12:9
           |
        12 | let a = );
           |         ^
        ");
    }

    #[test]
    fn the_caret_finds_its_place_behind_tabs_wide_characters_and_escapes() {
        insta::assert_snapshot!(show(3, 14, "\tf(\"漢😀\x1b[31m\u{202e}\", );"), @r#"
        SyntaxError: Unexpected token ')'
         --> compile_error/x.js:3:13
          |
        3 |     f("漢😀␛[31m�", );
          |                  ^
        "#);
    }

    #[test]
    fn a_long_line_is_cut_around_the_caret_and_a_column_beyond_it_is_its_end() {
        insta::assert_snapshot!(show(1, 500, &format!("{};)", "abcd ".repeat(200))), @r"
        SyntaxError: Unexpected token ')'
         --> compile_error/x.js:1:500
          |
        1 | ...d abcd abcd abcd abcd abcd abcd abcd abcd abcd abcd abcd abcd ab...
          |                                   ^
        ");
        insta::assert_snapshot!(show(1, 5000, "x"), @r"
        SyntaxError: Unexpected token ')'
         --> compile_error/x.js:1:2
          |
        1 | x
          |  ^
        ");
    }

    #[test]
    fn without_a_place_the_text_must_do() {
        let error = ScriptError { text: "boom\u{1b}[0m".to_owned(), location: None };
        assert_eq!(snippet(&error, "x.js"), "boom\\x1b[0m");
    }
}
