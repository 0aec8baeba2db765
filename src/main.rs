//! The `tribunal` command.

fn main() -> std::process::ExitCode {
    // Workers are this program, too. They start before anything else is looked at, because that has to be fast, and
    // because no part of the command line concerns them.
    if std::env::args_os().nth(1).is_some_and(|argument| argument == tribunal_exec::worker::ARGUMENT) {
        return match tribunal_exec::worker::child::main() {
            Ok(()) => std::process::ExitCode::SUCCESS,
            Err(_) => std::process::ExitCode::FAILURE,
        };
    }
    tribunal::cli::main().into()
}
