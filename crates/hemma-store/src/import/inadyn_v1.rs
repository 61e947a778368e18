//! `inadyn.conf` of version 1: the long options of the command line, one to a line, without the dashes.

use hemma_engine::messages::{ImportMistake, ImportProblem, LeftOutReason};

use super::gather::{Gathering, Text};
use super::inadyn::{FlatAccount, add_flat};
use super::{mistake, numbered};

/// Whether a text is of version 1: it names a `system`, which version 2 does not have.
pub(super) fn is_version_1(text: &str) -> bool {
    text.lines().any(|line| {
        let mut words = line.split_whitespace();
        let word = words.next().map(|word| word.trim_start_matches("--"));
        matches!(word, Some("system" | "dyndns_system"))
            && words.next().is_some_and(|value| value.contains('@'))
    })
}

/// Reads a whole file.
///
/// # Errors
///
/// An option that wants a value and has none, with its line.
pub(super) fn read(text: &str, found: &mut Gathering<'_>) -> Result<(), ImportProblem> {
    let mut current: Option<(String, FlatAccount)> = None;
    for (line, text) in numbered(text) {
        let words = words(text);
        let Some((word, values)) = words.split_first() else {
            continue;
        };
        let word = word.trim_start_matches("--");
        let value = || {
            let first = values.first().cloned();
            first.ok_or_else(|| mistake(line, ImportMistake::ValueMissing))
        };
        if matches!(word, "system" | "dyndns_system") {
            let next = (value()?.to_string(), account(line));
            if let Some((system, account)) = current.replace(next) {
                add_flat(&system, account, found);
            }
            continue;
        }
        if let Some(reason) = reason(word) {
            found.leave_out(Some(line), word, reason);
            continue;
        }
        // What comes before the first system is for the service that was once the only one.
        let (_, account) =
            current.get_or_insert_with(|| ("default@dyndns.org".to_owned(), account(line)));
        match word {
            "username" => account.username = Some(value()?),
            "password" => account.password = Some(value()?),
            // What follows a comma was a key of one service.
            "alias" => {
                let alias = value()?;
                let name = alias.split(',').next().unwrap_or_default();
                account.aliases.push((Text::new(name.to_owned()), line));
            }
            "server-name" | "dyndns_server_name" => account.server = Some(value()?.to_string()),
            "server-url" | "dyndns_server_url" => account.path = Some(value()?),
            "append-myip" => account.append_address = true,
            "ssl" => account.ssl = true,
            _ => found.leave_out(Some(line), "", LeftOutReason::Unknown),
        }
    }
    if let Some((system, account)) = current {
        add_flat(&system, account, found);
    }
    Ok(())
}

fn account(line: u32) -> FlatAccount {
    FlatAccount {
        line,
        username: None,
        password: None,
        aliases: Vec::new(),
        server: None,
        path: None,
        append_address: false,
        ssl: false,
    }
}

/// Cuts a line into words: `#` begins a comment, a backslash takes what follows as it stands.
fn words(line: &str) -> Vec<Text> {
    let mut words = vec![Text::default()];
    let mut letters = line.chars();
    while let Some(c) = letters.next() {
        match c {
            '#' => break,
            c if c.is_whitespace() => {
                if words.last().is_some_and(|word| !word.is_empty()) {
                    words.push(Text::default());
                }
            }
            c => {
                let c = if c == '\\' {
                    letters.next().unwrap_or(c)
                } else {
                    c
                };
                if let Some(word) = words.last_mut() {
                    word.push(c);
                }
            }
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

fn reason(word: &str) -> Option<LeftOutReason> {
    Some(match word {
        "checkip-url" | "ip_server_name" | "iface" | "bind" => LeftOutReason::Detection,
        "exec" => LeftOutReason::Program,
        "proxy-server" | "proxy_server" => LeftOutReason::Proxy,
        "wildcard" => LeftOutReason::RecordOption,
        "config" => LeftOutReason::OtherFile,
        "background"
        | "cache-dir"
        | "drop-privs"
        | "change_persona"
        | "forced-update"
        | "forced_update_period"
        | "iterations"
        | "logfile"
        | "log_file"
        | "period"
        | "update_period_sec"
        | "update_period"
        | "pidfile"
        | "syslog"
        | "startup-delay"
        | "once"
        | "fake-address"
        | "verbose" => LeftOutReason::Running,
        _ => return None,
    })
}
