use super::args::WatchArgs;
use crate::exit_code::ExitCode;
use anstream::ColorChoice;
pub(super) fn run(_: &WatchArgs, _: ColorChoice) -> anyhow::Result<ExitCode> {
    anyhow::bail!("")
}
