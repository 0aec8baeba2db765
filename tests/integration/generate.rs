//! `tribunal generate`, through the real binary.

use std::fs;

use crate::common::{Output, World};

const HEAD: &str = "[generator]\nfile = \"generate.js\"\n[reference]\nfile = \"reference.js\"\n";

const TABLES: &str = "[[generate]]\nname = \"small\"\ncount = 3\nparams = { n = 3 }\n\
    [[generate]]\nname = \"big\"\nparams = { n = 50 }\nseed = 7\n\
    [[case]]\nargs = [[1]]\nexpected = 1\n[cases]\nfiles = [\"cases/*.jsonl\"]\n";

const GENERATOR: &str = "const generate = (random, { n }) => [random.array(n, () => random.int(-9, 9))];\n";

const REFERENCE: &str = "const solve = (numbers) => Math.max(...numbers);\n";

/// Returns a problem for functions with these tables and programs.
fn world(tables: &str, generator: &str, reference: &str) -> World {
    let world = World::new("", &format!("{HEAD}{tables}"));
    world.write("problems/p/generate.js", generator);
    world.write("problems/p/reference.js", reference);
    world
}

fn read(world: &World, path: &str) -> String {
    fs::read_to_string(world.path().join("problems/p").join(path))
        .unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn fails(output: &Output, code: i32, parts: &[&str]) {
    let said = &output.stderr;
    assert_eq!(output.code, Some(code), "{said}");
    for part in parts {
        assert!(said.contains(part), "{part} is not in {said}");
    }
}

#[test]
fn cases_of_a_function_are_made_checked_and_judged() {
    let world = world(TABLES, GENERATOR, REFERENCE);
    let made = world.run("generate p");
    assert_eq!(made.code, Some(0), "{}", made.stderr);
    assert_eq!(made.stdout, "cases/generated.jsonl: new\np: 4 cases generated, 0 unchanged of 1 file\n");
    assert_eq!(made.stderr, "");
    let file = read(&world, "cases/generated.jsonl");
    // The numbers are part of the format: they may never change.
    insta::assert_snapshot!(file.lines().take(3).collect::<Vec<_>>().join("\n"), @r#"
    {"name":"small-1","args":[[1,7,-1]],"expected":7}
    {"name":"small-2","args":[[-7,-7,4]],"expected":4}
    {"name":"small-3","args":[[-7,5,-2]],"expected":5}
    "#);
    assert!(file.lines().nth(3).is_some_and(|line| line.starts_with("{\"name\":\"big\",\"args\":[[")));

    assert_eq!(world.run("generate p --check -j 1").code, Some(0));
    world.submit("right.js", REFERENCE);
    let report = world.report("");
    assert_eq!(crate::common::submissions(&report)[0]["cases"].as_array().expect("cases").len(), 5);
    assert_eq!(crate::common::submissions(&report)[0]["verdict"], "AC");

    // Again, there is nothing to do; with another seed, there is.
    let again = world.run("generate p -j 1");
    assert_eq!(again.stdout, "p: 4 cases generated, 1 unchanged of 1 file\n");
    let toml = read(&world, "problem.toml");
    world.write("problems/p/problem.toml", &toml.replace("seed = 7", "seed = 8"));
    let check = world.run("generate p --check");
    assert_eq!(check.code, Some(1));
    assert!(check.stdout.starts_with("cases/generated.jsonl: differs\n"));
    assert_eq!(read(&world, "cases/generated.jsonl"), file, "to check changes nothing");
    assert_eq!(world.run("generate p").code, Some(0));
    assert_ne!(read(&world, "cases/generated.jsonl"), file);
    assert!(
        !fs::read_dir(world.path().join("problems/p"))
            .expect("a folder")
            .any(|entry| { entry.expect("an entry").file_name().to_string_lossy().starts_with('.') })
    );
}

#[test]
fn what_was_written_by_hand_is_not_overwritten() {
    let world = world(TABLES, GENERATOR, REFERENCE);
    let mine = "{\"name\":\"mine\",\"args\":[[2]],\"expected\":2}\n";
    world.write("problems/p/cases/generated.jsonl", mine);
    fails(&world.run("generate p"), 2, &["not overwritten", "cases/generated.jsonl", "--force"]);
    assert_eq!(read(&world, "cases/generated.jsonl"), mine);
    assert_eq!(world.run("generate p --force").code, Some(0));
    let made = read(&world, "cases/generated.jsonl");
    // A file that was changed since belongs to the setter.
    world.write("problems/p/cases/generated.jsonl", &format!("{made}{mine}"));
    fails(&world.run("generate p"), 2, &["not overwritten"]);
    assert_eq!(world.run("generate p --check").code, Some(1));
    // A list that names files elsewhere is none.
    let list = "{\"schema\":\"tribunal.generated/1\",\"about\":\"\",\"files\":{\"../../x\":\"\"}}";
    world.write("problems/p/generated.json", list);
    fails(&world.run("generate p"), 2, &["this is no list of generated files"]);
}

#[test]
fn what_is_not_the_same_each_time_is_found_out() {
    for (generator, reference, parts) in [
        (
            "const chance = Math.random();\nfunction generate() { return [[chance]]; }",
            REFERENCE,
            &["the generator gives something else each time", "the case \"small-1\"", "once:", "random`"][..],
        ),
        (
            "function generate() {\n  return [[Math.random()]]; }",
            REFERENCE,
            &["generate.js:2:", "use random.float()"],
        ),
        (GENERATOR, "const solve = () => Math.random();", &["the reference gives something else each time"]),
    ] {
        let world = world(TABLES, generator, reference);
        fails(&world.run("generate p"), 2, parts);
        assert!(!world.path().join("problems/p/cases").exists(), "nothing is written");
    }
}

#[test]
fn mistakes_of_the_author_have_their_place() {
    let right = (GENERATOR, REFERENCE);
    for (generator, reference, parts) in [
        (
            "\nconst generate = (random) => random.int(2, 1);",
            right.1,
            &["generate.js:2:", "no such number", "\"small-1\""][..],
        ),
        ("const generate = () => 5;", right.1, &["an array with the arguments"]),
        ("const generate = () => [() => 1];", "const solve = () => 1;", &["can be in no case file"]),
        ("const generat = () => 5;", right.1, &["defines no function `generate`"]),
        ("const generate = () => {", right.1, &["SyntaxError"]),
        ("const generate = async () => 'x';", right.1, &["an array with the arguments", "returns \"x\""]),
        (
            right.0,
            "const solve = (numbers) => {\n  throw new Error('no');\n};",
            &["the reference fails", "reference.js:2:"],
        ),
        (right.0, "const solve = () => () => 1;", &["can be in no case file"]),
    ] {
        fails(&world(TABLES, generator, reference).run("generate p"), 2, parts);
    }
    let validated = format!("[validator]\nfile = \"validate.js\"\n{TABLES}");
    for (validator, parts) in [
        ("const validate = (numbers) => numbers.length < 10;", &["validate` returned false", "\"big\""][..]),
        (
            "function validate(numbers) { if (numbers.length > 9) throw new Error('long'); }",
            &["refuses", "long"],
        ),
        (
            "function validate(numbers) { while (numbers.length > 9) numbers.x; valid",
            &["the validator fails"],
        ),
    ] {
        let world = world(&validated, right.0, right.1);
        world.write("problems/p/validate.js", validator);
        fails(&world.run("generate p"), 2, parts);
    }
    let world = World::new("", "[[case]]\nargs = []\nexpected = 1\n");
    fails(&world.run("generate p"), 2, &["has no generator", "[generator]"]);
    fails(&world.run("generate q"), 2, &["there is no problem `q`"]);
}

#[test]
fn without_a_reference_the_first_accepted_submission_is_it() {
    let world = World::new("", &format!("[generator]\nfile = \"generate.js\"\n{TABLES}"));
    world.write("problems/p/generate.js", GENERATOR);
    fails(&world.run("generate p"), 2, &["has no reference", "accepted/"]);
    world.submit("wrong_answer/a.js", "const solve = () => 0;");
    world.submit("accepted/b.js", REFERENCE);
    assert_eq!(world.run("generate p").code, Some(0));
    assert_eq!(world.run("grade -q").code, Some(0));
}

#[test]
fn a_reference_may_throw_where_the_problem_asks_for_it() {
    let throws = "[[case]]\nargs = [[]]\nthrows = true\n";
    let reference = "const solve = (numbers) => { if (numbers[0] < 0) throw new Error('no'); return 1; };";
    let world = world(&format!("{throws}{TABLES}"), GENERATOR, reference);
    let made = world.run("generate p");
    assert_eq!(made.code, Some(0), "{}", made.stderr);
    assert!(read(&world, "cases/generated.jsonl").contains("\"throws\":true"));
}

/// Returns a problem for whole programs, which read a number and write its double.
fn programs() -> World {
    let world = World::new("", "");
    let toml = format!(
        "format = 1\ntitle = \"P\"\nkind = \"stdio\"\n{HEAD}[[generate]]\nname = \"a\"\ncount = 2\n\
         [[generate]]\nname = \"b\"\ngroup = \"secret/deep\"\n"
    );
    world.write("problems/p/problem.toml", &toml);
    world.write("problems/p/generate.js", "const generate = (random) => `${random.int(1, 99)}\\n`;\n");
    world.write("problems/p/reference.js", "console.log('always', 'this');\n");
    world
}

#[test]
fn cases_of_programs_are_files_and_go_when_they_are_not_generated_any_more() {
    let world = programs();
    let made = world.run("generate p");
    assert_eq!(made.code, Some(0), "{}", made.stderr);
    for name in ["secret/a-1", "secret/a-2", "secret/deep/b"] {
        assert!(read(&world, &format!("data/{name}.in")).trim().parse::<u32>().is_ok());
        assert_eq!(read(&world, &format!("data/{name}.ans")), "always this\n");
    }
    assert_eq!(world.run("generate p --check").code, Some(0));
    let toml = read(&world, "problem.toml").replace("count = 2", "count = 1");
    world.write("problems/p/problem.toml", &toml);
    world.write("problems/p/data/secret/a-2.ans", "mine\n");
    let check = world.run("generate p --check");
    assert_eq!(check.code, Some(1));
    assert!(check.stdout.contains("data/secret/a-1.in: not generated any more\n"));
    let made = world.run("generate p");
    assert_eq!(made.code, Some(0), "{}", made.stderr);
    assert!(read(&world, "data/secret/a.in").trim().parse::<u32>().is_ok());
    assert!(!world.path().join("problems/p/data/secret/a-1.in").exists());
    assert_eq!(read(&world, "data/secret/a-2.ans"), "mine\n", "changed since, so it is its author's");
}

#[cfg(unix)]
#[test]
fn nothing_is_written_or_removed_outside_of_the_problems_folder() {
    use std::os::unix::fs::symlink;
    let world = world(TABLES, GENERATOR, REFERENCE);
    let outside = world.path().join("outside");
    fs::create_dir(&outside).expect("a folder");
    symlink("../../outside", world.path().join("problems/p/cases")).expect("a link");
    fails(&world.run("generate p"), 2, &["cases", "symbolic link that leads out of the problem's folder"]);
    assert_eq!(fs::read_dir(&outside).expect("a folder").count(), 0);
    // One that the list of generated files names, which would be removed.
    fs::remove_file(world.path().join("problems/p/cases")).expect("removed");
    assert_eq!(world.run("generate p").code, Some(0));
    fs::rename(world.path().join("problems/p/cases"), outside.join("cases")).expect("moved");
    symlink("../../outside/cases", world.path().join("problems/p/cases")).expect("a link");
    fails(&world.run("generate p --force"), 2, &["symbolic link that leads out of the problem's folder"]);
    assert!(outside.join("cases/generated.jsonl").is_file());
}
