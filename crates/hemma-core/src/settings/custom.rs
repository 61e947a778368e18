//! A request that a person writes: an address with placeholders, and how its answer is read.
//!
//! The templates of the built-in services have the same form (`dyndns2-services.md` §3), so that there is one grammar:
//! `https://host/path?name={placeholder}&…`. A parameter whose placeholder has no value is left out.

use serde::{Deserialize, Serialize};
use url::Url;

use super::body::CustomBody;

/// A parsed template. The part that names the server is always literal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    text: String,
    origin: String,
    path: Vec<Piece>,
    query: Vec<Vec<Piece>>,
}

/// One piece of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Sent as it stands.
    Literal(String),
    /// Sent percent-encoded.
    Placeholder(Placeholder),
}

/// What a template can name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placeholder {
    /// The name; where the service takes lists, all names of the request with commas between them.
    Hostname,
    /// The zone the name lies in.
    Zone,
    /// The name without its zone; `@` for the zone itself.
    Label,
    /// The address, whatever its family.
    Ip,
    /// The IPv4 address.
    Ipv4,
    /// The IPv6 address.
    Ipv6,
    /// All addresses with commas between them, IPv4 first.
    Ips,
    /// The user name.
    Username,
    /// The secret.
    Secret,
}

impl Placeholder {
    /// Every word that may stand between braces.
    pub const WORDS: [(&'static str, Self); 11] = [
        ("hostname", Self::Hostname),
        ("zone", Self::Zone),
        ("label", Self::Label),
        ("ip", Self::Ip),
        ("ipv4", Self::Ipv4),
        ("ipv6", Self::Ipv6),
        ("ips", Self::Ips),
        ("username", Self::Username),
        ("password", Self::Secret),
        ("token", Self::Secret),
        ("key", Self::Secret),
    ];

    /// Returns whether it must be kept out of sight.
    #[must_use]
    pub fn is_secret(self) -> bool {
        self == Self::Secret
    }
}

/// Parameters that carry a secret in every service known; their values belong into the vault.
pub(super) const SECRET_PARAMETERS: [&str; 12] = [
    "password", "passwd", "pass", "pwd", "pw", "token", "key", "apikey", "api_key", "secret",
    "auth", "hash",
];

/// Why a template cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum TemplateProblem {
    /// It does not begin with `https://`.
    NotHttps,
    /// The part that names the server holds a placeholder: a name could choose who gets the secret.
    PlaceholderInHost,
    /// A word between braces that means nothing.
    UnknownPlaceholder {
        /// The word.
        word: String,
        /// The words that exist.
        allowed: Vec<String>,
    },
    /// A brace without its partner.
    Unbalanced,
    /// It names neither the name nor a token, so that the server could not know what is meant.
    NothingNamed,
    /// A secret is written out; it belongs into the vault, and `{token}` into the template.
    SecretWrittenOut {
        /// The parameter.
        parameter: String,
    },
    /// With its placeholders filled it is no address, or it has a user name, password or fragment.
    Malformed,
}

impl Template {
    /// Parses a template.
    ///
    /// # Errors
    ///
    /// [`TemplateProblem`] says why it cannot be used.
    pub fn parse(text: &str) -> Result<Self, TemplateProblem> {
        Self::with_body(text, None)
    }

    /// Parses a template beside whose address a body may say what is meant.
    ///
    /// # Errors
    ///
    /// As [`Template::parse`].
    pub fn with_body(text: &str, body: Option<&CustomBody>) -> Result<Self, TemplateProblem> {
        let template = Self::built_in(text)?;
        let named = [
            Placeholder::Hostname,
            Placeholder::Label,
            Placeholder::Secret,
        ];
        let says = |placeholder: &Placeholder| {
            template.names(*placeholder) || body.is_some_and(|body| body.names(*placeholder))
        };
        if named.iter().any(says) {
            Ok(template)
        } else {
            Err(TemplateProblem::NothingNamed)
        }
    }

    /// Parses a template of the catalog, where a login may be enough to say which name is meant (INWX).
    ///
    /// # Errors
    ///
    /// As [`Template::parse`].
    pub fn built_in(text: &str) -> Result<Self, TemplateProblem> {
        let text = text.trim();
        let scheme = text.get(..8).unwrap_or("");
        if !scheme.eq_ignore_ascii_case("https://") {
            return Err(TemplateProblem::NotHttps);
        }
        let rest = &text[8..];
        let host_ends = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
        let (host, rest) = rest.split_at(host_ends);
        if host.contains(['{', '}']) {
            return Err(TemplateProblem::PlaceholderInHost);
        }
        let (path, query) = match rest.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (rest, None),
        };
        let template = Self {
            text: text.to_owned(),
            origin: format!("https://{host}"),
            path: pieces(if path.is_empty() { "/" } else { path })?,
            query: query
                .into_iter()
                .flat_map(|query| query.split('&'))
                .filter(|part| !part.is_empty())
                .map(pieces)
                .collect::<Result<_, _>>()?,
        };
        template.check()?;
        Ok(template)
    }

    fn check(&self) -> Result<(), TemplateProblem> {
        let sample: String = self
            .pieces()
            .map(|piece| match piece {
                Piece::Literal(text) => text.as_str(),
                Piece::Placeholder(_) => "x",
            })
            .collect();
        let url = format!("{}{sample}", self.origin).parse::<Url>();
        let server = self.origin.parse::<Url>().ok();
        let proper = url.is_ok_and(|url| {
            // The parser forgives much; what it takes for the server must be what stands there.
            server.is_some_and(|server| server.origin() == url.origin())
                && url.username().is_empty()
                && url.password().is_none()
                && url.fragment().is_none()
        });
        if !proper || self.pieces().any(has_odd_characters) {
            return Err(TemplateProblem::Malformed);
        }
        for part in &self.query {
            let [Piece::Literal(literal)] = part.as_slice() else {
                continue;
            };
            if let Some((name, value)) = literal.split_once('=')
                && !value.is_empty()
                && SECRET_PARAMETERS.contains(&name.to_ascii_lowercase().as_str())
            {
                let parameter = name.to_owned();
                return Err(TemplateProblem::SecretWrittenOut { parameter });
            }
        }
        Ok(())
    }

    /// Returns the template as it was written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns scheme and server, such as `https://ddns.example:444`.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Returns the pieces of the path, which begins with a slash.
    #[must_use]
    pub fn path(&self) -> &[Piece] {
        &self.path
    }

    /// Returns the parameters of the query, each in pieces.
    #[must_use]
    pub fn query(&self) -> &[Vec<Piece>] {
        &self.query
    }

    /// Returns whether the template names `placeholder` anywhere.
    #[must_use]
    pub fn names(&self, placeholder: Placeholder) -> bool {
        self.pieces()
            .any(|piece| *piece == Piece::Placeholder(placeholder))
    }

    fn pieces(&self) -> impl Iterator<Item = &Piece> {
        self.path.iter().chain(self.query.iter().flatten())
    }
}

/// Blanks and control characters: the URL parser would quietly change or drop them.
fn has_odd_characters(piece: &Piece) -> bool {
    match piece {
        Piece::Literal(text) => text
            .chars()
            .any(|c| c.is_whitespace() || c.is_control() || c == '\\'),
        Piece::Placeholder(_) => false,
    }
}

fn pieces(text: &str) -> Result<Vec<Piece>, TemplateProblem> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(place) = rest.find(['{', '}']) {
        let (before, from_brace) = rest.split_at(place);
        if !before.is_empty() {
            found.push(Piece::Literal(before.to_owned()));
        }
        let inside = from_brace
            .strip_prefix('{')
            .ok_or(TemplateProblem::Unbalanced)?;
        let (word, after) = inside.split_once('}').ok_or(TemplateProblem::Unbalanced)?;
        if word.contains('{') {
            return Err(TemplateProblem::Unbalanced);
        }
        let known = Placeholder::WORDS.iter().find(|(known, _)| *known == word);
        let Some((_, placeholder)) = known else {
            return Err(TemplateProblem::UnknownPlaceholder {
                word: word.to_owned(),
                allowed: Placeholder::WORDS.map(|(word, _)| word.to_owned()).into(),
            });
        };
        found.push(Piece::Placeholder(*placeholder));
        rest = after;
    }
    if !rest.is_empty() {
        found.push(Piece::Literal(rest.to_owned()));
    }
    Ok(found)
}

/// A request method.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Method {
    /// The usual one.
    #[default]
    Get,
    /// With a body, where one is given.
    Post,
    /// With a body, where one is given.
    Put,
}

/// How a custom request shows whose it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum CustomAuth {
    /// Not at all, or by `{token}` in the template.
    #[default]
    None,
    /// HTTP Basic with user name and secret.
    Basic,
    /// `Authorization: Bearer secret`.
    Bearer,
    /// A header whose value is the secret.
    Header {
        /// Its name.
        name: String,
    },
}

/// How the answer to a custom request is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum CustomAnswer {
    /// The words of dyndns2.
    #[default]
    Dyndns2,
    /// Only the HTTP status counts.
    Status,
    /// The first line begins with one of these.
    Text {
        /// After an update.
        success: Vec<String>,
        /// When nothing had to change.
        no_change: Vec<String>,
    },
}

/// A request that a person wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomRequest {
    /// Where and what.
    pub template: Template,
    /// How.
    pub method: Method,
    /// With what; none means an empty body.
    pub body: Option<CustomBody>,
    /// Whose.
    pub auth: CustomAuth,
    /// What comes back.
    pub answer: CustomAnswer,
}

impl CustomRequest {
    /// Returns whether a secret travels in it at all.
    #[must_use]
    pub fn needs_secret(&self) -> bool {
        self.auth != CustomAuth::None || self.names(Placeholder::Secret)
    }

    /// Returns whether a user name travels in it.
    #[must_use]
    pub fn needs_username(&self) -> bool {
        self.auth == CustomAuth::Basic || self.names(Placeholder::Username)
    }

    /// Returns whether address or body name `placeholder`.
    #[must_use]
    pub fn names(&self, placeholder: Placeholder) -> bool {
        let in_body = |body: &CustomBody| body.names(placeholder);
        self.template.names(placeholder) || self.body.as_ref().is_some_and(in_body)
    }
}
