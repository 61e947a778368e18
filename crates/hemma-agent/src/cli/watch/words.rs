//! What `watch` says, in English and Swedish side by side. Every match is exhaustive.

use std::net::Ipv4Addr;
use std::time::Duration;

use hemma_core::router::RouterProblem;
use hemma_engine::words::{Lang, Voice};
use hemma_net::router::RouterNews;
use hemma_net::watch::{AddressStir, Stir};

/// Formats one sentence in the voice's language.
macro_rules! say {
    ($voice:expr, $en:literal, $sv:literal $(,)?) => {
        match $voice.lang() {
            Lang::En => format!($en),
            Lang::Sv => format!($sv),
        }
    };
}

/// One line.
pub(super) enum Line<'a> {
    /// The first one.
    Begin,
    /// The system said something.
    System(&'a Stir),
    /// The router, or what is done towards it.
    Router(RouterNews),
    /// The machine slept.
    Slept(Duration),
    /// The router is listened to.
    Listening,
    /// It is not, because there is no network.
    Offline,
    /// It is not, because the settings say so.
    SwitchedOff,
    /// It is not, because this network is not home.
    NotHome,
}

/// Returns the line without its time.
pub(super) fn say(voice: &Voice, line: &Line<'_>) -> String {
    match line {
        Line::Begin => say!(
            voice,
            "Watching the system and the router. Ctrl-C ends.",
            "Bevakar systemet och routern. Ctrl-C avslutar."
        ),
        Line::System(stir) => system(voice, stir),
        Line::Router(news) => router(voice, *news),
        Line::Slept(span) => {
            let seconds = span.as_secs();
            say!(
                voice,
                "the computer slept for {seconds} s",
                "datorn sov i {seconds} s"
            )
        }
        Line::Listening => say!(voice, "listening to the router", "lyssnar på routern"),
        Line::Offline => say!(
            voice,
            "no way out: the router is left alone",
            "ingen väg ut: routern lämnas i fred"
        ),
        Line::SwitchedOff => say!(
            voice,
            "the settings say that the router is left alone (detection.router = false)",
            "inställningarna säger att routern lämnas i fred (detection.router = false)"
        ),
        Line::NotHome => say!(
            voice,
            "this network is not a home network: its router is left alone (--everywhere listens anyway)",
            "det här nätet är inget hemnät: routern lämnas i fred (--everywhere lyssnar ändå)"
        ),
    }
}

fn system(voice: &Voice, stir: &Stir) -> String {
    match stir {
        Stir::Link {
            interface,
            up: true,
        } => {
            say!(
                voice,
                "link {interface} is up",
                "länken {interface} är uppe"
            )
        }
        Stir::Link {
            interface,
            up: false,
        } => {
            say!(
                voice,
                "link {interface} is down",
                "länken {interface} är nere"
            )
        }
        Stir::Address {
            interface,
            address,
            stir,
        } => {
            let what = address_stir(voice, *stir);
            say!(
                voice,
                "address {address} on {interface} {what}",
                "adressen {address} på {interface} {what}"
            )
        }
        Stir::Route {
            interface,
            router,
            there,
        } => {
            let by = router.map_or_else(String::new, |router| {
                say!(voice, " by {router}", " via {router}")
            });
            if *there {
                say!(
                    voice,
                    "default route{by} on {interface} came",
                    "standardväg{by} på {interface} kom till"
                )
            } else {
                say!(
                    voice,
                    "default route{by} on {interface} went",
                    "standardväg{by} på {interface} försvann"
                )
            }
        }
        Stir::WayOut { family, from } => {
            let family = voice.family(*family);
            match from {
                Some(from) => say!(
                    voice,
                    "the way out over {family} begins at {from}",
                    "vägen ut över {family} börjar vid {from}"
                ),
                None => say!(
                    voice,
                    "there is no way out over {family}",
                    "det finns ingen väg ut över {family}"
                ),
            }
        }
    }
}

fn address_stir(voice: &Voice, stir: AddressStir) -> String {
    match stir {
        AddressStir::Came {
            tentative: true, ..
        } => say!(
            voice,
            "came; the system asks whether somebody else has it",
            "kom till; systemet frågar om någon annan har den"
        ),
        AddressStir::Came {
            temporary: true, ..
        } => {
            say!(voice, "came; a temporary one", "kom till; en tillfällig")
        }
        AddressStir::Came { .. } => say!(voice, "came", "kom till"),
        AddressStir::Gone => say!(voice, "went", "försvann"),
        AddressStir::Ready => say!(voice, "is ready", "är klar"),
        AddressStir::Duplicated => say!(
            voice,
            "cannot be used: somebody else has it",
            "kan inte användas: någon annan har den"
        ),
        AddressStir::Deprecated => say!(
            voice,
            "will not be used for anything new",
            "används inte till något nytt"
        ),
        AddressStir::Preferred => say!(voice, "is preferred again", "föredras igen"),
    }
}

fn router(voice: &Voice, news: RouterNews) -> String {
    match news {
        RouterNews::Gateway(Some(gateway)) => {
            say!(voice, "router: {gateway}", "router: {gateway}")
        }
        RouterNews::Gateway(None) => say!(
            voice,
            "router: none that may be asked",
            "router: ingen som får tillfrågas"
        ),
        RouterNews::Listening(true) => say!(
            voice,
            "router: listening for its announcements (NAT-PMP)",
            "router: lyssnar efter dess meddelanden (NAT-PMP)"
        ),
        RouterNews::Listening(false) => say!(
            voice,
            "router: its announcements cannot be heard on this computer",
            "router: dess meddelanden kan inte höras på den här datorn"
        ),
        RouterNews::NatPmp { address, epoch } => {
            let told = told(voice, address);
            let epoch = epoch.map_or_else(String::new, |epoch| self::epoch(voice, epoch));
            say!(
                voice,
                "router, asked over NAT-PMP: {told}{epoch}",
                "router, tillfrågad över NAT-PMP: {told}{epoch}"
            )
        }
        RouterNews::Upnp { address } => {
            let told = told(voice, address);
            say!(
                voice,
                "router, asked over UPnP: {told}",
                "router, tillfrågad över UPnP: {told}"
            )
        }
        RouterNews::Announced { address, epoch } => {
            let (told, epoch) = (told(voice, address), self::epoch(voice, epoch));
            say!(
                voice,
                "router announces over NAT-PMP: {told}{epoch}",
                "routern meddelar över NAT-PMP: {told}{epoch}"
            )
        }
        RouterNews::AnnouncedRestart => say!(
            voice,
            "router announces over PCP that it began anew",
            "routern meddelar över PCP att den börjat om"
        ),
        RouterNews::Restarted => say!(
            voice,
            "router: its clock says that it began anew",
            "router: dess klocka säger att den börjat om"
        ),
        RouterNews::Subscribed { lasts } => {
            let minutes = lasts.as_secs() / 60;
            say!(
                voice,
                "router: it will report changes over UPnP for {minutes} min",
                "router: den rapporterar ändringar över UPnP i {minutes} min"
            )
        }
        RouterNews::NotSubscribed { problem } => {
            let why = voice.router_problem(problem);
            say!(
                voice,
                "router: no reports over UPnP: {why}",
                "router: inga rapporter över UPnP: {why}"
            )
        }
        RouterNews::Unsubscribed => say!(
            voice,
            "router: it need not report any more",
            "router: den behöver inte rapportera längre"
        ),
        RouterNews::Reported { seq, address } => {
            let told = address.map_or_else(
                || say!(voice, "nothing about the address", "inget om adressen"),
                |address| told(voice, address),
            );
            say!(
                voice,
                "router reports over UPnP (number {seq}): {told}",
                "routern rapporterar över UPnP (nummer {seq}): {told}"
            )
        }
        RouterNews::Missed => say!(
            voice,
            "router: a report was lost on the way",
            "router: en rapport gick förlorad på vägen"
        ),
        RouterNews::BadAnnouncement => say!(
            voice,
            "router: an announcement that made no sense was ignored",
            "router: ett obegripligt meddelande ignorerades"
        ),
        RouterNews::BadReport(status) => say!(
            voice,
            "router: a report that is not ours or made no sense was refused ({status})",
            "router: en rapport som inte är vår eller var obegriplig avvisades ({status})"
        ),
        RouterNews::Stranger => say!(
            voice,
            "somebody who is not the router spoke in its place and was ignored",
            "någon som inte är routern talade i dess ställe och ignorerades"
        ),
    }
}

fn told(voice: &Voice, address: Result<Ipv4Addr, RouterProblem>) -> String {
    match address {
        Ok(address) => address.to_string(),
        Err(problem) => {
            let why = voice.router_problem(problem);
            say!(voice, "no address, {why}", "ingen adress, {why}")
        }
    }
}

fn epoch(voice: &Voice, seconds: u32) -> String {
    say!(voice, " (up {seconds} s)", " (uppe {seconds} s)")
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::tz::TimeZone;

    #[test]
    fn every_line_differs_between_the_languages_and_is_one_line() {
        let address = Ipv4Addr::new(203, 0, 113, 7);
        let problem = RouterProblem::NoLease;
        let lines = [
            Line::Begin,
            Line::Slept(Duration::from_secs(60)),
            Line::Listening,
            Line::Offline,
            Line::SwitchedOff,
            Line::NotHome,
            Line::Router(RouterNews::Gateway(None)),
            Line::Router(RouterNews::Listening(true)),
            Line::Router(RouterNews::NatPmp {
                address: Ok(address),
                epoch: Some(9),
            }),
            Line::Router(RouterNews::Upnp {
                address: Err(problem),
            }),
            Line::Router(RouterNews::Announced {
                address: Err(problem),
                epoch: 0,
            }),
            Line::Router(RouterNews::Reported {
                seq: 3,
                address: Some(Ok(address)),
            }),
        ];
        let voice = |lang| Voice::new(lang, TimeZone::UTC);
        for line in &lines {
            let both = Lang::ALL.map(|lang| say(&voice(lang), line));
            assert_ne!(both[0], both[1]);
            assert!(
                both.iter()
                    .all(|text| !text.contains('\n') && text.len() > 10)
            );
        }
        let announced = say(&voice(Lang::En), &lines[10]);
        assert_eq!(
            announced,
            "router announces over NAT-PMP: no address, it has none now (up 0 s)"
        );
    }
}
