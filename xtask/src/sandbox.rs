//! The pretend internet as a running program, and its control API.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::processes;
use crate::stopwatch::wait_until;

/// How long it may take to start, and to answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// A running `hemma-sandbox`. Dropping it ends it.
#[derive(Debug)]
pub(crate) struct Sandbox {
    process: Child,
    folder: PathBuf,
    description: Value,
    control: String,
}

impl Sandbox {
    /// Starts it with a prepared command (which says where it runs) and its state in `folder`.
    pub(crate) fn start(mut command: Command, folder: &Path) -> Result<Self> {
        std::fs::create_dir_all(folder)?;
        let file = folder.join("sandbox.json");
        // An old description must not pass for the new one.
        if file.exists() {
            std::fs::remove_file(&file)?;
        }
        let log = std::fs::File::create(folder.join("sandbox.log"))?;
        command
            .arg("--state")
            .arg(folder)
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log);
        let mut process = command.spawn().context("could not start the sandbox")?;
        let described = wait_until(PATIENCE, || {
            if let Ok(Some(status)) = process.try_wait() {
                return Some(Err(anyhow::anyhow!(
                    "the sandbox ended ({status}); see {}",
                    folder.join("sandbox.log").display()
                )));
            }
            // Half a file is not JSON; the next look sees the whole.
            serde_json::from_str::<Value>(&std::fs::read_to_string(&file).ok()?)
                .ok()
                .map(Ok)
        });
        let description = match described {
            Some(Ok(description)) => description,
            problem => {
                processes::end(|_| [process.id()].into());
                let _ = process.wait();
                return match problem {
                    Some(Err(problem)) => Err(problem),
                    _ => bail!("the sandbox did not describe itself in time"),
                };
            }
        };
        let control = text(&description, "/control")?
            .trim_start_matches("http://")
            .trim_end_matches('/')
            .to_owned();
        Ok(Self {
            process,
            folder: folder.to_owned(),
            description,
            control,
        })
    }

    /// Its throw-away authority, for `SSL_CERT_FILE`.
    pub(crate) fn certificate(&self) -> PathBuf {
        self.folder.join("ca.pem")
    }

    /// A text in the description, by JSON pointer.
    pub(crate) fn described(&self, pointer: &str) -> Result<&str> {
        text(&self.description, pointer)
    }

    /// Asks the control API for something.
    pub(crate) fn get(&self, path: &str) -> Result<Value> {
        exchange(&self.control, "GET", path, "")
    }

    /// Changes something through the control API.
    pub(crate) fn post(&self, path: &str, body: &Value) -> Result<Value> {
        exchange(&self.control, "POST", path, &body.to_string())
    }

    /// The ledger's entries after the one with this number.
    pub(crate) fn ledger_since(&self, ordinal: u64) -> Result<Vec<Value>> {
        let mut answer = self.get(&format!("/api/ledger?since={ordinal}"))?;
        match answer.get_mut("entries").map(Value::take) {
            Some(Value::Array(entries)) => Ok(entries),
            _ => bail!("the ledger has no entries"),
        }
    }

    /// The number of the newest entry; 0 when nothing was asked yet.
    pub(crate) fn newest_entry(&self) -> Result<u64> {
        self.get("/api/state")?
            .get("last_ordinal")
            .and_then(Value::as_u64)
            .context("the state has no last_ordinal")
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        processes::end(|_| [self.process.id()].into());
        // Where there is no process table to look at, by handle. Both mean the same: it is gone afterwards.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn text<'a>(value: &'a Value, pointer: &str) -> Result<&'a str> {
    value
        .pointer(pointer)
        .and_then(Value::as_str)
        .with_context(|| format!("sandbox.json has no text at {pointer}"))
}

/// One HTTP request over loopback; small enough not to need a library.
fn exchange(server: &str, method: &str, path: &str, body: &str) -> Result<Value> {
    let context = || format!("{method} {path} at the sandbox");
    let mut stream = TcpStream::connect(server).with_context(context)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nHost: {server}\r\nConnection: close\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .with_context(context)?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).with_context(context)?;
    read_answer(&String::from_utf8_lossy(&answer)).with_context(context)
}

fn read_answer(answer: &str) -> Result<Value> {
    let (head, body) = answer
        .split_once("\r\n\r\n")
        .context("the answer was cut short")?;
    let status = head.split(' ').nth(1).unwrap_or_default();
    if status != "200" {
        bail!("status {status}: {}", body.trim());
    }
    serde_json::from_str(body).context("the answer is not JSON")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_read_and_a_refusal_is_told_with_its_words() {
        let good = "HTTP/1.1 200 OK\r\ncontent-length: 13\r\n\r\n{\"names\": []}";
        assert_eq!(
            read_answer(good).unwrap(),
            serde_json::json!({ "names": [] })
        );
        let bad = "HTTP/1.1 400 Bad Request\r\n\r\n{\"error\":\"no such target\"}";
        assert_eq!(
            read_answer(bad).unwrap_err().to_string(),
            "status 400: {\"error\":\"no such target\"}"
        );
        assert!(read_answer("HTTP/1.1 200 OK").is_err());
    }
}
