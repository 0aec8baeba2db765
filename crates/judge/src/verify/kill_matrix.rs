//! The kill matrix: the wrong submissions that each case fails.

use tribunal_problem::verdict::Verdict;

/// The verdicts of wrong submissions by case.
#[derive(Clone, Debug, Default)]
pub struct KillMatrix {
    /// Names of the cases, in the problem's order.
    pub cases: Vec<String>,
    /// The submissions that have to fail somewhere and compile, in the order of their names.
    pub rows: Vec<Row>,
}

/// A wrong submission.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its name.
    pub submission: String,
    /// Its verdict as a whole.
    pub verdict: Verdict,
    /// Its verdict in each case.
    pub verdicts: Vec<Verdict>,
}

impl Row {
    /// Whether a case fails it.
    pub fn fails(&self, case: usize) -> bool {
        self.verdicts.get(case).is_some_and(|verdict| is_failure(*verdict))
    }

    /// Returns the cases that fail it, by index.
    pub fn failed_by(&self) -> impl Iterator<Item = usize> {
        self.verdicts.iter().enumerate().filter(|(_, verdict)| is_failure(**verdict)).map(|(case, _)| case)
    }
}

/// Whether a verdict means that the submission is wrong.
fn is_failure(verdict: Verdict) -> bool {
    !matches!(verdict, Verdict::Accepted | Verdict::Skip | Verdict::InternalError)
}

impl KillMatrix {
    /// Returns the number of submissions that each case fails.
    pub fn kills(&self) -> Vec<usize> {
        let mut kills = vec![0; self.cases.len()];
        for case in self.rows.iter().flat_map(Row::failed_by) {
            if let Some(kills) = kills.get_mut(case) {
                *kills += 1;
            }
        }
        kills
    }

    /// Returns a small set of cases that together fail every submission that any case fails: greedily, the case first
    /// that fails most of the remaining ones. The smallest set is no easier to find than to try them all, and seldom
    /// smaller.
    pub fn cover(&self) -> Vec<usize> {
        let mut left: Vec<&Row> = self.rows.iter().filter(|row| row.failed_by().next().is_some()).collect();
        let mut chosen = Vec::new();
        while !left.is_empty() {
            let mut kills = vec![0_usize; self.cases.len()];
            for case in left.iter().flat_map(|row| row.failed_by()) {
                if let Some(kills) = kills.get_mut(case) {
                    *kills += 1;
                }
            }
            // Of several, the first: earlier cases are smaller, as a rule.
            let best =
                kills.iter().enumerate().max_by_key(|(case, kills)| (**kills, std::cmp::Reverse(*case)));
            let Some((best, 1..)) = best else { break };
            chosen.push(best);
            left.retain(|row| !row.fails(best));
        }
        chosen.sort_unstable();
        chosen
    }

    /// Returns the verdicts of a submission, at most `width` characters long: a letter for each case, or for several
    /// cases, and then for their worst verdict.
    pub fn strip(&self, row: &Row, width: usize) -> String {
        let cases = row.verdicts.len();
        let cells = cases.min(width.max(1));
        let worst = |cell: usize| {
            let part = &row.verdicts[cell * cases / cells..(cell + 1) * cases / cells];
            part.iter().copied().filter(|verdict| is_failure(*verdict)).max().unwrap_or(Verdict::Accepted)
        };
        (0..cells).map(worst).map(letter).collect()
    }
}

/// Returns a verdict in one character.
fn letter(verdict: Verdict) -> char {
    match verdict {
        Verdict::Accepted => '.',
        Verdict::Skip => ' ',
        verdict => verdict.code().chars().next().unwrap_or('?'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns a matrix from letters: `.` for accepted.
    fn matrix(rows: &[&str]) -> KillMatrix {
        let verdict = |letter: char| match letter {
            '.' => Verdict::Accepted,
            'W' => Verdict::WrongAnswer,
            'T' => Verdict::TimeLimitExceeded,
            'S' => Verdict::Skip,
            'I' => Verdict::InternalError,
            other => panic!("{other}"),
        };
        let row = |text: &&str| {
            let verdicts: Vec<Verdict> = text.chars().map(verdict).collect();
            Row { submission: (*text).to_owned(), verdict: verdicts.iter().copied().max().unwrap(), verdicts }
        };
        let cases = (0..rows.first().map_or(0, |row| row.len())).map(|case| case.to_string()).collect();
        KillMatrix { cases, rows: rows.iter().map(row).collect() }
    }

    #[test]
    fn kills_are_counted_by_case_and_by_submission() {
        let matrix = matrix(&[".WW.", "..T.", "....", "SI.."]);
        assert_eq!(matrix.kills(), [0, 1, 2, 0]);
        assert_eq!(matrix.rows[0].failed_by().collect::<Vec<_>>(), [1, 2]);
        assert_eq!(matrix.rows[2].failed_by().count() + matrix.rows[3].failed_by().count(), 0);
    }

    #[test]
    fn a_cover_fails_all_that_can_be_failed() {
        let table: [(&[&str], &[usize]); 6] = [
            (&[], &[]),
            (&["...", "..."], &[]),
            (&["W..", "W.W", ".W."], &[0, 1]),
            (&["WW", "WW"], &[0]),
            (&["W...", ".W..", "..W.", "WWWT"], &[0, 1, 2]),
            (&[".W", "WW", "W."], &[0, 1]),
        ];
        for (rows, cover) in table {
            let matrix = matrix(rows);
            assert_eq!(matrix.cover(), cover, "{rows:?}");
            for row in &matrix.rows {
                let is_caught = row.failed_by().next().is_some();
                assert_eq!(cover.iter().any(|case| row.fails(*case)), is_caught, "{rows:?}");
            }
        }
    }

    #[test]
    fn a_strip_shows_the_worst_of_several_cases() {
        let matrix = matrix(&[".W.T..S."]);
        assert_eq!(matrix.strip(&matrix.rows[0], 60), ".W.T....");
        assert_eq!(matrix.strip(&matrix.rows[0], 4), "WT..");
        assert_eq!(matrix.strip(&matrix.rows[0], 3), "WT.");
        assert_eq!(matrix.strip(&matrix.rows[0], 0), "T");
        let empty = KillMatrix::default();
        assert_eq!(
            empty.strip(&Row { submission: String::new(), verdict: Verdict::Accepted, verdicts: vec![] }, 9),
            ""
        );
    }
}
