//! What differs between services: one row of data each (`dyndns2-services.md` §3).

use hemma_core::address::Family;
use hemma_core::settings::{BatchRules, Omitted, RetryRules, ServiceRules, ZoneRule};
use hemma_core::verdict::Scope;
use std::time::Duration;

use crate::dyndns2::{A_DAY, FIVE_MINUTES, HALF_AN_HOUR, Reach, Sense, WORDS, Word, old_wait};

/// Longest URL we send: 6 kB is what the vendor's own No-IP client stays below.
pub(crate) const LONGEST_URL: u32 = 6000;

/// One service's way of being asked, and of answering.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Dialect {
    /// What is asked; `None`: the person gives the address, or the whole template.
    pub(crate) template: Option<&'static str>,
    /// What is asked for an IPv6 address alone, if it is asked elsewhere or otherwise.
    pub(crate) template_ipv6: Option<&'static str>,
    /// What is asked where the profile names a zone.
    pub(crate) template_in_zone: Option<&'static str>,
    /// Added to put a name into the service's offline mode.
    pub(crate) offline: Option<&'static str>,
    /// Which addresses it takes.
    pub(crate) families: Families,
    /// What a request says of an IPv4 address that is not to change.
    pub(crate) absent_ipv4: Absent,
    /// The same for IPv6.
    pub(crate) absent_ipv6: Absent,
    /// It stores the address of the connection, whatever the request says, so the connection must be of that family.
    pub(crate) takes_connection: bool,
    /// The most names in one request, if there is a limit; 1: no list.
    pub(crate) most_names: Option<u32>,
    /// The login stands for one name, and the name is not sent.
    pub(crate) one_name: bool,
    /// Where names lie.
    pub(crate) zone: Zone,
    /// Names that look like hostnames and stand for many.
    pub(crate) group_names: &'static [&'static str],
    /// Who logs in.
    pub(crate) login: Login,
    /// How it answers.
    pub(crate) style: Style,
    /// Words with another meaning or reach than in the common table.
    pub(crate) words: &'static [(&'static str, Word)],
    /// HTTP statuses with a meaning of their own, where no word says more.
    pub(crate) statuses: &'static [(u16, Word)],
    /// HTTP 401 means a refused login whatever the body says.
    pub(crate) unauthorized_is_final: bool,
    /// A refused name with no success beside it stops the whole profile.
    pub(crate) lone_refusal_binds_profile: bool,
    /// How far "everyone at that service" reaches.
    pub(crate) everyone: Scope,
    /// The least wait after `wNN`.
    pub(crate) least_old_wait: Duration,
    /// The least distance between two updates of one record.
    pub(crate) min_interval: Duration,
    /// The gap between two requests to the service.
    pub(crate) request_gap: Duration,
    /// Send the same address again after this long.
    pub(crate) refresh_after: Option<Duration>,
    /// The port on which it also listens in clear text, if a person may choose that.
    pub(crate) clear_text_port: Option<u16>,
    /// A line names every address that was stored, so that one it does not name was not. Elsewhere a success for a name is
    /// one for everything that was sent (`dyndns2-services.md` §1).
    pub(crate) names_every_address: bool,
    /// It blocks programs that name nobody to write to.
    pub(crate) wants_contact: bool,
}

/// Which addresses a service takes, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Families {
    /// Only IPv4.
    Ipv4Only,
    /// Both, each in a request of its own.
    Apart,
    /// Both, in one request.
    Together,
}

/// What becomes of an address that a request leaves out, and what the request says about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Absent {
    /// Nothing; nothing is said.
    LeftAlone,
    /// Nothing, when the request says this.
    Say(&'static str),
    /// Nobody says. Nothing is said, and a name that keeps both sends both.
    Unsure,
    /// It is lost. No request leaves without it.
    Lost,
}

/// Where the names of a service lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Zone {
    /// Anywhere; the service finds them.
    Anywhere,
    /// All under this one; the service is asked for labels.
    Fixed(&'static str),
    /// The person may name the zone.
    Optional,
    /// The person must name the zone.
    Required,
}

/// Who logs in, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Login {
    /// HTTP Basic with user name and secret of the profile.
    User,
    /// As `User`; a colon in the user name is sent as `%3A` and a `#` as `%23` (No-IP's own client does so for group
    /// credentials).
    UserEncoded,
    /// HTTP Basic with the name itself and the secret of its record.
    Name,
    /// `Authorization: <this> <secret>`.
    Scheme(&'static str),
    /// The profile's secret stands in the template.
    InUrl,
    /// The record's own secret stands in the template.
    InUrlOfRecord,
    /// As the person wrote it.
    Own,
}

/// How a service answers.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Style {
    /// A word per name.
    Dyndns2,
    /// `OK` or `KO`, then addresses, then `UPDATED` or `NOCHANGE`, a line each (DuckDNS).
    OkKo,
    /// These statuses are successes; the body is not read. Empty: every 2xx.
    Status(&'static [u16]),
    /// The first line holds one of these.
    Phrases(&'static [Phrase]),
    /// Some line holds one of these; markup around it is nothing.
    PhrasesAnywhere(&'static [Phrase]),
    /// XML with `<ErrCount>` (Namecheap).
    ErrCount,
    /// A tag with a `CODE` (ZoneEdit): `SUCCESS 200` and the like.
    Codes(&'static [(&'static str, Word)]),
    /// As the person wrote it.
    Own,
}

/// Some words of a line, and what they mean.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Phrase {
    pub(crate) place: Place,
    pub(crate) text: &'static str,
    pub(crate) word: Word,
    /// Behind which words the stored address stands, if it is told.
    pub(crate) address_after: Option<&'static str>,
}

/// Where in a line a phrase stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// The line begins with it, and a word ends there.
    Begins,
    /// The line ends with it.
    Ends,
}

impl Phrase {
    pub(crate) const fn begins(text: &'static str, word: Word) -> Self {
        Self {
            place: Place::Begins,
            text,
            word,
            address_after: None,
        }
    }

    pub(crate) const fn ends(text: &'static str, word: Word) -> Self {
        Self {
            place: Place::Ends,
            ..Self::begins(text, word)
        }
    }

    pub(crate) const fn address_after(self, text: &'static str) -> Self {
        Self {
            address_after: Some(text),
            ..self
        }
    }
}

impl Dialect {
    /// dyndns2 as Dyn wrote it down, one family per request, for services whose rows add nothing.
    pub(crate) const PLAIN: Self = Self {
        template: None,
        template_ipv6: None,
        template_in_zone: None,
        offline: None,
        families: Families::Apart,
        absent_ipv4: Absent::LeftAlone,
        absent_ipv6: Absent::LeftAlone,
        takes_connection: false,
        most_names: Some(1),
        one_name: false,
        zone: Zone::Anywhere,
        group_names: &[],
        login: Login::User,
        style: Style::Dyndns2,
        words: &[],
        statuses: &[],
        unauthorized_is_final: false,
        lone_refusal_binds_profile: false,
        everyone: Scope::Service,
        least_old_wait: Duration::ZERO,
        min_interval: FIVE_MINUTES,
        request_gap: Duration::from_secs(1),
        refresh_after: None,
        clear_text_port: None,
        names_every_address: false,
        wants_contact: false,
    };

    /// Returns what the scheduler must know.
    pub(crate) fn rules(&self) -> ServiceRules {
        let own = self.login == Login::Own;
        ServiceRules {
            batch: match self.most_names {
                Some(1) => BatchRules::Single,
                most => BatchRules::List {
                    most,
                    longest_url: LONGEST_URL,
                },
            },
            families_together: self.families == Families::Together,
            ipv4: true,
            ipv6: self.families != Families::Ipv4Only,
            min_interval: self.min_interval,
            // Five minutes are our own manners, which a person may shorten; anything else was asked for.
            min_interval_forced: if self.min_interval > FIVE_MINUTES {
                self.min_interval
            } else {
                Duration::from_secs(60)
            },
            request_gap: self.request_gap,
            // "One touch every 28 days is accepted" (Dyn), and hardly anybody here demands one.
            refresh_after: self.refresh_after,
            nochg_limit: 3,
            retry: RetryRules {
                first: HALF_AN_HOUR,
                most: A_DAY,
            },
            needs_username: matches!(self.login, Login::User | Login::UserEncoded),
            needs_endpoint: self.template.is_none() && !own,
            secret_per_record: matches!(self.login, Login::Name | Login::InUrlOfRecord),
            omitted_ipv4: self.absent(Family::Ipv4).omitted(),
            omitted_ipv6: self.absent(Family::Ipv6).omitted(),
            zone: match self.zone {
                Zone::Anywhere | Zone::Fixed(_) => ZoneRule::None,
                Zone::Optional => ZoneRule::Optional,
                Zone::Required => ZoneRule::Required,
            },
            group_names: self.group_names,
            home_zone: match self.zone {
                Zone::Fixed(zone) => Some(zone),
                Zone::Anywhere | Zone::Optional | Zone::Required => None,
            },
            one_name: self.one_name,
            custom: own,
            offline: self.offline.is_some(),
            clear_text_port: self.clear_text_port,
            ..ServiceRules::PLAIN
        }
    }

    /// Returns what becomes of an address of `family` that is left out.
    pub(crate) fn absent(&self, family: Family) -> Absent {
        match family {
            Family::Ipv4 => self.absent_ipv4,
            Family::Ipv6 => self.absent_ipv6,
        }
    }

    /// Returns the word that begins a line, and how many of its tokens it takes.
    pub(crate) fn word(&self, tokens: &[&str]) -> Option<(Word, usize)> {
        let first = tokens.first()?.to_ascii_lowercase();
        if let Some(second) = tokens.get(1) {
            let both = format!("{first} {}", second.to_ascii_lowercase());
            if let Some(word) = self.listed(&both) {
                return Some((word, 2));
            }
        }
        self.listed(&first)
            .or_else(|| {
                old_wait(&first).map(|wait| {
                    let wait = wait.max(self.least_old_wait);
                    Word::new(Sense::TooSoon(wait), Reach::Name)
                })
            })
            .map(|word| (word, 1))
    }

    /// Returns what a listed word means to this service.
    pub(crate) fn listed(&self, text: &str) -> Option<Word> {
        self.words
            .iter()
            .chain(WORDS)
            .find(|(listed, _)| *listed == text)
            .map(|(_, word)| *word)
    }

    /// Returns what an HTTP status means to this service alone.
    pub(crate) fn status(&self, status: u16) -> Option<Word> {
        self.statuses
            .iter()
            .find(|(listed, _)| *listed == status)
            .map(|(_, word)| *word)
    }
}

impl Absent {
    fn omitted(self) -> Omitted {
        match self {
            Self::LeftAlone | Self::Say(_) => Omitted::LeftAlone,
            Self::Unsure => Omitted::Unsure,
            Self::Lost => Omitted::Lost,
        }
    }
}
