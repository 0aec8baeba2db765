//! Splitting text into lines and tokens, without copying any of it.

/// A part of a text and its place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Span<'t> {
    pub(super) bytes: &'t [u8],
    pub(super) at: usize,
}

/// A set of bytes that separate tokens.
#[derive(Debug, PartialEq)]
pub(super) struct Spaces([bool; 256]);

impl Spaces {
    /// The spaces of C's `isspace`.
    pub(super) const C: &'static Self = &Self::new(b" \t\n\x0b\x0c\r");

    /// The spaces that testlib skips before a token.
    pub(super) const TESTLIB: &'static Self = &Self::new(b" \t\n\r");

    const fn new(spaces: &[u8]) -> Self {
        let mut table = [false; 256];
        let mut index = 0;
        while index < spaces.len() {
            table[spaces[index] as usize] = true;
            index += 1;
        }
        Self(table)
    }

    pub(super) fn contains(&self, byte: u8) -> bool {
        self.0[usize::from(byte)]
    }

    /// Whether a text consists of these bytes only.
    pub(super) fn are_all_of(&self, text: &[u8]) -> bool {
        text.iter().all(|byte| self.contains(*byte))
    }
}

/// The tokens of a text: the parts between spaces.
#[derive(Clone)]
pub(super) struct Tokens<'t> {
    text: &'t [u8],
    /// Offset of the text in the text that places refer to.
    offset: usize,
    at: usize,
    spaces: &'static Spaces,
}

impl<'t> Tokens<'t> {
    pub(super) fn new(text: &'t [u8], spaces: &'static Spaces) -> Self {
        Self::of(Span { bytes: text, at: 0 }, spaces)
    }

    pub(super) fn of(span: Span<'t>, spaces: &'static Spaces) -> Self {
        Self { text: span.bytes, offset: span.at, at: 0, spaces }
    }

    /// Skips the spaces before the next token, or at the end.
    pub(super) fn skip_spaces(&mut self) -> Span<'t> {
        self.take(|spaces, byte| spaces.contains(byte))
    }

    fn take(&mut self, belongs: impl Fn(&Spaces, u8) -> bool) -> Span<'t> {
        let rest = &self.text[self.at..];
        let length = rest.iter().position(|byte| !belongs(self.spaces, *byte)).unwrap_or(rest.len());
        let span = Span { bytes: &rest[..length], at: self.offset + self.at };
        self.at += length;
        span
    }

    /// Returns the place of the next byte.
    pub(super) fn place(&self) -> usize {
        self.offset + self.at
    }
}

impl<'t> Iterator for Tokens<'t> {
    type Item = Span<'t>;

    fn next(&mut self) -> Option<Self::Item> {
        self.skip_spaces();
        let token = self.take(|spaces, byte| !spaces.contains(byte));
        (!token.bytes.is_empty()).then_some(token)
    }
}

/// The places where lines end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum LineEnds {
    /// At a line feed, with or without a carriage return before it. The rest after the last one is a line only if it is
    /// not empty.
    LineFeed,
    /// At each line feed and at each carriage return. The rest after the last one is a line.
    Either,
}

/// The lines that do not count.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Uncounted {
    /// None: all lines count.
    None,
    /// Lines without a byte.
    Empty,
    /// Lines without a token.
    Blank,
    /// Lines without a token after the last line of the other text.
    BlankAtEnd,
}

/// The lines of a text, without their ends.
#[derive(Clone)]
pub(super) struct Lines<'t> {
    text: &'t [u8],
    at: Option<usize>,
    ends: LineEnds,
    uncounted: Uncounted,
}

impl<'t> Lines<'t> {
    pub(super) fn new(text: &'t [u8], ends: LineEnds, uncounted: Uncounted) -> Self {
        Self::from(text, 0, ends, uncounted)
    }

    /// Returns the lines from the one that begins at a place.
    pub(super) fn from(text: &'t [u8], start: usize, ends: LineEnds, uncounted: Uncounted) -> Self {
        Self { text, at: Some(start), ends, uncounted }
    }

    /// Whether there are no more lines.
    pub(super) fn is_at_end(&self) -> bool {
        self.place() == self.text.len()
    }

    /// Returns the place where the next line begins.
    pub(super) fn place(&self) -> usize {
        self.at.unwrap_or(self.text.len())
    }

    fn any(&mut self) -> Option<Span<'t>> {
        let at = self.at?;
        let rest = &self.text[at..];
        let end = match self.ends {
            LineEnds::LineFeed => rest.iter().position(|byte| *byte == b'\n'),
            LineEnds::Either => rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')),
        };
        self.at = end.map(|end| at + end + 1);
        let bytes = match (end, self.ends) {
            (None, LineEnds::LineFeed) if rest.is_empty() => return None,
            (None, _) => rest,
            (Some(end), LineEnds::LineFeed) => rest[..end].strip_suffix(b"\r").unwrap_or(&rest[..end]),
            (Some(end), LineEnds::Either) => &rest[..end],
        };
        Some(Span { bytes, at })
    }
}

impl<'t> Iterator for Lines<'t> {
    type Item = Span<'t>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let line = self.any()?;
            let counts = match self.uncounted {
                Uncounted::None | Uncounted::BlankAtEnd => true,
                Uncounted::Empty => !line.bytes.is_empty(),
                Uncounted::Blank => !Spaces::C.are_all_of(line.bytes),
            };
            if counts {
                return Some(line);
            }
        }
    }
}

/// Returns the text without spaces at its end.
pub(super) fn trim_end(text: &[u8]) -> &[u8] {
    let length = text.iter().rposition(|byte| !Spaces::C.contains(*byte)).map_or(0, |last| last + 1);
    &text[..length]
}

/// Returns the text without spaces at either end.
pub(super) fn trim(text: &[u8]) -> &[u8] {
    let text = trim_end(text);
    let start = text.iter().position(|byte| !Spaces::C.contains(*byte)).unwrap_or(0);
    &text[start..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_stand_between_spaces() {
        let text = b"\t a\x0bbc\r\n\x0cd\x00e\xff ";
        let tokens = |spaces| -> Vec<(&[u8], usize)> {
            Tokens::new(text, spaces).map(|token| (token.bytes, token.at)).collect()
        };
        assert_eq!(tokens(Spaces::C), [(&b"a"[..], 2), (b"bc", 4), (b"d\x00e\xff", 9)]);
        assert_eq!(tokens(Spaces::TESTLIB), [(&b"a\x0bbc"[..], 2), (b"\x0cd\x00e\xff", 8)]);
        assert_eq!(Tokens::new(b" \n", Spaces::C).next(), None);
    }

    #[test]
    fn lines_end_as_the_originals_say() {
        let lines = |text, ends, uncounted| -> Vec<String> {
            Lines::new(text, ends, uncounted)
                .map(|line| String::from_utf8_lossy(line.bytes).into_owned())
                .collect()
        };
        let text = b"a\r\n\n \nb\rc\n";
        assert_eq!(lines(text, LineEnds::LineFeed, Uncounted::None), ["a", "", " ", "b\rc"]);
        assert_eq!(
            lines(text, LineEnds::Either, Uncounted::None),
            ["a", "", "", " ", "b", "c", ""],
            "a carriage return ends a line, too"
        );
        assert_eq!(lines(text, LineEnds::Either, Uncounted::Empty), ["a", " ", "b", "c"]);
        assert_eq!(lines(text, LineEnds::Either, Uncounted::Blank), ["a", "b", "c"]);
        assert_eq!(lines(b"", LineEnds::LineFeed, Uncounted::None), [""; 0]);
        assert_eq!(lines(b"", LineEnds::Either, Uncounted::None), [""]);
        assert_eq!(lines(b"a\r", LineEnds::LineFeed, Uncounted::None), ["a\r"]);
    }

    #[test]
    fn ends_are_trimmed() {
        assert_eq!(trim(b" \ta b\r\n"), b"a b");
        assert_eq!(trim_end(b" a \x0b"), b" a");
        assert_eq!((trim(b" \n"), trim_end(b"")), (&b""[..], &b""[..]));
    }
}
