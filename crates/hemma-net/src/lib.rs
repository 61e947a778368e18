//! Senses and hands: the only crate with internet sockets and the only reader of time.
//!
//! It implements the ports of `hemma-engine` over the real world. [`Net::new`] makes them for one program.
//!
//! | Module | Holds |
//! | --- | --- |
//! | [`clock`] | the one reader of time; waiting and waking through sleep |
//! | [`http`] | the one door to HTTPS servers |
//! | [`hands`], [`senses`] | the ports over that door |
//! | [`dns_voice`] | a DNS server that tells who asked it |
//! | [`resolver`] | what the zone's own name servers say |
//! | [`contacts`] | the sheet of everybody who was contacted |
//! | [`interfaces`] | this computer's interfaces as plain data, and the way out |
//! | [`stable_ipv6`] | which IPv6 address belongs into an AAAA record |
//! | [`network`] | online or not, tunnel or not, and which network this is |
//! | [`router`] | the default gateway as a voice and as an announcer |
//! | [`watch`] | hints that something about the network moved |
//!
//! What this crate must never do: decide when to look or to send (the core does), read an answer's meaning (the
//! providers do), write to disk, follow a redirect, use a proxy, weaken the verification of a certificate, or put a URL
//! into a log or an error.

pub mod clock;
pub mod contacts;
pub mod dns_voice;
pub mod hands;
pub mod http;
pub mod interfaces;
mod metered;
pub mod network;
pub mod resolver;
pub mod router;
pub mod senses;
pub mod stable_ipv6;
#[cfg(test)]
mod testing;
pub mod watch;

use std::sync::Arc;

use ::http::HeaderValue;
use hemma_providers::identity::ClientIdentity;

use crate::clock::SystemClock;
use crate::contacts::ContactSheet;
use crate::dns_voice::DnsVoice;
use crate::hands::SystemHands;
use crate::http::{Door, Reach, Roots};
use crate::network::{Outlook, Salt};
use crate::resolver::ZoneResolver;
use crate::router::{Router, RouterSetting};
use crate::senses::SystemSenses;

/// What differs between programs that use the real world.
#[derive(Clone, Debug)]
pub struct NetOptions {
    /// How this program introduces itself to servers.
    pub identity: ClientIdentity,
    /// How far it may reach.
    pub reach: Reach,
    /// Whom it trusts.
    pub roots: Roots,
    /// Where the servers are that it talks to.
    pub outlook: Outlook,
    /// What is mixed into the fingerprints of networks.
    pub salt: Salt,
}

/// The ports of one program. They share one door and one contact sheet.
#[derive(Clone, Debug)]
pub struct Net {
    /// The port `Clock`; also starts the watch for sleep.
    pub clock: Arc<SystemClock>,
    /// The port `Senses`.
    pub senses: Arc<SystemSenses>,
    /// The port `Hands`.
    pub hands: Arc<SystemHands>,
    /// The port `Resolver`.
    pub resolver: Arc<ZoneResolver>,
    /// The router: its hints, and how to leave it.
    pub router: Router,
}

impl Net {
    /// Makes the ports. Nothing is read or opened before the first question.
    #[must_use]
    pub fn new(clock: SystemClock, options: NetOptions) -> Self {
        let contacts = Arc::new(ContactSheet::default());
        let door = Arc::new(Door::new(
            clock,
            Arc::clone(&contacts),
            user_agent(&options.identity),
            options.reach,
            options.roots,
        ));
        let router = Router::new(
            clock,
            Arc::clone(&contacts),
            Arc::clone(&door),
            options.reach,
            RouterSetting::default(),
        );
        Self {
            clock: Arc::new(clock),
            senses: Arc::new(SystemSenses::new(
                Arc::clone(&door),
                DnsVoice::new(clock, Arc::clone(&contacts), options.reach),
                options.identity,
                options.outlook,
                options.salt,
                router.clone(),
            )),
            hands: Arc::new(SystemHands::new(door, Arc::clone(&contacts))),
            resolver: Arc::new(ZoneResolver::new(clock, contacts, options.reach)),
            router,
        }
    }
}

fn user_agent(identity: &ClientIdentity) -> HeaderValue {
    HeaderValue::from_str(&identity.user_agent()).expect("an identity is printable ASCII")
}
