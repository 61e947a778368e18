//! No-IP's Linux client: the environment file of version 3 (`/etc/default/noip-duc`), and `no-ip2.conf` of version 2,
//! whose layout is the one that version 3 itself imports.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hemma_engine::messages::{ImportMistake, ImportProblem, LeftOutReason};

use super::gather::{Account, Gathering, Name, Text, Wanted};
use super::{mistake, numbered};

/// Whether only version 3 would have such a line.
pub(super) fn is_a_line_of_it(line: &str) -> bool {
    assignment(line).is_some_and(|(name, _)| name.starts_with("NOIP_"))
}

/// Cuts `export NAME=value`.
fn assignment(line: &str) -> Option<(&str, &str)> {
    let line = line.trim_start();
    let line = line.strip_prefix("export ").unwrap_or(line);
    let (name, value) = line.split_once('=')?;
    let name = name.trim();
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
    (!name.is_empty() && name.chars().all(plain)).then_some((name, value))
}

/// Reads the environment file of version 3.
///
/// # Errors
///
/// A quotation mark that is not closed, or a line that gives no value to anything.
pub(super) fn read(text: &str, found: &mut Gathering<'_>) -> Result<(), ImportProblem> {
    let mut username = None;
    let mut password = None;
    let mut hostnames: Option<(Text, u32)> = None;
    for (line, text) in numbered(text) {
        let text = text.trim();
        if text.is_empty() || text.starts_with(['#', ';']) {
            continue;
        }
        let (name, value) =
            assignment(text).ok_or_else(|| mistake(line, ImportMistake::NotAnOption))?;
        let value = unquoted(value).ok_or_else(|| mistake(line, ImportMistake::QuoteNotClosed))?;
        if is_a_variable(&value) {
            let name = if KNOWN.contains(&name) { name } else { "" };
            found.leave_out(Some(line), name, LeftOutReason::Environment);
            continue;
        }
        let reason = match name {
            "NOIP_USERNAME" => {
                username = Some(value.to_string());
                continue;
            }
            "NOIP_PASSWORD" => {
                password = Some(value);
                continue;
            }
            "NOIP_HOSTNAMES" => {
                hostnames = Some((value, line));
                continue;
            }
            _ if value.is_empty() => continue,
            "NOIP_IP_METHOD" if value.contains("static:") => LeftOutReason::FixedAddress,
            "NOIP_IP_METHOD" => LeftOutReason::Detection,
            "NOIP_EXEC_ON_CHANGE" => LeftOutReason::Program,
            _ if KNOWN.contains(&name) => LeftOutReason::Running,
            _ => {
                found.leave_out(Some(line), "", LeftOutReason::Unknown);
                continue;
            }
        };
        found.leave_out(Some(line), name, reason);
    }
    let account = Account {
        service: "noip",
        username,
        endpoint: None,
        zone: None,
        secret: password,
    };
    let (hostnames, line) = match hostnames {
        Some((hostnames, line)) => (hostnames, Some(line)),
        None => (Text::default(), None),
    };
    add_names(&account, hostnames.split(','), line, found);
    Ok(())
}

const KNOWN: &[&str] = &[
    "NOIP_USERNAME",
    "NOIP_PASSWORD",
    "NOIP_HOSTNAMES",
    "NOIP_CHECK_INTERVAL",
    "NOIP_HTTP_TIMEOUT",
    "NOIP_LOG_LEVEL",
    "NOIP_IP_METHOD",
    "NOIP_EXEC_ON_CHANGE",
    "NOIP_DAEMONIZE",
    "NOIP_DAEMON_USER",
    "NOIP_DAEMON_GROUP",
    "NOIP_DAEMON_PID_FILE",
];

fn add_names<'n>(
    account: &Account,
    names: impl Iterator<Item = &'n str>,
    line: Option<u32>,
    found: &mut Gathering<'_>,
) {
    const WHAT: &str = "NOIP_HOSTNAMES";
    let mut any = false;
    for text in names.map(str::trim).filter(|name| !name.is_empty()) {
        any = true;
        let name = Name {
            text,
            wanted: Wanted::Usual,
            enabled: true,
            line,
            what: WHAT,
        };
        found.add(account, &name);
    }
    if !any {
        found.leave_out(line, WHAT, LeftOutReason::NoNames);
    }
}

/// Takes quotation marks away. `None` when one is not closed. What follows ` #` is a comment.
fn unquoted(value: &str) -> Option<Text> {
    let value = value.trim();
    for quote in ['\'', '"'] {
        let Some(inside) = value.strip_prefix(quote) else {
            continue;
        };
        let mut text = Text::default();
        let mut letters = inside.chars();
        loop {
            match letters.next()? {
                c if c == quote => return Some(text),
                '\\' if quote == '"' => text.push(letters.next()?),
                c => text.push(c),
            }
        }
    }
    let end = value.find(" #").unwrap_or(value.len());
    Some(Text::new(value[..end].trim_end().to_owned()))
}

/// Whether a whole value is the name of a variable: `$NAME` or `${NAME}`.
fn is_a_variable(value: &str) -> bool {
    let Some(name) = value.strip_prefix('$') else {
        return false;
    };
    let braced = name
        .strip_prefix('{')
        .and_then(|name| name.strip_suffix('}'));
    let plain = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    match braced {
        Some(name) => name.chars().all(plain),
        None => name.len() > 1 && name.chars().all(plain),
    }
}

/// Where things are in `no-ip2.conf`; numbers have their low byte first.
const MAGIC_AT: usize = 20;
const MAGIC: [u8; 4] = [0x4c, 0x32, 0x4a, 0x41];
const REQUEST_LENGTH_AT: usize = 24;
const PROGRAM_LENGTH_AT: usize = 26;
const ENCODED_AT: usize = 30;
const DEVICE_AT: usize = 32;
const REQUEST_AT: usize = 48;

/// Whether these bytes are of version 2.
pub(super) fn is_version_2(bytes: &[u8]) -> bool {
    bytes.get(MAGIC_AT..MAGIC_AT + MAGIC.len()) == Some(&MAGIC)
}

/// Reads `no-ip2.conf` of version 2.
///
/// # Errors
///
/// When the lengths in it do not fit what is there, or it holds something else than it should.
pub(super) fn read_version_2(bytes: &[u8], found: &mut Gathering<'_>) -> Result<(), ImportProblem> {
    let damaged = || mistake(1, ImportMistake::Damaged);
    let length = |at: usize| -> Option<usize> {
        let pair = bytes.get(at..at + 2)?.try_into().ok()?;
        Some(usize::from(u16::from_le_bytes(pair)))
    };
    let request_length = length(REQUEST_LENGTH_AT).ok_or_else(damaged)?;
    let program_length = length(PROGRAM_LENGTH_AT).ok_or_else(damaged)?;
    let request = bytes
        .get(REQUEST_AT..REQUEST_AT + request_length)
        .ok_or_else(damaged)?;
    let request = match bytes.get(ENCODED_AT) {
        Some(0) => Text::new(String::from_utf8(request.to_vec()).map_err(|_| damaged())?),
        Some(1) => {
            let decoded = STANDARD.decode(request).map_err(|_| damaged())?;
            Text::new(String::from_utf8(decoded).map_err(|_| damaged())?)
        }
        _ => return Err(damaged()),
    };
    let mut account = Account {
        service: "noip",
        username: None,
        endpoint: None,
        zone: None,
        secret: None,
    };
    let mut names: Vec<Text> = Vec::new();
    for parameter in request.split('&') {
        let Some((name, value)) = parameter.split_once('=') else {
            continue;
        };
        let value = decoded(value).ok_or_else(damaged)?;
        match name {
            "username" => account.username = Some(value.to_string()),
            "pass" => account.secret = Some(value),
            "h[]" | "g[]" => names.push(value),
            _ => {}
        }
    }
    if program_length > 0 {
        found.leave_out(None, "exec", LeftOutReason::Program);
    }
    if bytes.get(DEVICE_AT).is_some_and(|first| *first != 0) {
        found.leave_out(None, "device", LeftOutReason::Detection);
    }
    add_names(
        &account,
        names.iter().map(|name| name.as_str()),
        None,
        found,
    );
    Ok(())
}

/// Undoes percent encoding, with `+` for a space.
fn decoded(text: &str) -> Option<Text> {
    let mut bytes = zeroize::Zeroizing::new(Vec::new());
    let mut letters = text.bytes();
    while let Some(byte) = letters.next() {
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => {
                let digits = [letters.next()?, letters.next()?];
                let digits = std::str::from_utf8(&digits).ok()?;
                bytes.push(u8::from_str_radix(digits, 16).ok()?);
            }
            byte => bytes.push(byte),
        }
    }
    let text = std::str::from_utf8(&bytes).ok()?;
    (!text.contains(char::is_control)).then(|| Text::new(text.to_owned()))
}
