//! The whole copy deck, in both languages, and what the tray makes of a snapshot.
//!
//! `HEMMA_BLESS=1 cargo test -p hemma-engine --test engine words` rewrites `tests/copy-deck.txt`.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use hemma_core::address::Family;
use hemma_core::health::ConditionKind;
use hemma_core::history::Entry;
use hemma_core::ipv6::Ipv6Standing;
use hemma_core::settings::Guard;
use hemma_core::verdict::Refusal;
use hemma_core::whereabouts::AwayReason;
use hemma_engine::messages::{ImportFormat, LeftOut, Overall, QueryError, Snapshot};
use hemma_engine::words::{Lang, Voice};
use jiff::tz::{TimeZone, offset};

use crate::harness::{Running, world};
use crate::home::{home_networks, networks};
use crate::samples::*;
use crate::samples_import::*;
use crate::samples_looks::*;
use crate::samples_services::*;

fn voice(lang: Lang) -> Voice {
    Voice::new(lang, TimeZone::fixed(offset(1)))
}

/// Writes each sentence twice, under a heading.
struct Deck(String);

impl Deck {
    fn part(&mut self, title: &str) {
        writeln!(self.0, "\n== {title} ==").unwrap();
    }

    fn say(&mut self, what: &str, say: impl Fn(&Voice) -> String) {
        writeln!(self.0, "{what}").unwrap();
        for lang in Lang::ALL {
            let name = match lang {
                Lang::En => "en",
                Lang::Sv => "sv",
            };
            writeln!(self.0, "  {name}  {}", say(&voice(lang))).unwrap();
        }
    }
}

/// A sentence without anything to fill in.
type Line = (&'static str, fn(&Voice) -> String);

fn tray_and_notices(deck: &mut Deck) {
    deck.part("Tray menu");
    let lines: [Line; 13] = [
        ("all names", Voice::menu_all_names),
        ("check now", Voice::menu_check_now),
        ("pause for an hour", Voice::menu_pause_hour),
        ("pause until tomorrow", Voice::menu_pause_tomorrow),
        ("pause", Voice::menu_pause),
        ("resume", Voice::menu_resume),
        ("open", Voice::menu_open),
        ("settings", Voice::menu_settings),
        ("quit", Voice::menu_quit),
        ("unlock", Voice::menu_unlock),
        ("password", Voice::menu_password),
        ("mistakes", Voice::menu_show_mistakes),
        ("show", Voice::menu_show),
    ];
    for (what, say) in lines {
        deck.say(what, say);
    }
    deck.say("copy", |voice| voice.menu_copy(Family::Ipv6));
    deck.part("Toasts");
    let names = [
        "a.example.com",
        "b.example.com",
        "c.example.com",
        "d.example.com",
    ]
    .map(|name| name.parse().unwrap());
    let refusal = Refusal::LoginRefused;
    deck.say("stopped", |voice| {
        voice.notice_stopped_title(refusal, "No-IP")
    });
    deck.say("resolved", |voice| voice.notice_resolved_title("No-IP"));
    deck.say("resolved, no service", |voice| {
        voice.notice_resolved_title("")
    });
    for count in 0..=names.len() {
        deck.say(&format!("stopped, {count}"), |voice| {
            voice.notice_stopped(refusal, "No-IP", &names[..count])
        });
        deck.say(&format!("fine, {count}"), |voice| {
            voice.notice_names_fine(&names[..count])
        });
    }
    deck.say("address", |voice| voice.notice_address_title(Family::Ipv4));
    deck.say("-", |voice| {
        voice.notice_address(address("203.0.113.7"), address("203.0.113.8"))
    });
    let lines: [Line; 6] = [
        ("vault", Voice::notice_vault_fine),
        ("settings", Voice::notice_settings_fine),
        ("disk", Voice::notice_disk_fine),
        ("button open", Voice::button_open),
        ("button retry", Voice::button_retry),
        ("button unlock", Voice::button_unlock),
    ];
    for (what, say) in lines {
        deck.say(what, say);
    }
}

fn headlines(deck: &mut Deck, snapshot: &Snapshot) {
    deck.part("The headline");
    let states = [
        Overall::Empty,
        Overall::UpToDate,
        Overall::Working,
        Overall::Waiting,
        Overall::Away,
        Overall::Paused,
        Overall::ActionNeeded,
    ];
    for overall in states {
        let snapshot = Snapshot {
            overall,
            ..snapshot.clone()
        };
        deck.say(&format!("{overall:?}"), |voice| voice.headline(&snapshot));
    }
    for phase in phases() {
        let mut snapshot = snapshot.clone();
        snapshot.names[0].records[0].status.phase = phase.clone();
        for overall in [Overall::Working, Overall::Waiting] {
            snapshot.overall = overall;
            deck.say(&format!("{overall:?}, {phase:?}"), |voice| {
                voice.headline(&snapshot)
            });
        }
    }
}

async fn deck() -> String {
    let world = world();
    let running = Running::new(&world);
    let snapshot = running.until_fine().await;
    running.stop().await;
    let now = at("2026-11-21T13:00:00Z");
    let mut deck = Deck("Every sentence of the engine, in both languages. Made by a test; see tests/engine/words.rs.\n".to_owned());
    headlines(&mut deck, &snapshot);
    deck.part("What only a person can mend: phrase, text, button");
    for refusal in refusals() {
        for service in ["No-IP", "Dyn DNS"] {
            deck.say(&format!("{refusal:?}, {service}"), |voice| {
                voice.refusal_short(refusal, service)
            });
        }
        deck.say("-", |voice| voice.refusal(refusal, "No-IP"));
        deck.say("-", |voice| voice.refusal_button(refusal, "No-IP"));
    }
    deck.part("Conditions: title, text");
    for kind in conditions() {
        deck.say(&format!("{kind:?}"), |voice| {
            voice.condition_title(&kind, &snapshot)
        });
        deck.say("-", |voice| voice.condition(&kind, &snapshot));
    }
    deck.part("The vault: phrase, text");
    for problem in vaults() {
        deck.say(&format!("{problem:?}"), |voice| voice.vault_short(problem));
        deck.say("-", |voice| voice.vault(problem));
    }
    deck.part("Why nothing is changed: text, phrase");
    for reason in held() {
        deck.say(&format!("{reason:?}"), |voice| voice.held(&reason, now));
        deck.say("-", |voice| voice.held_short(&reason));
    }
    deck.part("What would change it");
    for what in would_change() {
        deck.say(&format!("{what:?}"), |voice| voice.would_change(what));
    }
    deck.part("What stood in the way");
    for problem in look_problems() {
        deck.say(&format!("{problem:?}"), |voice| {
            voice.look_problem(&problem)
        });
    }
    deck.part("Not now");
    for reason in laters() {
        deck.say(&format!("{reason:?}"), |voice| {
            voice.later(&reason, "No-IP")
        });
    }
    deck.part("Nobody knows");
    for reason in unclears() {
        deck.say(&format!("{reason:?}"), |voice| {
            voice.unclear(&reason, "No-IP")
        });
    }
    deck.part("What to know before choosing a service");
    for note in notes() {
        deck.say(&format!("{note:?}"), |voice| voice.service_note(note));
    }
    deck.part("What to know about a profile");
    for advice in advices() {
        deck.say(&format!("{advice:?}"), |voice| voice.advice(advice));
    }
    deck.part("Why Hemma waits");
    for reason in reasons() {
        deck.say(&format!("{reason:?}"), |voice| voice.reason(reason));
    }
    deck.part("Where a name stands");
    for phase in phases() {
        deck.say(&format!("{phase:?}"), |voice| voice.phase(&phase, now));
    }
    deck.part("The public address");
    for gate in gates() {
        deck.say(&format!("{:?}", gate.state), |voice| voice.gate(&gate));
    }
    deck.part("Why an IPv6 address is chosen or not");
    for standing in Ipv6Standing::ALL {
        deck.say(&format!("{standing:?}"), |voice| {
            voice.ipv6_standing(standing)
        });
    }
    deck.part("What a service's answer means");
    for answer in answers() {
        deck.say(&format!("{answer:?}"), |voice| voice.answer(&answer));
    }
    deck.part("History");
    for kind in entries() {
        let entry = Entry {
            at: now,
            profile: Some("noip".parse().unwrap()),
            record: None,
            kind,
        };
        deck.say(&format!("{:?}", entry.kind), |voice| voice.entry(&entry));
    }
    deck.part("Mistakes in settings");
    for kind in problems() {
        deck.say(&format!("{kind:?}"), |voice| voice.problem(&kind));
    }
    tray_and_notices(&mut deck);
    deck.part("The command line");
    deck.say("no_agent", Voice::no_agent);
    deck.say("secret_stored", Voice::secret_stored);
    deck.say("done", Voice::done);
    deck.say("would_send", |voice| voice.would_send("203.0.113.8"));
    deck.part("Commands and queries that failed");
    for error in errors() {
        deck.say(&format!("{error:?}"), |voice| voice.command_error(&error));
    }
    imports(&mut deck);
    home(&mut deck, &snapshot);
    deck.part("Troubles of a service's API");
    for trouble in api_troubles() {
        deck.say(&format!("{:?}", trouble.kind), |voice| {
            voice.api_trouble(&trouble)
        });
    }
    let error = QueryError::Disk {
        what: "input/output error".to_owned(),
    };
    deck.say(&format!("{error:?}"), |voice| voice.query_error(&error));
    deck.0
}

fn home(deck: &mut Deck, snapshot: &Snapshot) {
    deck.part("Home networks");
    for reason in [AwayReason::NotAsked, AwayReason::CaptivePortal] {
        let kind = ConditionKind::Away { reason };
        deck.say(&format!("{kind:?}"), |voice| {
            voice.condition_title(&kind, snapshot)
        });
        deck.say("-", |voice| voice.away(reason));
    }
    for network in networks() {
        deck.say("-", |voice| voice.ask_home(Some(&network)));
    }
    for guard in [Guard::Ask, Guard::Networks, Guard::Always] {
        deck.say(&format!("{guard:?}"), |voice| voice.guard(guard));
    }
    for line in home_networks() {
        deck.say("-", |voice| voice.home_line(&line));
    }
    deck.say("home_name", |voice| voice.home_name(&home_networks()));
    deck.say("home_missing", |voice| voice.home_missing("Cabin"));
    let lines: [Line; 6] = [
        ("home_unknown", Voice::home_unknown),
        ("is home", Voice::button_is_home),
        ("not home", Voice::button_not_home),
        ("never moves", Voice::button_never_moves),
        ("tunnel", Voice::menu_tunnel),
        ("portal", Voice::menu_portal),
    ];
    for (what, say) in lines {
        deck.say(what, say);
    }
}

fn imports(deck: &mut Deck) {
    deck.part("Files of other programs");
    let names = ["home.example.com".to_owned(), "nas.example.com".to_owned()];
    deck.say("imported", |voice| voice.imported("No-IP", &names));
    deck.say("kept_already", |voice| voice.kept_already(&names));
    deck.say("import_found", |voice| {
        voice.import_found(ImportFormat::Ddclient, "/etc/ddclient.conf")
    });
    deck.say("import_left_out", Voice::import_left_out);
    deck.say("import_done", Voice::import_done);
    deck.say("import_dry_run", Voice::import_dry_run);
    deck.say("import_nothing", Voice::import_nothing);
    for reason in left_out_reasons() {
        let left = LeftOut {
            line: Some(12),
            what: "word".to_owned(),
            reason,
        };
        deck.say(&format!("{reason:?}"), |voice| voice.left_out(&left));
    }
    for problem in import_problems() {
        deck.say(&format!("{problem:?}"), |voice| {
            voice.import_problem(&problem)
        });
    }
    for error in import_errors() {
        deck.say(&format!("{error:?}"), |voice| voice.command_error(&error));
    }
}

#[tokio::test(start_paused = true)]
async fn the_committed_copy_deck_is_what_hemma_says() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/copy-deck.txt");
    let fresh = deck().await;
    if std::env::var_os("HEMMA_BLESS").is_some_and(|value| value == "1") {
        fs::write(&path, &fresh).unwrap();
        return;
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    let stale: Vec<&str> = fresh
        .lines()
        .filter(|line| !committed.lines().any(|old| old == *line))
        .collect();
    assert!(
        committed == fresh,
        "tests/copy-deck.txt is stale; read the changes in both languages, then run \
         `HEMMA_BLESS=1 cargo test -p hemma-engine --test engine words`\n{}",
        stale.join("\n")
    );
}

#[test]
fn times_have_a_day_only_when_it_is_another_one() {
    let now = at("2026-11-21T13:00:00Z");
    let cases = [
        ("2026-11-21T14:00:00Z", "15:00", "15:00"),
        ("2026-11-21T23:30:00Z", "22 Nov 00:30", "22 nov 00:30"),
        (
            "2027-05-02T06:00:00Z",
            "2 May 2027 07:00",
            "2 maj 2027 07:00",
        ),
    ];
    for (moment, english, swedish) in cases {
        assert_eq!(voice(Lang::En).moment(at(moment), now), english);
        assert_eq!(voice(Lang::Sv).moment(at(moment), now), swedish);
    }
    assert_eq!(voice(Lang::Sv).span_ms(840), "0,8 s");
    assert_eq!(voice(Lang::Sv).span_seconds(3600), "1 timme");
    assert_eq!(voice(Lang::En).span_seconds(59), "59 seconds");
}

#[test]
fn only_swedish_locales_are_swedish() {
    assert_eq!(Lang::of_locale("sv_SE.UTF-8"), Lang::Sv);
    assert_eq!(Lang::of_locale("sv-FI"), Lang::Sv);
    assert_eq!(Lang::of_locale("sve"), Lang::En);
    assert_eq!(Lang::of_locale("C.UTF-8"), Lang::En);
}
