//! `ddclient.conf`, read as ddclient's own reader does (`_read_config`, 3.10 to 4.0): options with and without names
//! behind them, lines that go on, quotation marks, and passwords with rules of their own.

mod lines;
mod options;

use std::collections::BTreeMap;

use hemma_engine::messages::{ImportProblem, LeftOutReason};

use super::gather::{Account, Gathering, Name, Text, Wanted};
use super::services;
use lines::Statement;

/// One option's value, with the line it stands in.
#[derive(Clone)]
pub(super) struct Value {
    text: Text,
    line: u32,
}

/// Options by their names, in small letters.
type Options = BTreeMap<String, Value>;

/// Whether only ddclient would write such a line.
pub(super) fn is_a_line_of_it(line: &str) -> bool {
    let Some((name, value)) = line.split_once('=') else {
        return false;
    };
    let name = name.rsplit([',', ' ']).next().unwrap_or(name);
    !value.starts_with([' ', '=']) && options::is_known(&name.to_ascii_lowercase())
}

/// Reads a whole file.
///
/// # Errors
///
/// A quotation mark that is not closed, or a last line that says that it goes on.
pub(super) fn read(text: &str, found: &mut Gathering<'_>) -> Result<(), ImportProblem> {
    let mut globals = Options::new();
    for statement in lines::statements(text)? {
        tell_left_out(&statement, found);
        if statement.hosts.is_empty() {
            // Whatever else there is means nothing to any name.
            let known = |(name, _): &(String, Value)| options::is_known(name);
            globals.extend(statement.options.into_iter().filter(known));
            continue;
        }
        let mut options = globals.clone();
        options.extend(statement.options);
        let server = match choose_server(&options) {
            Ok(server) => server,
            Err(reason) => {
                let what = protocol_shown(&options);
                found.leave_out(Some(statement.line), &what, reason);
                continue;
            }
        };
        if server.plain {
            found.leave_out(Some(statement.line), "server", LeftOutReason::PlainHttp);
        }
        let text = |name: &str| options.get(name).map(|value| value.text.clone());
        let login = text("login").map(|login| login.to_string());
        let zone = match server.service {
            // There the login is the zone.
            "namecheap" => login.clone(),
            _ => text("zone").map(|zone| zone.to_string()),
        };
        let account = Account {
            service: server.service,
            username: login,
            endpoint: server.endpoint,
            zone,
            secret: text("password"),
        };
        let (wanted, enabled) = families(&options);
        for host in &statement.hosts {
            let host = services::whole_name(server.service, host, None);
            let name = Name {
                text: &host,
                wanted,
                enabled,
                line: Some(statement.line),
                what: "host",
            };
            found.add(&account, &name);
        }
    }
    Ok(())
}

/// Lists the options of one statement that are not carried over.
fn tell_left_out(statement: &Statement, found: &mut Gathering<'_>) {
    for (name, value) in &statement.options {
        let line = Some(value.line);
        match options::reason(name, &value.text) {
            options::Fate::Carried => {}
            options::Fate::LeftOut(reason) => found.leave_out(line, name, reason),
            options::Fate::Unknown => found.leave_out(line, "", LeftOutReason::Unknown),
        }
    }
    for (name, line) in &statement.from_environment {
        let name = if options::is_known(name) { name } else { "" };
        found.leave_out(Some(*line), name, LeftOutReason::Environment);
    }
    for line in &statement.marked_passwords {
        found.leave_out(Some(*line), "password", LeftOutReason::SecretWithMarks);
    }
}

/// Returns whom updates go to.
fn choose_server(options: &Options) -> Result<services::Server, LeftOutReason> {
    let word = options
        .get("protocol")
        .map_or("dyndns2", |value| &value.text);
    let protocol = options::protocol(word).ok_or(LeftOutReason::ServiceUnknown)?;
    let unencrypted = options
        .get("ssl")
        .is_some_and(|value| options::is_no(&value.text));
    let given = options.get("server").map(|value| value.text.as_str());
    let path = options
        .get("script")
        .map_or("/nic/update", |value| &value.text);
    let server = services::server(given.unwrap_or(protocol.server), path, unencrypted);
    match protocol.service {
        // Whose server it is decides.
        "dyndns2" => Ok(server),
        "" => Err(LeftOutReason::ServiceNotOffered),
        own if given.is_none() || server.service == own || known_as(own, server.service) => {
            Ok(services::Server {
                service: own,
                endpoint: None,
                plain: server.plain,
            })
        }
        // Speaks as plainly as dyndns2, so it can be spoken to elsewhere.
        "noip" => Ok(services::Server {
            service: "noip",
            ..server
        }),
        _ => Err(LeftOutReason::OwnServer),
    }
}

/// Names the protocol by its word, if it is one that ddclient has.
fn protocol_shown(options: &Options) -> String {
    let given = options.get("protocol");
    match given.and_then(|value| options::protocol(&value.text)) {
        Some(protocol) => format!("protocol={}", protocol.word),
        None => "protocol".to_owned(),
    }
}

/// Two of our services share a server.
fn known_as(own: &str, of_server: &str) -> bool {
    own.strip_suffix("-nic").unwrap_or(own) == of_server.strip_suffix("-nic").unwrap_or(of_server)
}

/// Returns which addresses are kept, and whether the names are kept at all.
fn families(options: &Options) -> (Wanted, bool) {
    let used = |name: &str| {
        options
            .get(name)
            .map(|value| !options::is_no(&value.text) && *value.text != "disabled")
    };
    let asked_for_6 = options
        .get("ipv6")
        .is_some_and(|value| options::is_yes(&value.text));
    let ipv6 = used("usev6") == Some(true) || asked_for_6;
    let ipv4 = match (used("usev4"), used("use")) {
        (Some(true), _) | (_, Some(true)) => true,
        (Some(false), _) | (_, Some(false)) => false,
        (None, None) => used("usev6") != Some(true),
    };
    match (ipv4, ipv6) {
        (false, false) => (Wanted::Usual, false),
        (ipv4, ipv6) => (Wanted::Only { ipv4, ipv6 }, true),
    }
}
