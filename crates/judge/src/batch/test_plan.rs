//! A plan for tests of the distribution of a batch.

use std::{fmt::Write as _, fs, sync::Arc};

use super::Plan;
use tribunal_problem::{problem, submission};

/// Returns submissions `s0000.js`, `s0001.js`, ... of one problem with this many cases.
pub(super) fn plan(submissions: usize, cases: usize) -> Plan {
    let folder = tempfile::tempdir().unwrap();
    let mut text =
        String::from("format = 1\ntitle = \"P\"\n[function]\nname = \"f\"\n[limits]\ntime_limit = 10\n");
    (0..cases).for_each(|_| write!(text, "[[case]]\nargs = []\nexpected_json = 'null'\n").unwrap());
    let (problems, place) = (folder.path().join("problems"), folder.path().join("submissions/p"));
    fs::create_dir(&problems).unwrap();
    fs::create_dir_all(&place).unwrap();
    fs::write(problems.join("p.toml"), text).unwrap();
    for index in 0..submissions {
        fs::write(
            place.join(format!("s{index:04}.js")),
            format!("function f() {{ return null }} // {index}"),
        )
        .unwrap();
    }
    let problem = Arc::new(problem::load(&problems, &[]).unwrap().remove(0));
    let found = submission::discover(&folder.path().join("submissions"), &problem).unwrap();
    found.into_iter().map(|submission| (Arc::clone(&problem), submission)).collect()
}
