use proptest::{collection::vec, prelude::*};

use super::*;
use Verdict::{Accepted as Ac, InternalError as Ie, WrongAnswer as Wa};

fn kattis(arguments: &str) -> TextChecker {
    TextChecker::tokens(KattisOptions::from_arguments(arguments.split_whitespace()).unwrap())
}

fn named(name: &str) -> TextChecker {
    TextChecker::named(name).unwrap_or_else(|| panic!("no checker {name}"))
}

/// Judges each row: (answer, output, verdict).
fn table(checker: &TextChecker, rows: &[(&str, &str, Verdict)]) {
    for (answer, output, verdict) in rows {
        let judgement = checker.check(answer.as_bytes(), output.as_bytes());
        assert_eq!(judgement.verdict, *verdict, "{} {answer:?} {output:?} {judgement:?}", checker.name());
        assert_eq!(judgement.message.is_none(), *verdict == Ac, "{judgement:?}");
    }
}

/// Returns the fraction of its points that a case gets.
fn part(judgement: &Judgement) -> Option<f64> {
    match judgement.credit? {
        Credit::Part(part) => Some(part),
        Credit::Points(_) => panic!("no checker of text gives points"),
    }
}

fn message(checker: &TextChecker, answer: &str, output: &str) -> String {
    checker.check(answer.as_bytes(), output.as_bytes()).message.unwrap_or_default()
}

/// The verdicts of the Kattis problem package format 2025-09, "Default output validator".
mod the_default_validator_of_kattis {
    use super::*;

    #[test]
    fn ignores_case_and_spaces() {
        table(
            &kattis(""),
            &[
                ("Hello World\n", "hello\r\n\r\n\tWORLD", Ac),
                ("1 2\n3\n", "1\n2 3", Ac),
                ("a\x0bb\x0cc", "a b c", Ac),
                ("", "", Ac),
                ("", " \n", Ac),
                ("\n", "", Ac),
                ("a", "", Wa),
                ("", "a", Wa),
                ("a b", "a", Wa),
                ("a", "a b", Wa),
                ("a b", "ab", Wa),
                // Only letters of ASCII have a case here.
                ("Ä", "ä", Wa),
                // Without a tolerance numbers are texts.
                ("1.0", "1.00", Wa),
                ("1", "1.0", Wa),
                ("1e3", "1E3", Ac),
            ],
        );
    }

    #[test]
    fn takes_case_where_it_is_told_to() {
        table(&kattis("case_sensitive"), &[("Yes", "Yes \n", Ac), ("Yes", "yes", Wa)]);
    }

    #[test]
    fn takes_spaces_where_it_is_told_to() {
        table(
            &kattis("space_change_sensitive"),
            &[
                ("a b\n", "A b\n", Ac),
                ("a b\n", "a  b\n", Wa),
                ("a b\n", "a\tb\n", Wa),
                ("a b\n", "a b", Wa),
                ("a b", "a b\n", Wa),
                ("a b", " a b", Wa),
                ("a b\n", "a b\r\n", Wa),
                ("a", "a b", Wa),
                ("", "", Ac),
                ("", "\n", Wa),
            ],
        );
    }

    #[test]
    fn takes_numbers_within_either_tolerance() {
        table(
            &kattis("float_tolerance 1e-2"),
            &[
                ("1.0", "1.00999", Ac),
                ("1.0", "1.02", Wa),
                ("1000", "1009.9", Ac),
                ("1000", "1010.1", Wa),
                // Whole numbers are numbers like others.
                ("1000", "1001", Ac),
                ("3.14", "pi", Wa),
                ("pi", "3.14", Wa),
                ("pi 3.14", "PI 3.141", Ac),
                ("1e3", "+1000.0", Ac),
                (".5", "0.5", Ac),
                ("5.", "5", Ac),
                ("0", "-0", Ac),
                // No numbers: what has no digits, is not finite, or is not decimal. They are texts.
                ("nan", "NaN", Ac),
                ("inf", "INF", Ac),
                ("inf", "1e999", Wa),
                ("1", "inf", Wa),
                ("1", "nan", Wa),
                ("1e999", "1E999", Ac),
                ("0x10", "16", Wa),
                ("16", "0x10", Wa),
                ("1.2.3", "1.2.30", Wa),
            ],
        );
        let absolute = kattis("float_absolute_tolerance 0.5");
        table(&absolute, &[("1000", "1000.5", Ac), ("1000", "1001", Wa), ("0", "0.5", Ac)]);
        let relative = kattis("float_relative_tolerance 0.5");
        table(&relative, &[("1000", "1500", Ac), ("0", "0.1", Wa), ("0", "0.0", Ac), ("-4", "-6", Ac)]);
        let both = kattis("float_relative_tolerance 1e-9 float_absolute_tolerance 1");
        table(&both, &[("1", "2", Ac), ("1e12", "1000000000999", Ac), ("1e12", "1000000002000", Wa)]);
        table(&kattis("float_tolerance 0"), &[("1.50", "1.5", Ac), ("1.5", "1.50000001", Wa)]);
        table(
            &kattis("float_tolerance 1 space_change_sensitive"),
            &[("1 2", "2 1", Ac), ("1 2", "2  1", Wa)],
        );
    }

    #[test]
    fn says_which_arguments_are_wrong() {
        let error = |arguments: &str| {
            KattisOptions::from_arguments(arguments.split_whitespace()).expect_err(arguments)
        };
        assert!(error("case_sensitiv").ends_with("did you mean `case_sensitive`?"));
        assert!(error("--x").contains("there are case_sensitive"));
        for arguments in
            ["float_tolerance", "float_tolerance x", "float_tolerance -1", "float_tolerance 1e999"]
        {
            assert!(error(arguments).contains("needs a number"), "{arguments}");
        }
        for arguments in [
            "float_tolerance 1 float_tolerance 1",
            "float_tolerance 1 float_absolute_tolerance 1",
            "float_relative_tolerance 1 float_tolerance 1",
        ] {
            assert!(error(arguments).contains("set already"), "{arguments}");
        }
    }
}

/// The verdicts of DMOJ's documentation, "Custom checkers", and of the tests of its checkers.
mod the_checkers_of_dmoj {
    use super::*;

    #[test]
    fn standard_compares_the_tokens_of_lines() {
        table(
            &named("standard"),
            &[
                ("a", "a", Ac),
                ("a b", "a  b", Ac),
                ("a b   \n", "a b", Ac),
                ("\n\na b \n    ", "a b", Ac),
                ("a\n\n\nb", "a\nb", Ac),
                ("  a   \n\n", "\n\n\n  a   \n", Ac),
                ("a\r\nb\r\n", "a\nb\n", Ac),
                ("a", "b", Wa),
                ("a", "A", Wa),
                ("\n\n\na \n b\n", "a b", Wa),
                ("a\n\n\nb", "a b", Wa),
                ("ab", "a b", Wa),
                ("", "", Ac),
                ("", "a", Wa),
            ],
        );
        table(&named("standard"), &[(&"a ".repeat(1000), &" a".repeat(1000), Ac)]);
        table(&named("standard"), &[(&"a\n".repeat(1000), &"\n\n\na".repeat(1000), Ac)]);
    }

    #[test]
    fn easy_counts_characters() {
        table(
            &named("easy"),
            &[
                ("Hello", "o l l e\nh", Ac),
                ("abc", "cba", Ac),
                ("aab", "abb", Wa),
                ("", " \n", Ac),
                ("a", "", Wa),
            ],
        );
    }

    #[test]
    fn floats_take_an_absolute_or_a_relative_error() {
        let rows = [
            ("1.0", "1.0000009", Ac),
            ("1.0", "1.000002", Wa),
            ("1000000", "1000000.9", Ac),
            ("abc 0.68 def", "abc 0.6800001 def", Ac),
            ("abc", "ABC", Wa),
            ("0.5", "half", Wa),
            ("1 2", "1\n2", Wa),
            ("1\n\n2\n", "1\r\n2", Ac),
            ("1 2", "1", Wa),
            ("1_000", "1000", Ac),
            ("1", "nan", Wa),
            ("1", "inf", Wa),
            ("1", "1e999", Wa),
            // No output is near to these, so the answer is at fault.
            ("nan", "nan", Ie),
            ("inf", "inf", Ie),
            ("1e999", "1e999", Ie),
            ("1 nan", "2 nan", Ie),
        ];
        table(&named("floats"), &rows);
        table(&TextChecker::floats(6, ErrorMode::Default), &rows);
        table(
            &TextChecker::floats(2, ErrorMode::Absolute),
            &[("100", "100.009", Ac), ("100", "100.5", Wa), ("0.001", "0.01", Ac)],
        );
        table(
            &TextChecker::floats(2, ErrorMode::Relative),
            &[("100", "100.9", Ac), ("100", "101.1", Wa), ("0.001", "0.002", Wa), ("-100", "-99.1", Ac)],
        );
        table(&named("floatsabs"), &[("1000000", "1000000.9", Wa), ("0", "0.0000001", Ac)]);
        table(&named("floatsrel"), &[("1000000", "1000000.9", Ac), ("0", "0.0000001", Wa)]);
    }

    #[test]
    fn identical_compares_bytes_and_names_a_presentation_error() {
        let rows = [
            ("a\nb\nc", "a\nb\nc", Ac),
            ("a\nb\nc\n", "a\nb\nc\n", Ac),
            ("a\nb\nc", "a \nb\nc", Wa),
            ("a\nb\nc\n", "a\nb\nc", Wa),
            ("a\n", "a\r\n", Wa),
            ("", "\n", Wa),
        ];
        table(&named("identical"), &rows);
        table(&TextChecker::identical(false), &rows);
        assert!(message(&named("identical"), "a\nb\nc\n", "a\nb\nc").ends_with("(right but for spaces)"));
        assert!(!message(&TextChecker::identical(false), "a\nb\nc\n", "a\nb\nc").contains("right but"));
    }

    #[test]
    fn linecount_scores_the_lines_that_are_right() {
        let judge = |checker: &TextChecker, answer: &str, output: &str| {
            let judgement = checker.check(answer.as_bytes(), output.as_bytes());
            (judgement.verdict, part(&judgement), judgement.message.unwrap_or_default())
        };
        let checker = named("linecount");
        assert_eq!(judge(&checker, "1\n2\n", " 1\r\n\n2 \n"), (Ac, Some(1.0), String::new()));
        assert_eq!(judge(&checker, "", "\n"), (Ac, Some(1.0), String::new()));
        let (verdict, score, said) = judge(&checker, "1\n2\n3\n4\n", "1\nx\n3\n");
        assert_eq!((verdict, score), (Wa, Some(0.5)));
        assert_eq!(said, "expected \"2\", got \"x\"; 2 of 4 lines are right: ✓✗✓✗");
        let (verdict, score, said) = judge(&checker, "1\n2\n", "1\n2\n3\n");
        assert_eq!((verdict, score), (Wa, Some(0.0)), "an output with more lines has none right");
        assert_eq!(said, "expected the end of the output, got \"3\"; 0 of 2 lines are right: ✗✗");
        let (_, score, said) = judge(&TextChecker::linecount(false), "1\n2\n", "1\n3\n");
        assert_eq!((score, &*said), (Some(0.5), "expected \"2\", got \"3\"; 1 of 2 lines are right"));
        let (_, score, said) = judge(&checker, &"1\n".repeat(1000), &"2\n".repeat(1000));
        assert_eq!(score, Some(0.0));
        assert!(said.ends_with("✗…") && said.chars().count() < 200, "{said}");
    }

    #[test]
    fn linematches_scores_each_line_by_its_points() {
        let judge = |checker: &TextChecker, answer: &str, output: &str| {
            let judgement = checker.check(answer.as_bytes(), output.as_bytes());
            (judgement.verdict, part(&judgement))
        };
        let strict = TextChecker::linematches(&[1, 3, 0], true);
        let loose = TextChecker::linematches(&[1, 3, 0], false);
        for (output, of_strict, of_loose) in [
            ("a\nb\nc\n", (Ac, 1.0), (Ac, 1.0)),
            ("a\r\n\r\nb\r\nc", (Ac, 1.0), (Ac, 1.0)),
            ("x\nb\nc", (Ac, 0.75), (Ac, 0.75)),
            ("a\nx\nx", (Ac, 0.25), (Ac, 0.25)),
            // A line that is worth nothing is not enough.
            ("x\nx\nc", (Wa, 0.0), (Wa, 0.0)),
            ("a \nb\n c", (Ac, 0.75), (Ac, 0.75)),
            ("a\nb", (Wa, 0.0), (Ac, 1.0)),
            ("a\nb\nc\nd", (Wa, 0.0), (Ac, 1.0)),
            ("", (Wa, 0.0), (Wa, 0.0)),
        ] {
            let expected = |(verdict, part)| (verdict, Some(part));
            assert_eq!(judge(&strict, "a\nb\n\nc\n", output), expected(of_strict), "{output:?}");
            assert_eq!(judge(&loose, "a\nb\n\nc\n", output), expected(of_loose), "{output:?}");
        }
        assert_eq!(judge(&strict, "a\nb", "a\nb"), (Ie, None));
        assert!(message(&strict, "a\nb", "x").ends_with("it has 2 lines, and there are points for 3"));
        assert_eq!(judge(&named("linematches"), "a", "a\n"), (Ac, Some(1.0)));
        assert_eq!(
            message(&strict, "a\nb\nc", "a\nb"),
            "expected \"c\", but the output ends here (line 3 of the answer); 0 of 3 lines are right"
        );
    }

    #[test]
    fn rstripped_ignores_spaces_at_the_end_of_lines() {
        table(
            &named("rstripped"),
            &[
                ("a\nb\n", "a \t\nb \n", Ac),
                ("a\nb\n", " a\nb\n", Wa),
                ("a\nb\n", "a\nb", Wa),
                ("a\n\nb", "a\nb", Wa),
                ("a  b", "a b", Wa),
            ],
        );
        table(&TextChecker::rstripped(true), &[("a\n\nb\n", "a\nb", Ac), ("a\nb", "a\n \nb", Wa)]);
    }

    #[test]
    fn sorted_and_unordered_ignore_the_order() {
        table(
            &named("sorted"),
            &[
                ("3 2 1", "1 2 3", Wa),
                ("1 2 3", "1 2 3", Ac),
                ("1 2 3", "1 2 2", Wa),
                ("1", "1 2", Wa),
                ("1", "1\n2", Wa),
                ("1 2", "12", Wa),
                ("3\n1 2", "1 2\n3", Ac),
                ("3\n1 2", "1   2\n\n3", Ac),
                ("3\n2 1", "1 2\n3", Wa),
                ("a\nA", "A\na", Ac),
                ("a\na", "A\na", Wa),
                ("long line one\nlong line two", "long line two\nlong  line one\n", Ac),
            ],
        );
        for checker in [named("unordered"), TextChecker::sorted(false)] {
            table(
                &checker,
                &[
                    ("3 2 1", "1 2 3", Ac),
                    ("3\n2 1", "1 2\n3", Ac),
                    ("1 1 2", "1 2 2", Wa),
                    ("1 2", "1 2 2", Wa),
                    ("abcdefgh1 abcdefgh2", "abcdefgh2 abcdefgh1", Ac),
                    ("abcdefgh1 abcdefgh2", "abcdefgh2 abcdefgh3", Wa),
                    ("", "", Ac),
                ],
            );
        }
        assert_eq!(
            message(&named("unordered"), "1 2 3", "3 4 1"),
            "\"4\" is not expected, or not so often, and \"2\" is missing"
        );
        assert_eq!(message(&named("unordered"), "1", &"2 ".repeat(5000)), "expected 1 of them, got 5000");
    }
}

/// The verdicts of testlib's stock checkers; their presentation error is a wrong answer here.
mod the_checkers_of_testlib {
    use super::*;

    #[test]
    fn wcmp_compares_tokens() {
        table(
            &named("wcmp"),
            &[
                ("a b\n", " a\n\nb", Ac),
                ("a", "A", Wa),
                ("a b", "a", Wa),
                ("a", "a b", Wa),
                ("", "", Ac),
                // These are no spaces for testlib.
                ("a b", "a\x0bb", Wa),
            ],
        );
    }

    #[test]
    fn fcmp_and_lcmp_compare_lines() {
        table(
            &named("fcmp"),
            &[
                ("a b\nc\n", "a b\nc\n", Ac),
                ("a b\nc\n", "a b\r\nc", Ac),
                ("a b\nc", "a b\nc\n\n  \n", Ac),
                ("a b\nc\n", "a  b\nc\n", Wa),
                ("a b\n", "a b \n", Wa),
                ("a\n\nb\n", "a\nb\n", Wa),
                ("a\n\n\n", "a\n", Ac),
                ("a\n", "a\nb\n", Wa),
                ("a\nb\n", "a\n", Wa),
                ("a\n \n", "a\n", Wa),
                ("", "\n", Ac),
                ("\n", " \n", Ac),
                ("a\n\n", "a\n \n", Ac),
                ("a\n\n\n", "a\n \n\n", Wa),
            ],
        );
        table(
            &named("lcmp"),
            &[
                ("a b\nc\n", "a  b \n c", Ac),
                ("a b\nc\n", "a\nb c\n", Wa),
                ("a\n \n", "a\n", Ac),
                ("a\n\nb\n", "a\nb\n", Wa),
                ("a\n", "a\n\nb\n", Wa),
                ("a\nb\n", "a\n", Wa),
            ],
        );
    }

    #[test]
    fn integers_have_one_form() {
        table(
            &named("icmp"),
            &[
                ("5\n", " 5", Ac),
                ("5", "6", Wa),
                ("5", "05", Wa),
                ("5", "+5", Wa),
                ("5", "5.0", Wa),
                ("5", "", Wa),
                ("5", "5 5", Wa),
                ("0", "-0", Wa),
                ("2147483647", "2147483647", Ac),
                ("2147483648", "2147483648", Ie),
                ("5 5", "5", Ie),
                ("", "5", Ie),
                ("x", "x", Ie),
                ("x", "5", Ie),
            ],
        );
        table(
            &named("hcmp"),
            &[
                ("123456789012345678901234567890", "123456789012345678901234567890", Ac),
                ("-1", "-1", Ac),
                ("-1", "1", Wa),
                ("1", "01", Wa),
                ("01", "1", Ie),
                ("1 2", "1", Ie),
            ],
        );
        table(
            &named("ncmp"),
            &[
                ("1 2 3", "1\n2\n3\n", Ac),
                ("1 2 3", "1 2", Wa),
                ("1 2", "1 2 3", Wa),
                ("1 2", "1 x", Wa),
                ("", "", Ac),
                ("-9223372036854775808", "-9223372036854775808", Ac),
                ("9223372036854775808", "9223372036854775808", Ie),
                ("1 x", "1 x", Ie),
                ("1 x", "1", Ie),
                ("1 x", "2", Ie),
                ("1 x", "1 2 3", Ie),
            ],
        );
        table(
            &named("uncmp"),
            &[
                ("1 2 2", "2 1 2", Ac),
                ("1 2 2", "1 1 2", Wa),
                ("1", "1 1", Wa),
                // Beyond 32 bits, too.
                ("4294967297", "1", Wa),
                ("1 x", "x 1", Ie),
            ],
        );
    }

    #[test]
    fn yes_and_no_have_no_case() {
        table(
            &named("yesno"),
            &[
                ("YES", "yes\n", Ac),
                ("no", "No", Ac),
                ("YES", "NO", Wa),
                ("YES", "YEP", Wa),
                ("YES", "", Wa),
                ("YES", "YES YES", Wa),
                ("YEP", "YES", Ie),
                ("", "YES", Ie),
            ],
        );
        table(
            &named("nyesno"),
            &[
                ("YES NO", "yes\nno", Ac),
                ("YES NO", "YES", Wa),
                ("YES", "YES NO", Wa),
                ("YES NO", "YES maybe", Wa),
                ("YES maybe", "YES NO", Ie),
                ("", "", Ac),
            ],
        );
    }

    #[test]
    fn doubles_are_within_the_tolerance_of_the_name() {
        table(
            &named("rcmp"),
            &[
                ("1", "1.0000015", Ac),
                ("1000000", "1000000.0000014", Ac),
                ("1000000", "1000000.00001", Wa),
                ("1", "x", Wa),
                ("1", "1 1", Wa),
                ("x", "1", Ie),
                ("nan", "nan", Ie),
            ],
        );
        table(
            &named("rncmp"),
            &[
                ("1 2.5\n", "1.000015\n2.5", Ac),
                ("1 2.5\n", "1 2.50002", Wa),
                ("1000000", "1000000.1", Wa),
                ("1 2", "1", Wa),
                ("1", "1 2", Wa),
                ("1 x", "1 2", Ie),
                ("", "", Ac),
            ],
        );
        table(&named("acmp"), &[("1", "1.0000009", Ac), ("1", "1.0000015", Wa), ("1e6", "1000000.1", Wa)]);
        table(&named("dcmp"), &[("1e6", "1000000.9", Ac), ("1", "1.0000009", Ac), ("1", "1.00001", Wa)]);
        for (name, near, far) in [
            ("rcmp4", "1.00009", "1.0002"),
            ("rcmp6", "1.0000009", "1.000002"),
            ("rcmp9", "1.0000000009", "1.000000002"),
        ] {
            table(
                &named(name),
                &[
                    ("1 2.5\n", &format!("{near}\n2.5"), Ac),
                    ("1 2.5\n", &format!("{far} 2.5"), Wa),
                    ("1 2.5\n", "1", Wa),
                    ("1 2.5\n", "1 2.5 3", Wa),
                    ("1", "0x1", Wa),
                    ("1", "1e", Wa),
                    ("1e400", "1e400", Ac),
                    ("1 0x1", "1 1", Ie),
                    ("", "", Ac),
                ],
            );
        }
    }

    #[test]
    fn cases_are_numbered() {
        table(
            &named("caseicmp"),
            &[
                ("Case 1: 5\nCase 2: 6\n", "Case 1: 5 Case 2: 6", Ac),
                ("Case 1: 5\nCase 2: 6\n", "Case 1: 5\nCase 2: 7\n", Wa),
                ("Case 1: 5\nCase 2: 6\n", "Case 1: 5\n", Wa),
                ("Case 1: 5\n", "Case 1: 5\nCase 2: 6\n", Wa),
                ("Case 1: 5\n", "Case #1: 5\n", Wa),
                ("Case 1: 5\n", "case 1: 5\n", Wa),
                ("Case 1: 5 6\n", "Case 1: 5\n", Ie),
                ("Case 2: 5\n", "Case 2: 5\n", Ie),
                ("Case 1: x\n", "Case 1: x\n", Ie),
                ("Case 1:\n", "Case 1:\n", Ie),
                ("5\n", "5\n", Ie),
                ("", "", Ac),
            ],
        );
        table(
            &named("casencmp"),
            &[
                ("Case 1: 5 6\nCase 2:\n", "Case 1: 5\n6 Case 2:", Ac),
                ("Case 1: 5 6\n", "Case 1: 5\n", Wa),
                ("Case 1: 5\nCase 2: 6\n", "Case 1: 5 6\nCase 2:\n", Wa),
                ("Case 1: x\n", "Case 1: x\n", Ie),
                ("Case\n", "Case\n", Ie),
            ],
        );
        table(
            &named("casewcmp"),
            &[
                ("Case 1: a b\nCase 2: c\n", "Case 1: a\nb\nCase 2: c\n", Ac),
                ("Case 1: a b\n", "Case 1: a B\n", Wa),
                ("Case 1: a\nCase 3: b\n", "Case 1: a\nCase 3: b\n", Ie),
            ],
        );
    }
}

#[test]
fn a_near_miss_is_named() {
    let exact = kattis("case_sensitive");
    for (checker, answer, output, near_miss) in [
        (&exact, "Yes 1", "yes 1", Some("right but for letter case")),
        (&exact, "a b c", "ab c", Some("right but for spaces")),
        (&exact, "A b c", "ab C", Some("right but for spaces and letter case")),
        (&kattis(""), "a b c", "AB C", Some("right but for spaces")),
        (&exact, "a b c", "a c b", Some("right but for the order")),
        (&exact, "a b\nc\nd", "d\na b\nc\n", Some("right but for the order of the lines")),
        (&exact, "0.3", "0.30000000000000004", Some("right within 1e-16")),
        (&exact, "x 2.5 1e3", "x 2.4999 1000.05", Some("right within 1e-4")),
        (&exact, "x 2.5 1e3", "y 2.5 1000", None),
        (&exact, "0.5 1", "0.5 2", None),
        (&exact, "1.5", "1.6", None),
        // Integers that are near are not right within any tolerance.
        (&exact, "1000000007", "1000000006", None),
        (&exact, "5", "5.0", Some("right within 1e-16")),
        (&exact, "a b c", "a b", None),
        (&exact, "a", "", None),
        (&kattis("float_tolerance 1e-9"), "1 2", "1.000004 2", Some("right within 1e-5")),
        (&kattis("float_absolute_tolerance 1e-9"), "1000000", "1000000.4", None),
        (&kattis("float_relative_tolerance 1e-9"), "1000000", "1000000.4", Some("right within 1e-6")),
        (&kattis("float_relative_tolerance 1e-9"), "0", "0.0001", None),
        (&kattis("space_change_sensitive"), "a b\n", "a b", Some("right but for spaces")),
        (&kattis("space_change_sensitive"), "A\n", "A", Some("right but for spaces")),
        (&named("standard"), "a\nb", "a b", Some("right but for spaces")),
        (&named("standard"), "a b", "A b", Some("right but for letter case")),
        (&named("standard"), "1.5 2\n", "1.50001 2\n", Some("right within 1e-5")),
        (&named("standard"), "1.5 2\n", "1.50001\n2\n", Some("right within 1e-5 but for spaces")),
        (&named("identical"), "a\nB\n", "a\nb\n", Some("right but for letter case")),
        (&named("identical"), "1.5\n", "1.5001\n", Some("right within 1e-4")),
        (&named("fcmp"), "a b\n", "a  b\n", Some("right but for spaces")),
        (&named("lcmp"), "a\nb\n", "b\na\n", Some("right but for the order of the lines")),
        (&named("rstripped"), "a\n", " a\n", Some("right but for spaces")),
        (&named("linecount"), "Ab\n", "ab\n", Some("right but for letter case")),
        (&named("sorted"), "Ab\nc", "c\nab", Some("right but for letter case")),
        (&named("unordered"), "Ab c", "c ab", Some("right but for letter case")),
        (&named("ncmp"), "1 2 3", "3 2 1", Some("right but for the order")),
        (&named("ncmp"), "12 3", "1 23", Some("right but for spaces")),
        (&named("rcmp9"), "1.5", "1.500004", Some("right within 1e-5")),
        (&named("acmp"), "1.5", "1.500004", Some("right within 1e-5")),
        (&named("floats"), "1.5\n2", "1.5004\n2", Some("right within 1e-3")),
        (&named("floats"), "1.5\n2", "1.5 2", Some("right but for spaces")),
        (&named("casewcmp"), "Case 1: Yes", "case 1: yes", Some("right but for letter case")),
        (&named("wcmp"), "\u{e4}", "\u{c4}", None),
    ] {
        let said = message(checker, answer, output);
        let named = said.rsplit_once(" (right ").map(|(_, near_miss)| format!("right {near_miss}"));
        let wanted = near_miss.map(|near_miss| format!("{near_miss})"));
        assert_eq!(named, wanted, "{} {answer:?} {output:?}: {said}", checker.name());
    }
}

#[test]
fn the_first_difference_has_a_place() {
    let judge = |checker: &TextChecker, answer: &str, output: &str| {
        let judgement = checker.check(answer.as_bytes(), output.as_bytes());
        (judgement.path.unwrap_or_default(), judgement.message.unwrap_or_default())
    };
    let place = |path: &str, message: &str| (path.to_owned(), message.to_owned());
    let kattis = kattis("");
    for (checker, answer, output, expected) in [
        (&kattis, "1 2\n3 4\n", "1 2\n3 5\n", place("line 2, token 2", "expected \"4\", got \"5\"")),
        (
            &kattis,
            "1 2\n3 4\n",
            "1 2 3 5\n",
            place("line 1, token 4", "expected \"4\", got \"5\" (line 2 of the answer)"),
        ),
        (
            &kattis,
            "1 2\n",
            "1 \n",
            place("line 2, token 1", "expected \"2\", but the output ends here (line 1 of the answer)"),
        ),
        (&kattis, "1\n", "", place("line 1, token 1", "expected \"1\", but there is no output")),
        (&kattis, "1\n", " \t", place("line 1, token 1", "expected \"1\", but the output has spaces only")),
        (&kattis, "1\n", "1 2", place("line 1, token 2", "expected the end of the output, got \"2\"")),
        (
            &named("standard"),
            "1 2\n3",
            "1\n2 3",
            place("line 1, token 2", "expected \"2\", but the line ends here (right but for spaces)"),
        ),
        (&named("fcmp"), "a b\nc d\n", "a b\nc e\n", place("line 2", "expected \"c d\", got \"c e\"")),
        (
            &named("ncmp"),
            "1\n2\n",
            "1\nx\n",
            place("line 2, token 1", "expected \"2\", got \"x\", which is not a 64-bit integer"),
        ),
        (
            &named("rcmp4"),
            "1\n",
            "1.5\n",
            place("line 1, token 1", "expected \"1\", got \"1.5\", which is off by 5.0e-1"),
        ),
        (
            &named("unordered"),
            "1 2",
            "2 3",
            place("line 1, token 2", "\"3\" is not expected, or not so often, and \"1\" is missing"),
        ),
        (&named("easy"), "aab", "ab", place("", "expected \"a\" 2 times, got it 1 times")),
    ] {
        assert_eq!(judge(checker, answer, output), expected, "{} {answer:?} {output:?}", checker.name());
    }
    let spaces = self::kattis("space_change_sensitive");
    assert_eq!(
        judge(&spaces, "1 2\n", "1  2\n"),
        place("line 1, token 2", "expected the spaces \" \", got the spaces \"  \" (right but for spaces)")
    );
    assert_eq!(
        judge(&spaces, "1\n", "1"),
        place("line 1, token 2", "expected the spaces \"\\n\", got no spaces (right but for spaces)")
    );
    let (_, said) = judge(&named("icmp"), "1\nx\n", "1\n");
    assert_eq!(
        said,
        "the answer of this case is none for the checker `icmp`: line 2 has \"x\" in place of the end"
    );
}

#[test]
fn what_is_shown_is_bounded_and_around_the_difference() {
    let long = "x".repeat(1 << 16);
    for (answer, output) in [
        (format!("{long}a{long}"), format!("{long}b{long}")),
        (format!("{long}ä{long}"), format!("{long}ö{long}")),
        (long.clone(), String::new()),
        (String::new(), long.clone()),
    ] {
        for name in TextChecker::names() {
            let judgement = named(name).check(answer.as_bytes(), output.as_bytes());
            let said = judgement.message.unwrap_or_default();
            assert!(said.len() < 600, "{name}: {said}");
            assert!(!said.contains('\u{fffd}'), "{name}: {said}");
        }
    }
    let said = message(&kattis(""), &format!("{long}a{long}"), &format!("{long}b{long}"));
    assert!(said.contains("xxax") && said.contains("xxbx") && said.contains("…\"x"), "{said}");
    let judgement = kattis("").check(b"\xff\xfe", &[0x80; 500]);
    assert!(judgement.message.unwrap().len() < 600);
}

#[test]
fn names_are_unique_and_known() {
    let mut names: Vec<_> = TextChecker::names().collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), TABLE.len());
    assert_eq!(TextChecker::default(), named("tokens"));
    assert_eq!(TextChecker::linecount(true), named("linecount"));
    assert_eq!(TextChecker::linematches(&[1], true), named("linematches"));
    assert_eq!(TextChecker::floats(6, ErrorMode::Default), named("floats"));
    assert_eq!(TextChecker::identical(true), named("identical"));
    assert_eq!(TextChecker::named("exact"), None);
}

/// Returns every checker, with every option.
fn all() -> Vec<TextChecker> {
    let mut all: Vec<_> = TextChecker::names().map(named).collect();
    all.extend([
        kattis("case_sensitive space_change_sensitive"),
        kattis("space_change_sensitive float_tolerance 1e-3"),
        kattis("float_absolute_tolerance 1e-3"),
        kattis("float_relative_tolerance 1e-3 case_sensitive"),
        TextChecker::rstripped(true),
        TextChecker::identical(false),
    ]);
    all
}

/// Generates texts of the kind that checkers compare.
fn text() -> impl Strategy<Value = Vec<u8>> {
    let token = prop_oneof![
        "[0-9]{1,3}",
        "-?[0-9]{1,2}\\.[0-9]{1,4}",
        "[a-cA-C]{1,3}",
        Just("YES".to_owned()),
        Just("no".to_owned()),
        Just("nan".to_owned()),
        Just("1e999".to_owned()),
        Just("Case".to_owned()),
        Just("1:".to_owned()),
    ];
    let space =
        prop_oneof![4 => Just(" "), 2 => Just("\n"), 1 => Just("\r\n"), 1 => Just("  "), 1 => Just("\n\n")];
    prop_oneof![
        4 => vec((token, space), 0..8).prop_map(|parts| {
            parts.into_iter().map(|(token, space)| token + space).collect::<String>().into_bytes()
        }),
        1 => vec(any::<u8>(), 0..40),
        1 => vec(prop_oneof![Just(b' '), Just(b'\n'), Just(b'\r'), Just(b'1'), Just(b'a'), Just(0xc3), Just(0x80)], 0..120),
    ]
}

proptest! {
    /// The answer itself is right, or no output can be judged by it.
    #[test]
    fn an_answer_is_never_a_wrong_answer(answer in text()) {
        for checker in all() {
            let judgement = checker.check(&answer, &answer);
            prop_assert!(judgement.verdict != Wa, "{checker:?} {judgement:?}");
            let is_for_any = !checker.name().starts_with("floats") && checker.name() != "linematches";
            if is_for_any && checker.rules.grammar == rules::Grammar::Free {
                prop_assert_eq!(judgement.verdict, Ac);
            }
        }
    }

    #[test]
    fn whatever_is_compared_there_is_a_verdict(answer in text(), output in text()) {
        for checker in all() {
            let judgement = checker.check(&answer, &output);
            prop_assert!([Ac, Wa, Ie].contains(&judgement.verdict));
            prop_assert_eq!(judgement.message.is_none(), judgement.verdict == Ac);
            prop_assert!(part(&judgement).is_none_or(|part| (0.0..=1.0).contains(&part)));
            // The fault of an answer does not depend on the output, unless the output is right.
            if judgement.verdict == Wa {
                prop_assert!(checker.check(&answer, &answer).verdict == Ac, "{checker:?} {judgement:?}");
            }
        }
    }

    /// A near miss is right once its spaces and its case are the answer's.
    #[test]
    fn a_near_miss_is_one(words in vec("[a-cA-C]{1,3}", 1..6), seed in any::<u64>()) {
        let answer = words.join(" ");
        let folded: String = answer.chars().enumerate().map(|(index, char)| {
            if seed >> (index % 64) & 1 == 1 { char.to_ascii_uppercase() } else { char.to_ascii_lowercase() }
        }).collect();
        let exact = kattis("case_sensitive");
        for (output, miss) in [(&folded, "letter case"), (&answer.replace(' ', ""), "spaces")] {
            let judgement = exact.check(answer.as_bytes(), output.as_bytes());
            if judgement.verdict == Wa {
                let said = judgement.message.unwrap_or_default();
                let wanted = format!("(right but for {miss})");
                prop_assert!(said.ends_with(&wanted), "{}", said);
            }
        }
    }

    /// Sorting by the first bytes gives the result of sorting.
    #[test]
    fn multisets_are_compared_as_if_sorted(mut words in vec("[ab]{1,10}", 0..12), other in vec("[ab]{1,10}", 0..12)) {
        let answer = words.join(" ");
        let unordered = named("unordered");
        words.reverse();
        prop_assert_eq!(unordered.check(answer.as_bytes(), words.join("\n").as_bytes()).verdict, Ac);
        let sorted = |words: &[String]| { let mut words = words.to_vec(); words.sort(); words };
        let same = sorted(&words) == sorted(&other);
        let verdict = unordered.check(answer.as_bytes(), other.join("\n").as_bytes()).verdict;
        prop_assert_eq!(verdict == Ac, same);
    }
}
