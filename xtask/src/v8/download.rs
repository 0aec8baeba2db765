//! The download that the crate's own build script would do, but with timeouts.

use std::fs::File;
use std::io::{self, Read};
use std::time::Duration;

use anyhow::{Context, Result};
use ureq::Agent;
use ureq::tls::{RootCerts, TlsConfig};

use super::mirror::Mirror;
use super::release::Release;
use crate::progress::{Progress, Unit};

/// Time limit for reaching the server: where a firewall drops packets, this is the whole wait.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// Time limit for the server's answer.
const RESPONSE_TIMEOUT: Duration = Duration::from_secs(30);
/// Time limit for a download that has begun.
const BODY_TIMEOUT: Duration = Duration::from_secs(30 * 60);

/// Downloads the release into the mirror.
///
/// # Errors
/// If the server cannot be reached in time, has no such file, or sends a damaged one.
pub fn fetch(release: &Release, mirror: &Mirror) -> Result<()> {
    // The machine's own certificates: only there may the proxy of a company be trusted.
    let tls = TlsConfig::builder().root_certs(RootCerts::PlatformVerifier).build();
    let agent: Agent = Agent::config_builder()
        .tls_config(tls)
        .timeout_resolve(Some(CONNECT_TIMEOUT))
        .timeout_connect(Some(CONNECT_TIMEOUT))
        .timeout_recv_response(Some(RESPONSE_TIMEOUT))
        .timeout_recv_body(Some(BODY_TIMEOUT))
        .build()
        .into();
    mirror.put_binding(|file| get(&agent, &release.url(&release.binding()), file))?;
    mirror.put_archive(|file| get(&agent, &release.url(&release.archive()), file))
}

fn get(agent: &Agent, url: &str, file: &mut File) -> Result<()> {
    let mut response = agent.get(url).call().with_context(|| format!("cannot download {url}"))?;
    let total = response.body().content_length().unwrap_or(0);
    let mut body = Counted {
        reader: response.body_mut().as_reader(),
        done: 0,
        total,
        progress: Progress::new("Downloading V8", Unit::Bytes),
    };
    io::copy(&mut body, file).with_context(|| format!("the download of {url} broke off"))?;
    Ok(())
}

/// A reader that shows its progress.
struct Counted<R> {
    reader: R,
    done: u64,
    total: u64,
    progress: Progress,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(buffer)?;
        self.done += count as u64;
        self.progress.set(self.done, self.total);
        Ok(count)
    }
}
