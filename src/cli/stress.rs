use super::args::StressArgs;
use crate::exit_code::ExitCode;
use anstream::ColorChoice;
pub(super) fn run(_: &StressArgs, _: ColorChoice) -> anyhow::Result<ExitCode> {
    anyhow::bail!("")
}
