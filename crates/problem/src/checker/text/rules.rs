//! Comparison rules of checkers, as data, and the table of named checkers.

use super::{
    number::{Near, Notation, Tolerance, fits, is_integer},
    split::{LineEnds, Spaces, Uncounted},
};

/// The rules by which an output is the same as the answer.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Rules {
    pub(super) shape: Shape,
    /// Grammar of the answer.
    pub(super) grammar: Grammar,
    /// Whether ASCII letters in upper and in lower case are the same.
    pub(super) fold: bool,
    /// Numbers that are the same; `None` where numbers are tokens like any other.
    pub(super) near: Option<Near>,
}

/// The parts of a text that are compared.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Shape {
    /// Every byte.
    Bytes,
    /// The tokens, one after the other.
    Tokens {
        /// Bytes between tokens.
        spaces: &'static Spaces,
        /// Whether the spaces have to be the same, too.
        same_spaces: bool,
    },
    /// The lines, one after the other.
    Lines { ends: LineEnds, uncounted: Uncounted, alike: LineRule },
    /// The bytes that belong to tokens, one after the other, regardless of where tokens begin and end.
    Solid,
    /// The lines in any order, each as its tokens.
    LinesInAnyOrder,
    /// The tokens in any order.
    TokensInAnyOrder(&'static Spaces),
    /// The bytes that belong to tokens, in any order.
    BytesInAnyOrder,
}

/// The rule by which lines are the same.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum LineRule {
    /// Lines with the same bytes.
    Whole,
    /// Lines with the same bytes but for spaces at the end.
    TrimmedEnd,
    /// Lines with the same bytes but for spaces at either end.
    Trimmed,
    /// Lines with the same tokens.
    Tokens,
}

/// The grammar of an answer. An answer outside the grammar cannot judge any output.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Grammar {
    /// Anything.
    Free,
    /// Exactly one token of this kind.
    One(TokenKind),
    /// Any number of tokens of this kind.
    Many(TokenKind),
    /// `Case 1:` and a token of this kind, `Case 2:` and another, and so on.
    CasesOfOne(TokenKind),
    /// The same with any number of tokens in each case.
    CasesOfMany(TokenKind),
}

/// A kind of token.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum TokenKind {
    Any,
    Integer,
    Integer32,
    Integer64,
    Decimal,
    YesOrNo,
}

impl TokenKind {
    pub(super) fn has(self, token: &[u8]) -> bool {
        match self {
            Self::Any => true,
            Self::Integer => is_integer(token),
            Self::Integer32 => fits::<i32>(token, 9),
            Self::Integer64 => fits::<i64>(token, 18),
            Self::Decimal => Notation::Decimal.read(token).is_some(),
            Self::YesOrNo => [&b"YES"[..], b"NO"].iter().any(|word| word.eq_ignore_ascii_case(token)),
        }
    }

    /// Returns the name of the kind, for messages.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Any => "a token",
            Self::Integer => "an integer",
            Self::Integer32 => "a 32-bit integer",
            Self::Integer64 => "a 64-bit integer",
            Self::Decimal => "a number",
            Self::YesOrNo => "YES or NO",
        }
    }
}

impl Rules {
    /// Returns rules for the text itself.
    pub(super) const fn of(shape: Shape) -> Self {
        Self { shape, grammar: Grammar::Free, fold: false, near: None }
    }

    /// Returns rules for tokens as testlib reads them.
    const fn testlib(grammar: Grammar) -> Self {
        let shape = Shape::Tokens { spaces: Spaces::TESTLIB, same_spaces: false };
        Self { grammar, ..Self::of(shape) }
    }

    const fn testlib_numbers(grammar: Grammar, tolerance: Tolerance) -> Self {
        let near = Some(Near { notation: Notation::Decimal, tolerance });
        Self { near, ..Self::testlib(grammar) }
    }

    /// Returns rules for lines as testlib reads them.
    const fn testlib_lines(alike: LineRule) -> Self {
        let uncounted = Uncounted::BlankAtEnd;
        Self::of(Shape::Lines { ends: LineEnds::LineFeed, uncounted, alike })
    }

    /// Returns rules for lines as DMOJ reads them.
    pub(super) const fn dmoj_lines(uncounted: Uncounted, alike: LineRule) -> Self {
        Self::of(Shape::Lines { ends: LineEnds::Either, uncounted, alike })
    }

    /// Returns the rules of Kattis' default validator.
    pub(super) const fn kattis(fold: bool, same_spaces: bool, near: Option<Near>) -> Self {
        Self { fold, near, ..Self::of(Shape::Tokens { spaces: Spaces::C, same_spaces }) }
    }

    /// Returns the rules of DMOJ's `floats`.
    pub(super) const fn dmoj_floats(tolerance: Tolerance) -> Self {
        let near = Some(Near { notation: Notation::Python, tolerance });
        Self { near, ..Self::dmoj_lines(Uncounted::Empty, LineRule::Tokens) }
    }

    /// Returns the rules of DMOJ's `rstripped`.
    pub(super) const fn rstripped(filter_new_line: bool) -> Self {
        let uncounted = if filter_new_line { Uncounted::Empty } else { Uncounted::None };
        Self::dmoj_lines(uncounted, LineRule::TrimmedEnd)
    }

    /// Returns the rules of DMOJ's `sorted`.
    pub(super) const fn sorted(by_lines: bool) -> Self {
        if by_lines { Self::of(Shape::LinesInAnyOrder) } else { Self::of(Shape::TokensInAnyOrder(Spaces::C)) }
    }
}

/// Tolerance of testlib's `rcmp`: 1.5e-6, and 1e-15 for rounding errors of the numbers compared.
const RCMP: f64 = 1.5e-6 + 1e-15;

/// Tolerance of testlib's `rncmp`.
const RNCMP: f64 = 1.5e-5 + 1e-15;

/// All checkers of text by their names in problem files: Kattis' default validator, DMOJ's checkers, testlib's stock
/// checkers. Sources: the Kattis problem package format 2025-09, "Default output validator"; DMOJ's documentation,
/// "Custom checkers"; the checkers that come with testlib.
pub(super) const TABLE: &[(&str, Rules)] = &[
    ("tokens", Rules::kattis(true, false, None)),
    ("standard", Rules::dmoj_lines(Uncounted::Blank, LineRule::Tokens)),
    ("easy", Rules { fold: true, ..Rules::of(Shape::BytesInAnyOrder) }),
    ("floats", Rules::dmoj_floats(Tolerance::DmojEither(1e-6))),
    ("floatsabs", Rules::dmoj_floats(Tolerance::DmojAbsolute(1e-6))),
    ("floatsrel", Rules::dmoj_floats(Tolerance::DmojRelative(1e-6))),
    ("identical", Rules::of(Shape::Bytes)),
    ("linecount", Rules::dmoj_lines(Uncounted::Empty, LineRule::Trimmed)),
    ("linematches", Rules::dmoj_lines(Uncounted::Empty, LineRule::Whole)),
    ("rstripped", Rules::rstripped(false)),
    ("sorted", Rules::sorted(true)),
    ("unordered", Rules::sorted(false)),
    ("wcmp", Rules::testlib(Grammar::Free)),
    ("lcmp", Rules::testlib_lines(LineRule::Tokens)),
    ("fcmp", Rules::testlib_lines(LineRule::Whole)),
    ("hcmp", Rules::testlib(Grammar::One(TokenKind::Integer))),
    ("icmp", Rules::testlib(Grammar::One(TokenKind::Integer32))),
    ("ncmp", Rules::testlib(Grammar::Many(TokenKind::Integer64))),
    ("uncmp", {
        let shape = Shape::TokensInAnyOrder(Spaces::TESTLIB);
        Rules { shape, ..Rules::testlib(Grammar::Many(TokenKind::Integer64)) }
    }),
    ("yesno", Rules { fold: true, ..Rules::testlib(Grammar::One(TokenKind::YesOrNo)) }),
    ("nyesno", Rules { fold: true, ..Rules::testlib(Grammar::Many(TokenKind::YesOrNo)) }),
    ("acmp", Rules::testlib_numbers(Grammar::One(TokenKind::Decimal), Tolerance::TestlibAbsolute(1e-6))),
    ("dcmp", Rules::testlib_numbers(Grammar::One(TokenKind::Decimal), Tolerance::Testlib(1e-6))),
    ("rcmp", Rules::testlib_numbers(Grammar::One(TokenKind::Decimal), Tolerance::TestlibAbsolute(RCMP))),
    ("rncmp", Rules::testlib_numbers(Grammar::Many(TokenKind::Decimal), Tolerance::TestlibAbsolute(RNCMP))),
    ("rcmp4", Rules::testlib_numbers(Grammar::Many(TokenKind::Decimal), Tolerance::Testlib(1e-4))),
    ("rcmp6", Rules::testlib_numbers(Grammar::Many(TokenKind::Decimal), Tolerance::Testlib(1e-6))),
    ("rcmp9", Rules::testlib_numbers(Grammar::Many(TokenKind::Decimal), Tolerance::Testlib(1e-9))),
    ("caseicmp", Rules::testlib(Grammar::CasesOfOne(TokenKind::Integer64))),
    ("casencmp", Rules::testlib(Grammar::CasesOfMany(TokenKind::Integer64))),
    ("casewcmp", Rules::testlib(Grammar::CasesOfMany(TokenKind::Any))),
];
