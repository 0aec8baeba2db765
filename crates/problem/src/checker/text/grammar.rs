//! Parsing of an answer by its grammar, token by token.

use super::{
    number::is_integer,
    rules::{Grammar, TokenKind},
};

/// The state of parsing an answer.
pub(super) struct Reading {
    grammar: Grammar,
    next: Next,
    /// Number of the current case, from 1; 0 before the first.
    case: usize,
}

/// The token that may come next.
#[derive(Clone, Copy, PartialEq)]
enum Next {
    /// The word `Case`, or the end.
    Case,
    /// The number of the case and a colon.
    Number,
    /// A required token of the grammar's kind.
    Item,
    /// A token of the grammar's kind, or the word `Case`, or the end.
    Items,
    /// The end.
    End,
}

impl Reading {
    pub(super) fn new(grammar: Grammar) -> Self {
        let next = match grammar {
            Grammar::Free | Grammar::Many(_) => Next::Items,
            Grammar::One(_) => Next::Item,
            Grammar::CasesOfOne(_) | Grammar::CasesOfMany(_) => Next::Case,
        };
        Self { grammar, next, case: 0 }
    }

    /// Reads a token. `Err` describes the token that is required in its place.
    pub(super) fn token(&mut self, token: &[u8]) -> Result<(), String> {
        let kind = match self.grammar {
            Grammar::Free => return Ok(()),
            Grammar::One(kind)
            | Grammar::Many(kind)
            | Grammar::CasesOfOne(kind)
            | Grammar::CasesOfMany(kind) => kind,
        };
        let may_be_case = matches!(self.grammar, Grammar::CasesOfMany(_)) && self.next == Next::Items;
        match self.next {
            Next::Case | Next::Items if token == b"Case" && (may_be_case || self.next == Next::Case) => {
                self.case += 1;
                self.next = Next::Number;
            }
            Next::Case => return Err("`Case`".to_owned()),
            Next::Number => {
                let number = token.strip_suffix(b":").filter(|number| is_integer(number));
                let number = number.and_then(|number| std::str::from_utf8(number).ok()?.parse().ok());
                if number != Some(self.case) {
                    return Err(format!("`{}:`", self.case));
                }
                let one = matches!(self.grammar, Grammar::CasesOfOne(_));
                self.next = if one { Next::Item } else { Next::Items };
            }
            Next::Item | Next::Items => {
                if !kind.has(token) {
                    return Err(kind.name().to_owned());
                }
                self.next = match self.grammar {
                    Grammar::One(_) => Next::End,
                    Grammar::CasesOfOne(_) => Next::Case,
                    _ => Next::Items,
                };
            }
            Next::End => return Err("the end".to_owned()),
        }
        Ok(())
    }

    /// Reads the end. `Err` describes the token that is required there.
    pub(super) fn end(&self) -> Result<(), String> {
        match (self.next, self.grammar) {
            (Next::Number, _) => Err(format!("`{}:`", self.case)),
            (Next::Item, Grammar::One(kind) | Grammar::CasesOfOne(kind)) => Err(kind.name().to_owned()),
            _ => Ok(()),
        }
    }
}

impl TokenKind {
    /// Returns a message that a token is not of this kind; `None` if it is.
    pub(super) fn misses(self, token: &[u8]) -> Option<String> {
        (!self.has(token)).then(|| format!("is not {}", self.name()))
    }
}

impl Grammar {
    /// Returns the kind of its tokens.
    pub(super) fn kind(self) -> TokenKind {
        match self {
            Self::Free => TokenKind::Any,
            Self::One(kind) | Self::Many(kind) | Self::CasesOfOne(kind) | Self::CasesOfMany(kind) => kind,
        }
    }
}
