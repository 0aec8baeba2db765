//! What a checker compares, as data; and the table of the checkers that have a name.

use super::{
    number::{Near, Notation, Tolerance, fits, is_integer},
    split::{LineEnds, Spaces, Uncounted},
};

/// When an output is the same as the answer.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Rules {
    pub(super) shape: Shape,
    /// What the answer has to be made of.
    pub(super) grammar: Grammar,
    /// Whether letters of ASCII are the same in upper and in lower case.
    pub(super) fold: bool,
    /// Which numbers are the same; `None` where they are tokens like any other.
    pub(super) near: Option<Near>,
}

/// The parts of a text that are compared.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Shape {
    /// Every byte.
    Bytes,
    /// The tokens, one after the other.
    Tokens {
        /// What is between them.
        spaces: &'static Spaces,
        /// Whether that has to be the same, too.
        same_spaces: bool,
    },
    /// The lines, one after the other.
    Lines { ends: LineEnds, uncounted: Uncounted, alike: LineRule },
    /// The bytes that belong to tokens, one after the other, wherever tokens begin and end.
    Solid,
    /// The lines in any order, each as its tokens.
    LinesInAnyOrder,
    /// The tokens in any order.
    TokensInAnyOrder(&'static Spaces),
    /// The bytes that belong to tokens, in any order.
    BytesInAnyOrder,
}

/// Which lines are the same.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum LineRule {
    /// Those with the same bytes.
    Whole,
    /// Those with the same bytes but for spaces at the end.
    TrimmedEnd,
    /// Those with the same bytes but for spaces at either end.
    Trimmed,
    /// Those with the same tokens.
    Tokens,
}

/// What the tokens of an answer have to be. Where they are not, no output can be judged by it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Grammar {
    /// Anything.
    Free,
    /// Exactly one token of this kind.
    One(TokenKind),
    /// Any number of them.
    Many(TokenKind),
    /// `Case 1:` and a token of this kind, `Case 2:` and another, and so on.
    CasesOfOne(TokenKind),
    /// The same with any number of tokens in each.
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

    /// What one of them is called.
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
    /// The text itself.
    pub(super) const fn of(shape: Shape) -> Self {
        Self { shape, grammar: Grammar::Free, fold: false, near: None }
    }

    /// Tokens as testlib reads them.
    const fn testlib(grammar: Grammar) -> Self {
        let shape = Shape::Tokens { spaces: Spaces::TESTLIB, same_spaces: false };
        Self { grammar, ..Self::of(shape) }
    }

    const fn testlib_numbers(grammar: Grammar, tolerance: Tolerance) -> Self {
        let near = Some(Near { notation: Notation::Decimal, tolerance });
        Self { near, ..Self::testlib(grammar) }
    }

    /// Lines as testlib reads them.
    const fn testlib_lines(alike: LineRule) -> Self {
        let uncounted = Uncounted::BlankAtEnd;
        Self::of(Shape::Lines { ends: LineEnds::LineFeed, uncounted, alike })
    }

    /// Lines as DMOJ reads them.
    pub(super) const fn dmoj_lines(uncounted: Uncounted, alike: LineRule) -> Self {
        Self::of(Shape::Lines { ends: LineEnds::Either, uncounted, alike })
    }

    /// Kattis' default validator.
    pub(super) const fn kattis(fold: bool, same_spaces: bool, near: Option<Near>) -> Self {
        Self { fold, near, ..Self::of(Shape::Tokens { spaces: Spaces::C, same_spaces }) }
    }

    /// DMOJ's `floats`.
    pub(super) const fn dmoj_floats(tolerance: Tolerance) -> Self {
        let near = Some(Near { notation: Notation::Python, tolerance });
        Self { near, ..Self::dmoj_lines(Uncounted::Empty, LineRule::Tokens) }
    }

    /// DMOJ's `rstripped`.
    pub(super) const fn rstripped(filter_new_line: bool) -> Self {
        let uncounted = if filter_new_line { Uncounted::Empty } else { Uncounted::None };
        Self::dmoj_lines(uncounted, LineRule::TrimmedEnd)
    }

    /// DMOJ's `sorted`.
    pub(super) const fn sorted(by_lines: bool) -> Self {
        if by_lines { Self::of(Shape::LinesInAnyOrder) } else { Self::of(Shape::TokensInAnyOrder(Spaces::C)) }
    }
}

/// The tolerance of testlib's `rcmp`: 1.5e-6, and 1e-15 for the rounding of what is compared.
const RCMP: f64 = 1.5e-6 + 1e-15;

/// That of its `rncmp`.
const RNCMP: f64 = 1.5e-5 + 1e-15;

/// Every checker of text by its name in problem files: Kattis' default validator, DMOJ's checkers, testlib's stock
/// ones. Sources: the Kattis problem package format 2025-09, "Default output validator"; DMOJ's documentation,
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
