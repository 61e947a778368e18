//! How this program introduces itself.

use http::HeaderValue;
use url::{Host, Url};

/// What stands for a contact that nobody gave. It is no address: `example` is reserved (RFC 2606).
const PLACEHOLDER: &str = "maintainer@hemma.example";

/// Whom a service writes to when this program misbehaves: the maintainers' address, never the user's
/// (`noip-update.md` §3). This is the only place where it is read; whoever builds a release sets
/// `HEMMA_MAINTAINER_CONTACT`, and it is built into the program, because it is the program's contact and no setting.
pub const MAINTAINER_CONTACT: &str = match option_env!("HEMMA_MAINTAINER_CONTACT") {
    Some(contact) if !contact.is_empty() => contact,
    _ => PLACEHOLDER,
};

/// How this program introduces itself to services and echo services.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientIdentity {
    /// Who makes the program.
    pub company: String,
    /// Its name.
    pub program: String,
    /// Its version.
    pub version: String,
    /// The operating system, with its version where known, such as `Debian12`.
    pub os: String,
    /// The maintainers' address.
    pub contact: String,
    /// Whether this is an optimised build, which people use. A debug build is its maintainer's own.
    pub released: bool,
}

impl ClientIdentity {
    /// Returns the identity of this program on one operating system.
    #[must_use]
    pub fn hemma(os: &str, version: &str) -> Self {
        Self {
            company: "Hemma".to_owned(),
            program: "Hemma".to_owned(),
            version: version.to_owned(),
            os: os.to_owned(),
            contact: MAINTAINER_CONTACT.to_owned(),
            released: !cfg!(debug_assertions),
        }
    }

    /// Returns whether the contact is a reserved example address (RFC 2606), which nobody reads.
    #[must_use]
    pub fn has_placeholder_contact(&self) -> bool {
        let Some((who, domain)) = self.contact.trim().rsplit_once('@') else {
            return true;
        };
        if who.is_empty() {
            return true;
        }
        let top = domain.rsplit('.').next().unwrap_or("");
        matches!(top, "example" | "test" | "invalid" | "localhost" | "")
            || matches!(domain, "example.com" | "example.net" | "example.org")
    }

    /// Returns whether a service at `url` that blocks programs without a contact may be asked.
    ///
    /// A released program needs a real contact, because it would be blocked for everybody who uses it. A service on this
    /// computer is the sandbox.
    #[must_use]
    pub fn may_introduce_itself_to(&self, url: &Url) -> bool {
        let here = match url.host() {
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            None => false,
        };
        here || !self.released || !self.has_placeholder_contact()
    }

    /// Returns the `User-Agent` in the form No-IP demands of software:
    /// `Company NameOfProgram/OSVersion-ReleaseVersion maintainer-contact@example.com`. Only printable ASCII; a blank,
    /// a slash or anything else inside a part becomes a hyphen, so that the parts stay apart (`GNU/Linux`).
    #[must_use]
    pub fn user_agent(&self) -> String {
        format!(
            "{} {}/{}-{} {}",
            part(&self.company),
            part(&self.program),
            part(&self.os),
            part(&self.version),
            part(&self.contact)
        )
    }

    /// Returns [`ClientIdentity::user_agent`] as a header value.
    #[must_use]
    pub(crate) fn header(&self) -> HeaderValue {
        HeaderValue::from_str(&self.user_agent()).expect("only printable ASCII is left")
    }
}

fn part(text: &str) -> String {
    let kept: String = text
        .trim()
        .chars()
        .map(|c| match c {
            '/' => '-',
            c if c.is_ascii_graphic() => c,
            _ => '-',
        })
        .collect();
    if kept.is_empty() {
        "unknown".to_owned()
    } else {
        kept
    }
}
