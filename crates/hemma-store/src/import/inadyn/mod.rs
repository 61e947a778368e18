//! `inadyn.conf` of version 2: options and sections in libConfuse's grammar (`inadyn.conf(5)`, `conf.c`).

pub(super) mod providers;
mod tokens;

use hemma_engine::messages::{ImportMistake, ImportProblem, LeftOutReason};

use super::gather::{Account, Gathering, Name, Text, Wanted};
use super::{mistake, services};
use providers::Provider;
use tokens::{Kind, Token};

/// Whether a line begins a section that only inadyn has.
pub(super) fn begins_a_section(line: &str) -> bool {
    let mut words = line.split([' ', '\t', '{']).filter(|word| !word.is_empty());
    let section = matches!(words.next(), Some("provider" | "custom"));
    section && !line.contains('=') && line.len() < 200
}

/// What a section says.
#[derive(Default)]
struct Section {
    line: u32,
    username: Option<Text>,
    password: Option<Text>,
    hostnames: Vec<(Text, u32)>,
    server: Option<String>,
    path: Option<Text>,
    append_address: bool,
    plain: bool,
    /// Something of it is in the environment, so the rest is not enough.
    from_environment: bool,
}

/// Reads a whole file.
///
/// # Errors
///
/// A quotation mark, comment or brace that is not closed, or something that is no option, with the line.
pub(super) fn read(text: &str, found: &mut Gathering<'_>) -> Result<(), ImportProblem> {
    let mut reader = Reader {
        tokens: tokens::tokens(text)?.into_iter().peekable(),
        found,
    };
    while let Some(token) = reader.tokens.next() {
        reader.statement(token)?;
    }
    Ok(())
}

struct Reader<'f, 'c> {
    tokens: std::iter::Peekable<std::vec::IntoIter<Token>>,
    found: &'f mut Gathering<'c>,
}

/// One option with its values.
struct Setting {
    name: Text,
    line: u32,
    values: Vec<(Text, u32)>,
    from_environment: bool,
}

impl Reader<'_, '_> {
    /// Reads an option or a section outside all sections.
    fn statement(&mut self, token: Token) -> Result<(), ImportProblem> {
        let line = token.line;
        let name = match token.kind {
            Kind::Word { text, .. } => text,
            Kind::Close => return Err(mistake(line, ImportMistake::BraceNotOpened)),
            _ => return Err(mistake(line, ImportMistake::NotAnOption)),
        };
        match name.as_str() {
            "provider" | "custom" => self.section(&name, line),
            "include" => self.include(line),
            _ => {
                let setting = self.setting(name, line)?;
                self.global(&setting);
                Ok(())
            }
        }
    }

    fn include(&mut self, line: u32) -> Result<(), ImportProblem> {
        self.found
            .leave_out(Some(line), "include", LeftOutReason::OtherFile);
        let shape = [self.tokens.next(), self.tokens.next(), self.tokens.next()];
        match shape.map(|token| token.map(|token| token.kind)) {
            [
                Some(Kind::Parenthesis),
                Some(Kind::Word { .. }),
                Some(Kind::Parenthesis),
            ] => Ok(()),
            _ => Err(mistake(line, ImportMistake::NotAnOption)),
        }
    }

    /// Reads `= value` or `= { value, value }` behind a name.
    fn setting(&mut self, name: Text, line: u32) -> Result<Setting, ImportProblem> {
        let mut setting = Setting {
            name,
            line,
            values: Vec::new(),
            from_environment: false,
        };
        let next = |reader: &mut Self| {
            let token = reader.tokens.next();
            token.ok_or_else(|| mistake(line, ImportMistake::ValueMissing))
        };
        if !matches!(next(self)?.kind, Kind::Equals) {
            return Err(mistake(line, ImportMistake::NotAnOption));
        }
        let first = next(self)?;
        let open_line = first.line;
        match first.kind {
            Kind::Word {
                text,
                from_environment,
            } => {
                setting.values.push((text, open_line));
                setting.from_environment = from_environment;
            }
            Kind::Open => loop {
                let token = self.tokens.next();
                let token =
                    token.ok_or_else(|| mistake(open_line, ImportMistake::BraceNotClosed))?;
                match token.kind {
                    Kind::Word {
                        text,
                        from_environment,
                    } => {
                        setting.values.push((text, token.line));
                        setting.from_environment |= from_environment;
                    }
                    Kind::Comma => {}
                    Kind::Close => break,
                    Kind::Equals | Kind::Open | Kind::Parenthesis => {
                        return Err(mistake(open_line, ImportMistake::BraceNotClosed));
                    }
                }
            },
            Kind::Equals | Kind::Comma | Kind::Close | Kind::Parenthesis => {
                return Err(mistake(line, ImportMistake::ValueMissing));
            }
        }
        Ok(setting)
    }

    fn global(&mut self, setting: &Setting) {
        let line = Some(setting.line);
        let value = setting.values.first().map_or("", |(text, _)| text.as_str());
        let reason = match setting.name.as_str() {
            "iface" => LeftOutReason::Detection,
            "allow-ipv6" if is_true(value) => LeftOutReason::EitherFamily,
            "secure-ssl" | "ca-trust-file" | "broken-rtc" => LeftOutReason::Certificates,
            "allow-ipv6" | "verify-address" | "fake-address" | "cache-dir" | "period"
            | "iterations" | "forced-update" | "user-agent" => LeftOutReason::Running,
            _ => {
                self.found.leave_out(line, "", LeftOutReason::Unknown);
                return;
            }
        };
        self.found.leave_out(line, &setting.name, reason);
    }

    /// Reads `provider name { … }` or `custom name { … }`.
    fn section(&mut self, kind: &str, line: u32) -> Result<(), ImportProblem> {
        let no_option = || mistake(line, ImportMistake::NotAnOption);
        let title = match self.tokens.next().map(|token| token.kind) {
            Some(Kind::Word { text, .. }) => text,
            _ => return Err(no_option()),
        };
        if !matches!(self.tokens.next().map(|token| token.kind), Some(Kind::Open)) {
            return Err(no_option());
        }
        let mut section = Section {
            line,
            ..Section::default()
        };
        loop {
            let token = self.tokens.next();
            let token = token.ok_or_else(|| mistake(line, ImportMistake::BraceNotClosed))?;
            match token.kind {
                Kind::Close => break,
                Kind::Word { text, .. } if *text == "include" => self.include(token.line)?,
                Kind::Word { text, .. } if matches!(text.as_str(), "provider" | "custom") => {
                    return Err(mistake(line, ImportMistake::BraceNotClosed));
                }
                Kind::Word { text, .. } => {
                    let setting = self.setting(text, token.line)?;
                    self.local(setting, &mut section);
                }
                _ => return Err(mistake(token.line, ImportMistake::NotAnOption)),
            }
        }
        if kind == "custom" {
            custom(&section, self.found);
        } else {
            self.provider(&title, section);
        }
        Ok(())
    }

    /// Takes over an option of a section, or lists it.
    fn local(&mut self, setting: Setting, section: &mut Section) {
        let line = Some(setting.line);
        let name = setting.name.as_str();
        let carried = matches!(
            name,
            "username" | "password" | "hostname" | "alias" | "ddns-server" | "ddns-path"
        );
        if carried && setting.from_environment {
            section.from_environment = true;
            self.found.leave_out(line, name, LeftOutReason::Environment);
            return;
        }
        let first = setting.values.first().map(|(text, _)| text.clone());
        let value = first.as_ref().map_or("", |text| text.as_str());
        let reason = match name {
            "username" => {
                section.username = first;
                return;
            }
            "password" => {
                section.password = first;
                return;
            }
            "hostname" | "alias" => {
                section.hostnames.extend(setting.values);
                return;
            }
            "ddns-server" => {
                section.server = Some(value.to_owned());
                return;
            }
            "ddns-path" => {
                section.path = first;
                return;
            }
            "append-myip" => {
                section.append_address = is_true(value);
                return;
            }
            "ssl" => {
                section.plain = is_false(value);
                return;
            }
            "iface" | "checkip-server" | "checkip-path" | "checkip-ssl" => LeftOutReason::Detection,
            "checkip-command" => LeftOutReason::Program,
            "wildcard" if is_false(value) => return,
            "wildcard" | "ttl" | "proxied" => LeftOutReason::RecordOption,
            "user-agent" | "ddns-response" => LeftOutReason::Running,
            _ => {
                self.found.leave_out(line, "", LeftOutReason::Unknown);
                return;
            }
        };
        self.found.leave_out(line, name, reason);
    }

    fn provider(&mut self, title: &str, section: Section) {
        let Some(provider) = providers::find(title) else {
            let line = Some(section.line);
            self.found
                .leave_out(line, "provider", LeftOutReason::ServiceUnknown);
            return;
        };
        add(provider, section, self.found);
    }
}

/// Takes over a server of one's own: a known service's, or one that is spoken to as dyndns2 is. Version 1 comes here, too.
fn custom(section: &Section, found: &mut Gathering<'_>) {
    let path = section.path.clone().unwrap_or_default();
    let server = section.server.clone().unwrap_or_default();
    let plain_path = dyndns2_path(&path, section.append_address);
    let server = services::server(&server, plain_path.unwrap_or_default(), section.plain);
    if plain_path.is_none() && server.endpoint.is_some() || section.server.is_none() {
        found.leave_out(Some(section.line), "custom", LeftOutReason::UrlForm);
        return;
    }
    let parts = Parts {
        service: server.service,
        endpoint: server.endpoint,
        wanted: Wanted::Usual,
    };
    add_names(parts, section, found);
}

/// What a section is about, beside what it says.
struct Parts {
    service: &'static str,
    endpoint: Option<String>,
    wanted: Wanted,
}

/// Adds the names of a section of a known provider. Version 1 comes here, too.
fn add(provider: &Provider, mut section: Section, found: &mut Gathering<'_>) {
    if provider.service.is_empty() {
        found.leave_out(
            Some(section.line),
            provider.name,
            LeftOutReason::ServiceNotOffered,
        );
        return;
    }
    if provider.token_is_username {
        section.password = section.username.take();
    }
    let parts = Parts {
        service: provider.service,
        endpoint: None,
        wanted: provider.wanted(),
    };
    add_names(parts, &section, found);
}

fn add_names(parts: Parts, section: &Section, found: &mut Gathering<'_>) {
    let line = Some(section.line);
    if section.plain {
        found.leave_out(line, "ssl", LeftOutReason::PlainHttp);
    }
    if section.from_environment {
        return;
    }
    if section.hostnames.is_empty() {
        found.leave_out(line, "hostname", LeftOutReason::NoNames);
    }
    let username = section.username.as_ref().map(|text| text.to_string());
    // There the user name is the zone.
    let zone = username.clone().filter(|_| parts.service == "namecheap");
    let account = Account {
        service: parts.service,
        username,
        endpoint: parts.endpoint,
        zone,
        secret: section.password.clone(),
    };
    for (hostname, line) in &section.hostnames {
        let hostname = services::whole_name(parts.service, hostname, account.zone.as_deref());
        let name = Name {
            text: &hostname,
            wanted: parts.wanted,
            enabled: true,
            line: Some(*line),
            what: "hostname",
        };
        found.add(&account, &name);
    }
}

/// Returns the path without its query when the query is the one of dyndns2: names, and perhaps the address.
fn dyndns2_path(path: &str, append_address: bool) -> Option<&str> {
    let (path, query) = path.split_once('?')?;
    let mut names = false;
    for parameter in query.split('&') {
        match parameter.split_once('=')? {
            ("hostname", "%h") => names = true,
            // The name is written behind the path unless the address is.
            ("hostname", "") if !append_address && query.ends_with("hostname=") => names = true,
            ("myip", "%i") => {}
            ("myip", "") if append_address && query.ends_with("myip=") => {}
            _ => return None,
        }
    }
    names.then_some(path)
}

fn is_true(value: &str) -> bool {
    ["true", "on", "yes"]
        .iter()
        .any(|word| value.eq_ignore_ascii_case(word))
}

fn is_false(value: &str) -> bool {
    ["false", "off", "no"]
        .iter()
        .any(|word| value.eq_ignore_ascii_case(word))
}

/// One account of a file of version 1.
pub(super) struct FlatAccount {
    pub(super) line: u32,
    pub(super) username: Option<Text>,
    pub(super) password: Option<Text>,
    pub(super) aliases: Vec<(Text, u32)>,
    pub(super) server: Option<String>,
    pub(super) path: Option<Text>,
    pub(super) append_address: bool,
    pub(super) ssl: bool,
}

/// Adds an account of a file of version 1.
pub(super) fn add_flat(system: &str, account: FlatAccount, found: &mut Gathering<'_>) {
    let section = Section {
        line: account.line,
        username: account.username,
        password: account.password,
        hostnames: account.aliases,
        server: account.server,
        path: account.path,
        append_address: account.append_address,
        plain: !account.ssl,
        from_environment: false,
    };
    let line = Some(section.line);
    if system.starts_with("custom@") {
        custom(&section, found);
        return;
    }
    match providers::find(system) {
        Some(provider) => add(provider, section, found),
        None => found.leave_out(line, "system", LeftOutReason::ServiceUnknown),
    }
}
