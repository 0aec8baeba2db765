//! A rough outline of a submission's text, for hints to its writer: the names that it defines, and whether it returns
//! anything. It never influences a verdict.

use crate::suggest::did_you_mean;

/// Returns the message for a submission that defines no function or class of this name, with a likely reason.
pub fn missing(name: &str, is_class: bool, source: &str, is_module: bool) -> String {
    let kind = if is_class { "class" } else { "function" };
    let message = format!("the submission defines no {kind} `{name}`");
    let defined = defined_names(&source[..source.floor_char_boundary(MAX_READ)]);
    if defined.contains(&name) {
        let is_hidden = is_module && !source.contains("export default");
        return if is_hidden { format!("{message}; a module has to export it") } else { message };
    }
    match did_you_mean(name, defined) {
        Some(hint) => format!("{message}; {hint}"),
        None => message,
    }
}

/// Whether the text has a `return` with a value, or an arrow function whose body is an expression.
pub fn returns_something(source: &str) -> bool {
    let tokens = tokens(source);
    tokens.windows(2).any(|pair| match pair {
        [Token::Word("return"), next] => !matches!(next, Token::Mark(b';' | b'}') | Token::LineEnd),
        [Token::Arrow, next] => !matches!(next, Token::Mark(b'{') | Token::LineEnd),
        _ => false,
    })
}

/// Returns the names of functions, classes, variables, methods and exports.
fn defined_names(source: &str) -> Vec<&str> {
    let tokens: Vec<Token<'_>> =
        tokens(source).into_iter().filter(|token| !matches!(token, Token::LineEnd)).collect();
    let before = |index: usize, back: usize| index.checked_sub(back).and_then(|index| tokens.get(index));
    let is_defined = |index: usize, name: &str| match (before(index, 1), tokens.get(index + 1)) {
        _ if KEYWORDS.contains(&name) => false,
        (Some(Token::Word("function" | "class" | "const" | "let" | "var")), _) => true,
        (Some(Token::Mark(b'*')), _) => matches!(before(index, 2), Some(Token::Word("function"))),
        (Some(Token::Mark(b'.')), next) => {
            let of = before(index, 2);
            let is_place = matches!(of, Some(Token::Word("exports" | "globalThis" | "prototype" | "this")));
            is_place && matches!(next, Some(Token::Mark(b'=')))
        }
        (_, Some(Token::Mark(b'('))) => is_method(&tokens[index + 1..]),
        (_, Some(Token::Mark(b'=' | b':'))) => true,
        _ => false,
    };
    let mut names: Vec<&str> = (0..tokens.len())
        .filter_map(|index| match tokens[index] {
            Token::Word(name) if is_defined(index, name) => Some(name),
            _ => None,
        })
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// Words before a parenthesis and a block that define nothing.
const KEYWORDS: [&str; 7] = ["if", "for", "while", "switch", "catch", "with", "constructor"];

/// Whether the tokens, which begin with a parenthesis, are a method's parameters: a block follows them.
fn is_method(tokens: &[Token<'_>]) -> bool {
    let mut depth = 0_usize;
    let end = tokens.iter().take(MAX_PARAMETERS).position(|token| {
        match token {
            Token::Mark(b'(') => depth += 1,
            Token::Mark(b')') => depth -= 1,
            _ => {}
        }
        depth == 0
    });
    end.is_some_and(|end| matches!(tokens.get(end + 1), Some(Token::Mark(b'{'))))
}

/// Greatest length of a source that is read for a hint, in bytes.
const MAX_READ: usize = 128 << 10;

/// Greatest number of tokens that are read to find the end of a method's parameters.
const MAX_PARAMETERS: usize = 100;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token<'s> {
    /// An identifier or a keyword.
    Word(&'s str),
    Arrow,
    Mark(u8),
    /// The end of a line, which ends a `return`.
    LineEnd,
    /// A number, a string, a template.
    Literal,
}

/// Splits a text into tokens, without comments. Regular expressions are taken for divisions.
fn tokens(source: &str) -> Vec<Token<'_>> {
    let is_word = |char: char| char.is_alphanumeric() || char == '_' || char == '$';
    let mut tokens = Vec::new();
    let mut rest = source;
    while let Some(first) = rest.chars().next() {
        let end = match first {
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            '\n' => {
                tokens.push(Token::LineEnd);
                1
            }
            '"' | '\'' | '`' => {
                tokens.push(Token::Literal);
                end_of_string(rest, first)
            }
            '=' if rest.starts_with("=>") => {
                tokens.push(Token::Arrow);
                2
            }
            // A comparison defines nothing.
            '=' if rest.starts_with("==") => {
                tokens.push(Token::Literal);
                rest.find(|char| char != '=').unwrap_or(rest.len())
            }
            first if is_word(first) => {
                let end = rest.find(|char| !is_word(char)).unwrap_or(rest.len());
                tokens.push(if first.is_numeric() { Token::Literal } else { Token::Word(&rest[..end]) });
                end
            }
            first => {
                if first.is_ascii_punctuation() {
                    tokens.push(Token::Mark(rest.as_bytes()[0]));
                }
                first.len_utf8()
            }
        };
        rest = &rest[end..];
    }
    tokens
}

/// Returns the end of the string that begins with this quote.
fn end_of_string(text: &str, quote: char) -> usize {
    let mut is_escaped = false;
    let end = text.char_indices().skip(1).find(|(_, char)| {
        let is_end = !is_escaped && (*char == quote || (*char == '\n' && quote != '`'));
        is_escaped = !is_escaped && *char == '\\';
        is_end
    });
    end.map_or(text.len(), |(end, char)| end + char.len_utf8())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_near_to_the_wanted_one_is_named() {
        for source in [
            "function secondlargest(a) {}",
            "const secondlargest = (a) => a",
            "class Solution { secondlargest(a, b = (1)) { } }",
            "class Solution { secondlargest = (a) => a }",
            "module.exports = { secondlargest: (a) => a }",
            "exports.secondlargest = (a) => a",
            "async function* secondlargest() {}",
            "export const { a, b } = c;\nvar secondlargest;",
        ] {
            let message = missing("secondLargest", false, source, false);
            let wanted = "the submission defines no function `secondLargest`; did you mean `secondlargest`?";
            assert_eq!(message, wanted, "{source}");
        }
        for source in [
            "",
            "// function secondlargest() {}",
            "/* secondlargest = 1",
            "const a = \"function secondlargest() {}\"",
            "a.secondlargest(1); secondlargest(2)",
            "if (secondlargest == 1) { }",
            "'\\",
        ] {
            let message = missing("secondLargest", false, source, false);
            assert_eq!(message, "the submission defines no function `secondLargest`", "{source}");
        }
        assert!(missing("A", true, "class A {}", true).ends_with("class `A`; a module has to export it"));
        assert!(missing("f", false, "const f = 3", false).ends_with("function `f`"));
    }

    #[test]
    fn it_is_seen_whether_anything_is_returned() {
        for source in ["function f() { return 1 }", "return a;", "f = () => 1", "return(1)", "return {\n}"] {
            assert!(returns_something(source), "{source}");
        }
        for source in [
            "",
            "function f() { return }",
            "return;",
            "return\n1",
            "f = () => { 1 }",
            "// return 1",
            "'return 1'",
        ] {
            assert!(!returns_something(source), "{source}");
        }
    }
}
