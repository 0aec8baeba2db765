//! The coverage of a solution: the lines that no case reaches.

use tribunal_core::execution::Unreached;

/// The coverage of a solution by all cases together.
#[derive(Clone, Debug, PartialEq)]
pub struct Coverage {
    /// Name of the solution.
    pub submission: String,
    /// Number of its lines that hold any code.
    pub lines: usize,
    /// The parts that no case reaches, in their order.
    pub unreached: Vec<SourceRange>,
}

/// A part of a source, for display: code, without the space around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceRange {
    /// Its first line, from 1.
    pub line: usize,
    /// Its first column, in characters from 1.
    pub column: usize,
    /// Its last line.
    pub end_line: usize,
    /// Its last column.
    pub end_column: usize,
    /// Whether it consists of whole lines.
    pub is_lines: bool,
    /// Its text.
    pub text: String,
}

/// The coverage of a source by several cases together.
#[derive(Debug, Default)]
pub(super) struct Union {
    /// The parts that none of the added cases reaches; `None` before the first.
    unreached: Option<Vec<Unreached>>,
}

impl Union {
    /// Adds the parts that a case does not reach.
    pub(super) fn add(&mut self, unreached: Vec<Unreached>) {
        self.unreached = Some(match self.unreached.take() {
            None => unreached,
            Some(before) => intersection(&before, &unreached),
        });
    }

    /// Returns the coverage by all added cases; `None` where none was added.
    pub(super) fn into_coverage(self, submission: &str, source: &str) -> Option<Coverage> {
        let unreached = self.unreached?;
        let lines = source.lines().filter(|line| is_code(line)).count();
        Some(Coverage { submission: submission.to_owned(), lines, unreached: parts(source, &unreached) })
    }
}

impl Coverage {
    /// Returns the number of lines of which no case reaches any code.
    pub fn unreached_lines(&self) -> usize {
        self.unreached
            .iter()
            .filter(|part| part.is_lines)
            .map(|part| part.text.lines().filter(|line| is_code(line)).count())
            .sum()
    }
}

/// Returns the intersection of two lists of parts, each in order and without overlap.
fn intersection(one: &[Unreached], other: &[Unreached]) -> Vec<Unreached> {
    let (mut both, mut i, mut j) = (Vec::new(), 0, 0);
    while let (Some(a), Some(b)) = (one.get(i), other.get(j)) {
        let (start, end) = (a.start.max(b.start), a.end.min(b.end));
        if start < end {
            both.push(Unreached { start, end });
        }
        if a.end <= b.end { i += 1 } else { j += 1 }
    }
    both
}

/// Returns the parts of a source that hold code, with their places.
fn parts(source: &str, unreached: &[Unreached]) -> Vec<SourceRange> {
    let mut parts: Vec<SourceRange> = Vec::new();
    // One walk through the source, since its places are counted in UTF-16 units there and in characters here.
    let mut unit = 0;
    let mut ranges = unreached.iter().peekable();
    let mut bytes: Vec<(usize, usize)> = Vec::new();
    let mut open = None;
    for (byte, char) in source.char_indices().chain([(source.len(), '\0')]) {
        if let (Some(start), Some(range)) = (open, ranges.peek())
            && range.end <= unit
        {
            bytes.push((start, byte));
            open = None;
            ranges.next();
        }
        if open.is_none() && ranges.peek().is_some_and(|range| range.start <= unit) {
            open = Some(byte);
        }
        unit += char.len_utf16() as u32;
    }
    for (start, end) in bytes {
        let Some(part) = part(source, start, end) else { continue };
        match parts.last_mut() {
            // Consecutive functions are several parts to V8.
            Some(last) if last.is_lines && part.is_lines && last.end_line + 1 == part.line => {
                last.end_line = part.end_line;
                last.end_column = part.end_column;
                last.text = format!("{}\n{}", last.text, part.text);
            }
            _ => parts.push(part),
        }
    }
    parts
}

/// Returns the code between two bytes of a source; `None` if there is none.
fn part(source: &str, start: usize, end: usize) -> Option<SourceRange> {
    let text = source.get(start..end)?;
    // A block's braces are no code of its own, nor is the rest behind the last statement of a function.
    let left = text.trim_start_matches(|char: char| char.is_whitespace() || "{};".contains(char));
    let mut code = left.trim_end_matches(|char: char| char.is_whitespace() || char == '}');
    if !code.lines().any(is_code) {
        return None;
    }
    // Nor are comments behind it.
    while let Some((before, last)) = code.rsplit_once('\n')
        && !is_code(last)
    {
        code = before.trim_end();
    }
    let start = end - left.len();
    let end = start + code.len();
    let line_start = source[..start].rfind('\n').map_or(0, |newline| newline + 1);
    let line_end = source[end..].find('\n').map_or(source.len(), |newline| end + newline);
    let last_start = source[..end].rfind('\n').map_or(0, |newline| newline + 1);
    let line = source[..start].matches('\n').count() + 1;
    let end_line = line + source[start..end].matches('\n').count();
    let rest =
        source[end..line_end].trim_start_matches(|char: char| char.is_whitespace() || "};".contains(char));
    let is_lines = source[line_start..start].trim().is_empty() && !is_code(rest);
    Some(SourceRange {
        line,
        column: source[line_start..start].chars().count() + 1,
        end_line,
        end_column: source[last_start..end].chars().count(),
        is_lines,
        text: if is_lines { source[line_start..line_end].trim_end().to_owned() } else { code.to_owned() },
    })
}

/// Whether a line holds more than brackets and comments.
fn is_code(line: &str) -> bool {
    let line = line.trim();
    let is_comment = ["//", "/*", "*"].iter().any(|start| line.starts_with(start));
    !is_comment && line.contains(|char: char| !char.is_whitespace() && !"{}()[];,".contains(char))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn list(ranges: &[(u32, u32)]) -> Vec<Unreached> {
        ranges.iter().map(|&(start, end)| Unreached { start, end }).collect()
    }

    /// Returns the parts between `«` and `»`.
    fn marked(source: &str) -> Vec<(String, String)> {
        let (mut plain, mut unit, mut ranges) = (String::new(), 0, Vec::new());
        for char in source.chars() {
            match char {
                '«' => ranges.push((unit, 0)),
                '»' => ranges.last_mut().unwrap().1 = unit,
                char => {
                    plain.push(char);
                    unit += char.len_utf16() as u32;
                }
            }
        }
        let parts = parts(&plain, &list(&ranges));
        let place = |part: &SourceRange| match part.is_lines {
            true => format!("{}-{}", part.line, part.end_line),
            false => format!("{}:{}-{}:{}", part.line, part.column, part.end_line, part.end_column),
        };
        parts.iter().map(|part| (place(part), part.text.clone())).collect()
    }

    #[test]
    fn parts_are_lines_where_they_can_be() {
        let found = marked(
            "if (x) «{\n  a();\n  b();\n}»\nreturn y «? '😀' : »z;\n«function f() {\n  return 1;\n}»\n",
        );
        let found: Vec<(&str, &str)> = found.iter().map(|(place, text)| (&**place, &**text)).collect();
        assert_eq!(
            found,
            [("2-3", "  a();\n  b();"), ("5:10-5:16", "? '😀' :"), ("6-7", "function f() {\n  return 1;"),]
        );
    }

    #[test]
    fn functions_that_follow_one_another_are_one_part() {
        let found = marked("«function a() {\n}»\n«function b() { }»\nlet c = 1;\n«d()»\n");
        assert_eq!(found.len(), 3, "{found:?}");
        let found = marked("«const a = 1;»\n«const b = 2;»\n");
        assert_eq!(found, [("1-2".to_owned(), "const a = 1;\nconst b = 2;".to_owned())]);
    }

    #[test]
    fn brackets_and_comments_are_no_code() {
        let found = marked("«function f() {\n  return 1;\n\n  // Never.\n\n  /* Never. */\n}»\n");
        assert_eq!(found, [("1-2".to_owned(), "function f() {\n  return 1;".to_owned())]);
        assert_eq!(marked("f(x) «{ }»\n«\n  // never\n}\n»\n«/* a\n * b\n */»"), []);
    }

    proptest! {
        #[test]
        fn no_parts_of_any_source_are_too_much(
            source in "[a-z{}\n é😀]{0,40}",
            ranges in proptest::collection::vec((0_u32..60, 1_u32..20), 0..6),
        ) {
            let mut end = 0;
            let ranges: Vec<(u32, u32)> = ranges
                .into_iter()
                .map(|(gap, length)| {
                    let start = end + gap;
                    end = start + length;
                    (start, end)
                })
                .collect();
            for part in parts(&source, &list(&ranges)) {
                prop_assert!(part.line <= part.end_line && !part.text.is_empty());
            }
        }

        #[test]
        fn what_no_case_reaches_is_in_what_each_does_not_reach(
            cases in proptest::collection::vec(proptest::collection::vec(any::<bool>(), 30), 1..5),
        ) {
            let mut union = Union::default();
            for case in &cases {
                let mut ranges = Vec::new();
                for (unit, is_unreached) in case.iter().enumerate() {
                    let unit = unit as u32;
                    match ranges.last_mut() {
                        Some(Unreached { end, .. }) if *is_unreached && *end == unit => *end += 1,
                        _ if *is_unreached => ranges.push(Unreached { start: unit, end: unit + 1 }),
                        _ => {}
                    }
                }
                union.add(ranges);
            }
            let unreached = union.unreached.unwrap();
            for unit in 0..30_u32 {
                let found = unreached.iter().any(|part| (part.start..part.end).contains(&unit));
                prop_assert_eq!(found, cases.iter().all(|case| case[unit as usize]));
            }
        }
    }
}
