//! TypeScript: type stripping, and the way from the resulting JavaScript back to the original text.
//!
//! The types are overwritten with spaces, so that everything else stays at its line and column. So are imports and
//! exports that only types need, as `tsc` leaves them out. Where this is impossible, because something has to come in
//! their place (`enum`, `namespace`, parameter properties, `<T>x`), the program is generated anew, and a source map
//! leads back. Types are not checked: a submission is judged by its behaviour.
//!
//! The library's parser recurses as deep as its input is nested, and a text can be nested so deeply that the process
//! ends. So untrusted text is parsed in a worker process.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test that panics fails, as it should"))]

use std::{
    borrow::Cow,
    collections::HashSet,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, PoisonError},
};

use serde::{Deserialize, Serialize};
use serde_json::json;
use swc_common::{
    BytePos, FileName, GLOBALS, Globals, Mark, SourceMap, Span, Spanned,
    errors::{DiagnosticBuilder, Emitter, HANDLER, Handler},
    source_map::DefaultSourceMapGenConfig,
    sync::Lrc,
};
use swc_ecma_ast::{EsVersion, ExportSpecifier, ImportSpecifier, ModuleDecl, ModuleItem, Program};
use swc_ecma_codegen::text_writer::JsWriter;
use swc_ecma_parser::{Parser, StringInput, Syntax, TsSyntax, lexer::Lexer};
use swc_ecma_transforms_base::{
    fixer::fixer,
    helpers::{HELPERS, Helpers, inject_helpers},
    hygiene::hygiene,
    resolver,
};
use swc_ecma_transforms_typescript::typescript::{Config, typescript};
use swc_sourcemap::SourceMap as WayBack;
use swc_ts_fast_strip::{ErrorCode, Options, TsError, operate};

use tribunal_core::execution::{Execution, Location, Outcome, ScriptError, Unreached};

/// Stack for the parser, in bytes: a worker has no more memory to spare, and a text that needs more is not a real
/// program.
const STACK: usize = 256 << 20;

/// The JavaScript that results from TypeScript.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stripped {
    /// The JavaScript.
    pub text: String,
    /// The source map from it to the TypeScript, as JSON; `None` where all places are the same.
    pub map: Option<String>,
}

/// Strips the types of a text.
///
/// Time and memory are proportional to the text's length, and the stack to the depth of its nesting. The process ends
/// if there is not enough stack.
///
/// # Errors
/// If the text is not TypeScript: the fault and its place.
pub fn strip_types(source: &str, is_module: bool) -> Result<Stripped, ScriptError> {
    let strip =
        || stacker::grow(STACK, || GLOBALS.set(&Globals::new(), || strip_types_here(source, is_module)));
    catch_unwind(AssertUnwindSafe(strip)).unwrap_or_else(|_| {
        // Either a bug in the library, or no memory for the stack: in both cases there is no program.
        Err(unreadable("the parser of TypeScript fails at this program"))
    })
}

/// Creates an error for a text that cannot be read as a whole.
pub fn unreadable(why: &str) -> ScriptError {
    ScriptError { text: format!("SyntaxError: {why}"), location: None }
}

fn strip_types_here(source: &str, is_module: bool) -> Result<Stripped, ScriptError> {
    let needed = without_type_imports(source, is_module);
    match strip(&needed, is_module) {
        Ok(text) => Ok(Stripped { text, map: None }),
        Err((TsError { code: ErrorCode::UnsupportedSyntax, .. }, _)) => {
            transform(source, is_module).ok_or_else(|| unreadable("this program cannot be transformed"))
        }
        Err((_, error)) => Err(error),
    }
}

/// Lets the library overwrite the types. An error contains its place.
fn strip(source: &str, is_module: bool) -> Result<String, (TsError, ScriptError)> {
    let options = json!({ "module": is_module.then_some(true), "mode": "strip-only" });
    let options: Options = serde_json::from_value(options).unwrap_or_default();
    let map: Lrc<SourceMap> = Lrc::default();
    let complaints = Complaints::default();
    let handler = Handler::with_emitter(true, false, Box::new(Complaints(Arc::clone(&complaints.0))));
    let result = HANDLER.set(&handler, || operate(&map, &handler, source.to_owned(), options));
    result.map(|output| output.code).map_err(|error| {
        let complaints = complaints.0.lock().unwrap_or_else(PoisonError::into_inner);
        let first = complaints.iter().min_by_key(|(place, _)| *place);
        let described = match first {
            Some((place, text)) => ScriptError {
                text: format!("SyntaxError: {text}"),
                location: place
                    .map(|place| map.lookup_byte_offset(place).pos.0 as usize)
                    .map(|byte| Location::of_byte(source, byte)),
            },
            None => unreadable(&error.message),
        };
        (error, described)
    })
}

/// Parses a program with the library; `None` if it does not parse.
fn parse(map: &SourceMap, source: &str, is_module: bool) -> Option<Program> {
    let file = map.new_source_file(FileName::Anon.into(), source.to_owned());
    let syntax = Syntax::Typescript(TsSyntax { decorators: true, ..TsSyntax::default() });
    let lexer = Lexer::new(syntax, EsVersion::latest(), StringInput::from(&*file), None);
    let mut parser = Parser::new_from(lexer);
    let program =
        if is_module { parser.parse_module().map(Program::Module) } else { parser.parse_program() }.ok()?;
    parser.take_errors().is_empty().then_some(program)
}

/// Converts a program to JavaScript, without imports and exports that only types need.
fn into_javascript(program: &mut Program) {
    let (unresolved, top_level) = (Mark::new(), Mark::new());
    // Diagnostics of this step do not change the program.
    let handler = Handler::with_emitter(true, false, Box::new(Complaints::default()));
    HANDLER.set(&handler, || {
        HELPERS.set(&Helpers::new(false), || {
            program.mutate(resolver(unresolved, top_level, true));
            let config = Config { no_empty_export: true, ..Config::default() };
            program.mutate(typescript(config, unresolved, top_level));
            program.mutate(inject_helpers(unresolved));
            program.mutate(hygiene());
            program.mutate(fixer(None));
        });
    });
}

/// Generates a program anew, with a source map.
fn transform(source: &str, is_module: bool) -> Option<Stripped> {
    let map: Lrc<SourceMap> = Lrc::default();
    let mut program = parse(&map, source, is_module)?;
    into_javascript(&mut program);
    let (mut text, mut places) = (Vec::new(), Vec::new());
    let mut emitter = swc_ecma_codegen::Emitter {
        // Not indented: the text of deep nesting would become many times as long.
        cfg: swc_ecma_codegen::Config::default().with_minify(true),
        cm: Lrc::clone(&map),
        comments: None,
        wr: JsWriter::new(Lrc::clone(&map), "\n", &mut text, Some(&mut places)),
    };
    emitter.emit_program(&program).ok()?;
    let mut way_back = Vec::new();
    map.build_source_map(&places, None, DefaultSourceMapGenConfig).to_writer(&mut way_back).ok()?;
    Some(Stripped { text: String::from_utf8(text).ok()?, map: String::from_utf8(way_back).ok() })
}

/// Returns the text with spaces in place of imports and exports that only types need, as `tsc` leaves them out by
/// default: imports that are never used as a value, and exports that never were one.
fn without_type_imports(source: &str, is_module: bool) -> Cow<'_, str> {
    if !source.contains("import") && !source.contains("export") {
        return Cow::Borrowed(source);
    }
    let map = SourceMap::default();
    // A text that does not parse is reported later.
    let Some(mut program) = parse(&map, source, is_module) else { return Cow::Borrowed(source) };
    let linked: Vec<Linked> = linked(&program).collect();
    into_javascript(&mut program);
    let left: HashSet<Span> =
        self::linked(&program).flat_map(|it| it.names.into_iter().chain([it.span])).collect();
    let mut gone = Vec::new();
    for Linked { span, names, default, from } in linked {
        let byte = |place: BytePos| map.lookup_byte_offset(place).pos.0 as usize;
        let is_gone = |name: &&Span| !left.contains(name);
        // `import {} from` links to nothing, while `import` alone runs the other module.
        let is_void =
            names.is_empty() && from.is_some_and(|from| source[byte(span.lo)..byte(from)].contains('{'));
        if is_void || !left.contains(&span) {
            gone.push((byte(span.lo), byte(span.hi), true));
            continue;
        }
        for name in names.iter().filter(is_gone) {
            let (mut start, mut end) = (byte(name.lo), byte(name.hi));
            match comma_after(&source[end..]) {
                Some(comma) => end += comma,
                // The comma before `* as name` belongs to the default import.
                None if source[start..].starts_with('*') => start = default.map_or(start, |it| byte(it.hi)),
                None => {}
            }
            gone.push((start, end, false));
        }
    }
    if gone.is_empty() {
        return Cow::Borrowed(source);
    }
    let mut text = String::with_capacity(source.len());
    let mut done = 0;
    for (start, end, is_statement) in gone {
        text.push_str(&source[done..start]);
        // Ends the statement before it, which may have no semicolon of its own.
        let mut first = is_statement.then_some(';');
        for char in source[start..end].chars() {
            match char {
                '\n' | '\r' | '\u{2028}' | '\u{2029}' => text.push(char),
                _ => (0..char.len_utf16()).for_each(|_| text.push(first.take().unwrap_or(' '))),
            }
        }
        done = end;
    }
    text.push_str(&source[done..]);
    Cow::Owned(text)
}

/// A declaration that links a module to others.
struct Linked {
    span: Span,
    /// The places of the names that it links and that may be values.
    names: Vec<Span>,
    /// The place of a default import's name.
    default: Option<Span>,
    /// The start of the other module's name.
    from: Option<BytePos>,
}

/// Returns the declarations of imports and exports that are not marked as types, in their order.
fn linked(program: &Program) -> impl Iterator<Item = Linked> {
    let items = match program {
        Program::Module(module) => &*module.body,
        Program::Script(_) => &[],
    };
    items.iter().filter_map(|item| match item {
        ModuleItem::ModuleDecl(ModuleDecl::Import(import)) if !import.type_only => Some(Linked {
            span: import.span,
            names: import.specifiers.iter().filter(|it| !it.is_type_only()).map(Spanned::span).collect(),
            default: import.specifiers.iter().find_map(|it| match it {
                ImportSpecifier::Default(default) => Some(default.span),
                ImportSpecifier::Named(_) | ImportSpecifier::Namespace(_) => None,
            }),
            from: Some(import.src.span.lo),
        }),
        ModuleItem::ModuleDecl(ModuleDecl::ExportNamed(export)) if !export.type_only => {
            let is_type = |it: &&ExportSpecifier| matches!(it, ExportSpecifier::Named(it) if it.is_type_only);
            let names = export.specifiers.iter().filter(|it| !is_type(it));
            let from = export.src.as_ref().map(|module| module.span.lo);
            Some(Linked { span: export.span, names: names.map(Spanned::span).collect(), default: None, from })
        }
        ModuleItem::ModuleDecl(ModuleDecl::ExportDefaultExpr(export)) => {
            Some(Linked { span: export.span, names: Vec::new(), default: None, from: None })
        }
        _ => None,
    })
}

/// Returns the end of the next comma, if only comments and white space come before it.
fn comma_after(text: &str) -> Option<usize> {
    let mut rest = text;
    loop {
        rest = rest.trim_start();
        rest = match rest.as_bytes() {
            [b',', ..] => return Some(text.len() - rest.len() + 1),
            [b'/', b'/', ..] => &rest[rest.find('\n')?..],
            [b'/', b'*', ..] => &rest[rest.find("*/")? + 2..],
            _ => return None,
        }
    }
}

/// The place of a diagnostic, if that is known, and its text.
type Complaint = (Option<BytePos>, String);

/// Diagnostics of the library.
#[derive(Default)]
struct Complaints(Arc<Mutex<Vec<Complaint>>>);

impl Emitter for Complaints {
    fn emit(&mut self, complaint: &mut DiagnosticBuilder<'_>) {
        let place = complaint.span.primary_span().map(|span| span.lo);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push((place, complaint.message()));
    }
}

/// The original of stripped TypeScript: it maps places in the JavaScript to those in the TypeScript.
#[derive(Debug)]
pub struct SourceMapper {
    source: Arc<str>,
    /// The source map; `None` where all places are the same.
    way_back: Option<WayBack>,
    /// The start of each line of the JavaScript, in UTF-16 units.
    line_starts: Vec<u32>,
}

impl SourceMapper {
    /// Creates the way from `stripped` back to the `source` that it was made from.
    pub fn new(source: &Arc<str>, stripped: &Stripped) -> Self {
        let way_back = stripped.map.as_ref().and_then(|map| WayBack::from_slice(map.as_bytes()).ok());
        let line_starts = way_back.as_ref().map_or_else(Vec::new, |_| line_starts(&stripped.text));
        Self { source: Arc::clone(source), way_back, line_starts }
    }

    /// Returns the execution with all its places mapped to the TypeScript.
    pub fn restore(&self, mut run: Execution) -> Execution {
        let place = match &mut run.outcome {
            Outcome::Threw(error) | Outcome::ThrewOutsideCall(error) | Outcome::CompileError(error) => {
                &mut error.location
            }
            Outcome::Stopped { at, .. } => at,
            Outcome::Returned(_) | Outcome::Exited(_) | Outcome::NoAnswer(_) | Outcome::Crashed(_) => {
                &mut None
            }
        };
        *place = place.take().and_then(|place| self.place(&place));
        run.unreached = run.unreached.take().map(|parts| self.unreached(parts));
        run
    }

    /// Maps the parts of the JavaScript that were not reached to parts of the TypeScript.
    ///
    /// The source map holds the places of tokens, so a part begins and ends at tokens: it reaches from the first of
    /// some unreached tokens to the next reached one, but beyond the end of a line only if it continues there.
    fn unreached(&self, parts: Vec<Unreached>) -> Vec<Unreached> {
        let Some(map) = &self.way_back else { return parts };
        let is_unreached = |unit: u32| {
            let next = parts.partition_point(|part| part.end <= unit);
            parts.get(next).is_some_and(|part| part.start <= unit)
        };
        let starts = line_starts(&self.source);
        let place = |starts: &[u32], line: u32, column: u32| starts.get(line as usize)?.checked_add(column);
        let mut tokens: Vec<(u32, bool)> = map
            .tokens()
            .filter(|token| token.get_source().is_some())
            .filter_map(|token| {
                let unit = place(&self.line_starts, token.get_dst_line(), token.get_dst_col())?;
                let origin = place(&starts, token.get_src_line(), token.get_src_col())?;
                Some((origin, is_unreached(unit)))
            })
            .collect();
        // A token may have become several. If one of them was reached, the token was: that one comes first.
        tokens.sort_unstable();
        tokens.dedup_by_key(|(origin, _)| *origin);
        let end = u32::try_from(self.source.encode_utf16().count()).unwrap_or(u32::MAX);
        let mut found = Vec::new();
        let mut rest = &tokens[..];
        for run in tokens.chunk_by(|(_, one), (_, other)| one == other) {
            rest = &rest[run.len()..];
            if let ([(start, true), ..], [.., (last, _)]) = (run, run) {
                let end_of_line = starts.get(starts.partition_point(|start| start <= last));
                let next = rest.first().map_or(end, |(next, _)| *next);
                found
                    .push(Unreached { start: *start, end: end_of_line.map_or(next, |line| next.min(*line)) });
            }
        }
        found
    }

    /// Maps a place in the JavaScript to the TypeScript; `None` if it corresponds to nothing there.
    fn place(&self, place: &Location) -> Option<Location> {
        let Some(map) = &self.way_back else {
            return Some(Location::in_source(&self.source, place.line, place.column));
        };
        let token = map.lookup_token(place.line.checked_sub(1)?, place.column.checked_sub(1)?)?;
        // A token without a source was added by the transformation.
        token.get_source()?;
        let (line, column) = (token.get_src_line(), token.get_src_col());
        Some(Location::in_source(&self.source, line.checked_add(1)?, column.checked_add(1)?))
    }
}

/// Returns the start of each line of a text, in UTF-16 units.
fn line_starts(text: &str) -> Vec<u32> {
    let mut unit = 0;
    let ends = text.split_inclusive('\n').map(|line| {
        unit += u32::try_from(line.encode_utf16().count()).unwrap_or(u32::MAX);
        unit
    });
    std::iter::once(0).chain(ends).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(source: &str) -> String {
        strip_types(source, false).unwrap().text
    }

    /// Returns the text of the error and its line and column.
    fn error(source: &str) -> (String, Option<(u32, u32)>) {
        let error = strip_types(source, false).unwrap_err();
        (error.text, error.location.map(|at| (at.line, at.column)))
    }

    #[test]
    fn types_become_spaces_and_everything_else_stays_where_it_is() {
        let table = [
            ("let a: number = 1;", "let a         = 1;"),
            ("let a = b as T satisfies U;", "let a = b                 ;"),
            ("a!.b!()", "a .b ()"),
            ("function f<T>(a?: T, ...b: T[]): a is T {}", "function f   (a    , ...b     )         {}"),
            (
                "abstract class A<T> extends B<T> { private a?: T; }",
                "         class A    extends B    {         a    ; }",
            ),
            ("type A = {\n  a: B\n}\nb", ";         \n      \n \nb"),
            ("import type { A } from 'a'; b", ";                           b"),
            ("f<number>(1)", "f        (1)"),
            ("(a): a is b => c\n", "(a)         => c\n"),
        ];
        for (typed, plain) in table {
            let stripped = strip_types(typed, false).unwrap();
            assert_eq!((stripped.text.as_str(), stripped.map), (plain, None), "{typed}");
        }
        // Columns count UTF-16 units, whatever the types are written with.
        let typed = "let a: '漢😀é' = 1; /* 漢 */ b";
        assert_eq!(text(typed).encode_utf16().count(), typed.encode_utf16().count());
    }

    #[test]
    fn what_only_types_need_is_neither_imported_nor_exported() {
        let blank = |text: &str| " ".repeat(text.encode_utf16().count());
        let import = r#"import { Y } from "漢""#;
        let gone = format!(";{}", blank(&import[1..]));
        let table = [
            (format!("{import}; let a: Y"), format!("{gone}  let a   ")),
            (format!("let a = 1\n{import}\n(b as Y)"), format!("let a = 1\n{gone}\n(b     )")),
            // Neither a type's `typeof` nor a class's `implements` is a value.
            (format!("{import}; let a: typeof Y.b"), format!("{gone}  let a{}", blank(": typeof Y.b"))),
            (
                format!("{import}; class A implements Y {{}}"),
                format!("{gone}  class A{}{{}}", blank(" implements Y ")),
            ),
            (
                format!("{import}; function f(Y) {{ return Y }}"),
                format!("{gone}  function f(Y) {{ return Y }}"),
            ),
            (format!("{import}; b(Y)"), format!("{import}; b(Y)")),
            (format!("{import}; export {{ Y }}"), format!("{import}; export {{ Y }}")),
            (
                r#"import { type Y } from "y"; b"#.into(),
                format!(";{}  b", blank(r#"mport { type Y } from "y""#)),
            ),
            (r#"import Y from "y"; let a: Y"#.into(), format!(";{}  let a   ", blank(r#"mport Y from "y""#))),
            (
                r#"import * as Y from "y"; let a: Y.Z"#.into(),
                format!(";{}  let a     ", blank(r#"mport * as Y from "y""#)),
            ),
            (
                r#"import { Y, /* , */ Z } from "y"; Z"#.into(),
                r#"import {    /* , */ Z } from "y"; Z"#.into(),
            ),
            (r#"import { Y, Z } from "y"; Y"#.into(), r#"import { Y,   } from "y"; Y"#.into()),
            (
                r#"import { default as D, type Y, Z, } from "y"; D"#.into(),
                r#"import { default as D,            } from "y"; D"#.into(),
            ),
            (r#"import D, { Y } from "y"; D"#.into(), r#"import D, {   } from "y"; D"#.into()),
            (r#"import D, { Y } from "y"; Y"#.into(), r#"import    { Y } from "y"; Y"#.into()),
            (r#"import D, * as N from "y"; D"#.into(), r#"import D         from "y"; D"#.into()),
            (r#"import D, * as N from "y"; N"#.into(), r#"import    * as N from "y"; N"#.into()),
            (r#"import "y"; b"#.into(), r#"import "y"; b"#.into()),
            (r#"import {} from "y"; b"#.into(), format!(";{}  b", blank(r#"mport {} from "y""#))),
            (r#"export {} from "y"; b"#.into(), format!(";{}  b", blank(r#"xport {} from "y""#))),
            (r#"import D, {} from "y"; D"#.into(), r#"import D, {} from "y"; D"#.into()),
            (
                "type T = a; const b = 1; export { T, b }".into(),
                ";           const b = 1; export {    b }".into(),
            ),
            ("interface T {} export { T as U }; b".into(), ";              ;                  b".into()),
            ("interface T {} export default T; b".into(), ";              ;                 b".into()),
            ("const a = 1; export default a".into(), "const a = 1; export default a".into()),
        ];
        for (typed, plain) in table {
            let stripped = strip_types(&typed, false).unwrap();
            let same_columns = |text: &str| text.encode_utf16().count();
            assert_eq!((stripped.text.trim_end(), stripped.map), (plain.trim_end(), None), "{typed}");
            assert_eq!(same_columns(&stripped.text), same_columns(&typed), "{typed}");
        }
        let transformed = text("import { Y, Z } from 'y'; enum E { A } let a: Y = Z");
        assert!(transformed.contains("import{Z}from"), "{transformed}");
    }

    #[test]
    fn no_nesting_makes_a_program_many_times_as_long() {
        for (depth, open) in [(400, "namespace A { export "), (400, "namespace A.B { export "), (2000, "{ ")]
        {
            let source = format!("enum E {{ A }} {}const x = 1{}", open.repeat(depth), "}".repeat(depth));
            let stripped = strip_types(&source, false).unwrap();
            let length = stripped.text.len() + stripped.map.map_or(0, |map| map.len());
            assert!(length < 20 * source.len(), "{length} of {}", source.len());
        }
    }

    #[test]
    fn what_is_javascript_already_is_not_touched() {
        for source in [
            "",
            "#!/usr/bin/env node\nf(1)",
            "a < b > (c)\n",
            "module.exports = f => f `a${1}b` / /a/g",
            "a\u{2028}b",
        ] {
            let stripped = strip_types(source, false).unwrap();
            let same = if source.starts_with("a < b") { "a       (c)\n" } else { source };
            assert_eq!((stripped.text.as_str(), stripped.map), (same, None));
        }
    }

    #[test]
    fn what_is_no_typescript_is_an_error_with_its_place() {
        let table = [
            ("let a: number = ;", "SyntaxError: Expression expected", (1, 17)),
            ("let a\n  let 漢: '😀' b", "SyntaxError: Expected a semicolon", (2, 15)),
            ("interface A {\n  a: \n}", "SyntaxError: Unexpected token `}`", (3, 1)),
            ("enum A { B, C D }", "SyntaxError: ", (1, 15)),
            ("function f() {", "SyntaxError: Expected '}', got '<eof>'", (1, 15)),
        ];
        for (source, text, place) in table {
            let (found, at) = error(source);
            assert!(found.starts_with(text), "{source}: {found}");
            assert_eq!(at, Some(place), "{source}: {found}");
        }
        assert_eq!(error(&"<".repeat(128 << 10)).1.map(|(line, _)| line), Some(1));
        assert!(strip_types("let a = 1", true).is_ok());
        assert!(strip_types("with (a) b", true).is_err(), "modules are strict");
    }

    #[test]
    fn what_cannot_be_taken_out_is_transformed_and_every_place_leads_back() {
        let source = "enum Color { Red, Green = 'g' }\nnamespace N { export const x = 1 }\n\
                      class A { constructor(private a: number) { this.a.b.c(); } }\n\
                      function f(): never { /* 漢😀 */ throw new Error(<any>Color.Red + N.x) }\n";
        let stripped = strip_types(source, false).unwrap();
        let original = SourceMapper::new(&source.into(), &stripped);
        let places = |what: &str| {
            let (before, _) = stripped.text.split_once(what).unwrap();
            let place = Location::of_byte(&stripped.text, before.len());
            let restored = original.restore(Execution::ended(Outcome::Threw(ScriptError {
                text: String::new(),
                location: Some(place),
            })));
            let Outcome::Threw(ScriptError { location: Some(at), .. }) = restored.outcome else { panic!() };
            (at.line, at.column, at.source_line.unwrap())
        };
        let lines: Vec<&str> = source.lines().collect();
        let column = |line: usize, what: &str| {
            let (before, _) = lines[line - 1].split_once(what).unwrap();
            u32::try_from(before.encode_utf16().count()).unwrap() + 1
        };
        assert_eq!(places("throw"), (4, column(4, "throw"), lines[3].to_owned()));
        assert_eq!(places("N.x)"), (4, column(4, "N.x)"), lines[3].to_owned()));
        assert_eq!(places("this.a.b"), (3, column(3, "this.a.b"), lines[2].to_owned()));
        assert_eq!(places("c()"), (3, column(3, "c()"), lines[2].to_owned()));
    }

    #[test]
    fn where_nothing_moved_a_place_is_led_back_to_the_line_that_was_written() {
        let source = "let a: number = 1;\nlet b: string = c;";
        let original = SourceMapper::new(&source.into(), &strip_types(source, false).unwrap());
        let at = Some(Location { line: 2, column: 17, source_line: Some("let b         = c;".into()) });
        let run = Execution::ended(Outcome::Stopped { limit: tribunal_core::execution::Limit::CpuTime, at });
        let Outcome::Stopped { at: Some(at), .. } = original.restore(run).outcome else { panic!() };
        assert_eq!((at.line, at.column, at.source_line.unwrap()), (2, 17, "let b: string = c;".to_owned()));
    }

    #[test]
    fn what_worries_parsers_is_read_in_no_time() {
        for source in [
            "a".to_owned() + &"!".repeat(50_000),
            "let a: any".to_owned() + &"[]".repeat(50_000),
            "let a = 1".to_owned() + &" + 1".repeat(30_000),
            "(a = ".repeat(200) + "1" + &") => 1".repeat(200),
            "a ? (b) => (c) : ".repeat(200) + "d",
            "f<".repeat(200) + "T" + &">(1)".repeat(200),
            "type A = ".to_owned() + &"B extends infer C extends (D) ? E : ".repeat(200) + "F",
            "if (a) {} else ".repeat(1000) + "b",
            "`${".repeat(1000),
            "a<b,".repeat(300),
        ] {
            // The only check is that it ends.
            let _ = strip_types(&source, false);
        }
    }
}
