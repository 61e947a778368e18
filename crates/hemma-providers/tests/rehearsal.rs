//! What would be sent, shown without secrets; and advice.

mod support;

use hemma_core::scheduler::Change;
use hemma_core::settings::{NameEntryDraft, Profile, ProfileDraft, ZoneRule};
use hemma_providers::exchange::Step;
use hemma_providers::rehearsal::{Advice, RehearsedRequest, advice, rehearse};
use hemma_providers::{CannotSpeak, ClientIdentity, catalog, exchange_for};
use support::{change, checked_profile, identity, profile, secrets};

/// Both families of one name, as far as a service keeps them.
fn changes(profile: &Profile) -> Vec<Change> {
    ["203.0.113.45", "2001:db8:1::45"]
        .map(|address| change("nas.example.net", address))
        .into_iter()
        .filter(|change| profile.rules.offers(change.record.family))
        .collect()
}

fn endpoint(service: &str) -> Option<&'static str> {
    (service == "dyndns2").then_some("https://ddns.example/nic/update")
}

#[test]
fn f37_a_rehearsal_is_what_would_be_sent_without_its_secrets() {
    let secret = "hunter2/secret+Ä";
    for card in catalog::services() {
        // A header cannot carry everything.
        let secret = if card.id == "desec" {
            "hunter2secret"
        } else {
            secret
        };
        let profile = profile(card.id, Some("me"), endpoint(card.id));
        let changes = changes(&profile);
        let rehearsed = rehearse(&profile, &changes, &identity()).expect(card.id);
        let secrets = secrets(&profile, &changes, secret);
        let mut exchange = exchange_for(&profile, &secrets, &changes, &identity()).expect(card.id);
        let planned = exchange.planned();
        assert_eq!(rehearsed.len(), planned.len(), "{}", card.id);
        let Step::Send(first) = exchange.begin() else {
            panic!("{} sends something", card.id);
        };
        assert_eq!(exchange.planned().len(), planned.len(), "{}", card.id);
        assert_eq!(first.url(), planned[0].url());
        for (shown, real) in rehearsed.iter().zip(&planned) {
            assert_eq!(shown.method, real.method().as_str());
            assert_eq!(shown.headers.len(), real.headers().len());
            for (name, value) in real.headers() {
                let header = shown.headers.iter().find(|h| h.name == name.as_str());
                let header = header.expect("every header is shown");
                if value.is_sensitive() {
                    assert!(header.value.ends_with('…'), "{header:?}");
                } else {
                    assert_eq!(header.value.as_bytes(), value.as_bytes());
                }
            }
            assert_masked_only_where_the_secret_is(card.id, &shown.url, real.url().as_str());
            no_secret(shown, "hunter2");
            no_secret(shown, "stand-in");
        }
    }
}

/// Every `…` stands for something of the real address, and nothing else differs.
fn assert_masked_only_where_the_secret_is(service: &str, shown: &str, real: &str) {
    let mut rest = real;
    let mut parts = shown.split('…');
    let first = parts.next().expect("a beginning");
    rest = rest
        .strip_prefix(first)
        .unwrap_or_else(|| panic!("{service}: {shown}"));
    for part in parts {
        let at = rest
            .find(part)
            .unwrap_or_else(|| panic!("{service}: {shown}"));
        assert!(at > 0 || part.is_empty(), "{service}: {shown}");
        rest = &rest[at + part.len()..];
    }
}

fn no_secret(shown: &RehearsedRequest, secret: &str) {
    let all = format!("{shown:?}");
    assert!(!all.contains(secret), "{all}");
    use base64::Engine as _;
    for start in ["me:", "nas.example.net:"] {
        let basic = base64::engine::general_purpose::STANDARD.encode(format!("{start}{secret}"));
        assert!(!all.contains(&basic[..basic.len() - 4]), "{all}");
    }
}

/// The name as services write it: whole, or its label beside the zone.
fn names_a_host(shown: &[RehearsedRequest], host: &str) -> bool {
    let label = host.split('.').next().expect("a label");
    shown.iter().any(|request| {
        let (_, rest) = request.url.split_once("://").expect("a scheme");
        let (_, path) = rest.split_once('/').expect("a path");
        let login = |name: &str| request.headers.iter().any(|header| header.value == name);
        path.contains(label) || request.body.contains(label) || login(host)
    })
}

#[test]
fn f22_what_will_move_is_shown_before_the_first_send_and_no_name_is_left_to_the_credential() {
    for card in catalog::services() {
        let profile = profile(card.id, Some("me"), endpoint(card.id));
        let zone = profile.rules.home_zone.unwrap_or("example.net");
        let host = format!("nas.{zone}");
        let changes: Vec<_> = changes(&profile)
            .iter()
            .map(|of| change(&host, &of.address.ip().to_string()))
            .collect();
        let shown = rehearse(&profile, &changes, &identity()).expect(card.id);
        // Here the credential is of one record or name, which is all that it can move.
        let one_record = profile.rules.secret_per_record || profile.rules.one_name;
        assert!(
            one_record || names_a_host(&shown, &host),
            "{}: {shown:?}",
            card.id
        );
    }
    // A group moves as one, and is shown as what it is; beside it nothing but the names that are kept.
    let profile = profile("noip", Some("rv7sc9a"), None);
    let names = ["group1", "all.ddnskey.com", "nas.example.net"];
    let changes = names.map(|name| change(name, "203.0.113.45"));
    let shown = rehearse(&profile, &changes, &identity()).expect("a rehearsal");
    let [request] = shown.as_slice() else {
        panic!("{shown:?}");
    };
    let query = request.url.split_once('?').expect("a query").1;
    assert_eq!(
        query,
        "hostname=group1,all.ddnskey.com,nas.example.net&myip=203.0.113.45"
    );
}

#[test]
fn a_custom_request_is_shown_before_it_is_ever_sent() {
    let profile = checked_profile(ProfileDraft {
        id: Some("p".to_owned()),
        service: Some("custom".to_owned()),
        username: Some("me".to_owned()),
        template: Some(
            "https://ddns.example:444/{username}/{token}/set?host={hostname}&ip={ips}&system=a"
                .to_owned(),
        ),
        method: Some("POST".to_owned()),
        auth: Some("bearer".to_owned()),
        ..ProfileDraft::default()
    });
    let shown = rehearse(&profile, &changes(&profile), &identity()).expect("a rehearsal");
    let [request] = shown.as_slice() else {
        panic!("{shown:?}");
    };
    assert_eq!(
        request.url,
        "https://ddns.example:444/me/…/set?host=nas.example.net&ip=203.0.113.45,2001:db8:1::45&system=a"
    );
    assert_eq!(
        (request.method.as_str(), request.body.as_str()),
        ("POST", "")
    );
    let headers: Vec<String> = request
        .headers
        .iter()
        .map(|header| format!("{}: {}", header.name, header.value))
        .collect();
    assert_eq!(
        headers,
        [
            "accept: text/plain",
            "authorization: Bearer …",
            "user-agent: Hemma Hemma/Debian12-0.1.0 maintainer@hemma.example",
        ]
    );
}

#[test]
fn a_custom_body_is_shown_with_its_secret_masked_and_every_byte_of_it_is_encoded() {
    let profile = checked_profile(ProfileDraft {
        id: Some("p".to_owned()),
        service: Some("custom".to_owned()),
        username: Some("a&b=\"c\\".to_owned()),
        template: Some("https://ddns.example/set".to_owned()),
        method: Some("POST".to_owned()),
        body: Some("u={username}&t={token}&h={hostname}&i={ips}".to_owned()),
        ..ProfileDraft::default()
    });
    let shown = rehearse(&profile, &changes(&profile), &identity()).expect("a rehearsal");
    assert_eq!(
        shown[0].body,
        "u=a%26b%3D%22c%5C&t=…&h=nas.example.net&i=203.0.113.45%2C2001%3Adb8%3A1%3A%3A45"
    );
    let kind = "application/x-www-form-urlencoded";
    let mut headers = shown[0].headers.iter();
    assert!(headers.any(|header| header.name == "content-type" && header.value == kind));

    let secret = r#"q"\q&"#;
    let changes = changes(&profile);
    let secrets = secrets(&profile, &changes, secret);
    let exchange = exchange_for(&profile, &secrets, &changes, &identity()).expect("an exchange");
    let request = &exchange.planned()[0];
    let body = String::from_utf8(request.body().to_vec()).expect("text");
    assert!(body.contains("&t=q%22%5Cq%26&"), "{body}");
    let told = format!(
        "{request:?} {} {}",
        request.describe(),
        request.shown_body()
    );
    assert!(!told.contains(secret) && !told.contains("q%22"), "{told}");
}

#[test]
fn values_are_encoded_so_that_a_name_cannot_add_a_parameter() {
    let profile = checked_profile(ProfileDraft {
        id: Some("p".to_owned()),
        service: Some("custom".to_owned()),
        username: Some("a&b=c/../{token}%41".to_owned()),
        template: Some(
            "https://ddns.example/{username}?u={username}&h={hostname}&i={ip}".to_owned(),
        ),
        ..ProfileDraft::default()
    });
    let shown = rehearse(&profile, &changes(&profile)[..1], &identity()).expect("a rehearsal");
    let encoded = "a%26b%3Dc%2F..%2F%7Btoken%7D%2541";
    assert_eq!(
        shown[0].url,
        format!("https://ddns.example/{encoded}?u={encoded}&h=nas.example.net&i=203.0.113.45")
    );
}

#[test]
fn the_connection_has_the_family_whose_address_is_meant() {
    for card in catalog::services() {
        let profile = profile(card.id, Some("me"), endpoint(card.id));
        let changes = changes(&profile);
        let secrets = secrets(&profile, &changes, "secret");
        let exchange = exchange_for(&profile, &secrets, &changes, &identity()).expect(card.id);
        let over: Vec<_> = exchange
            .planned()
            .iter()
            .map(|request| request.over())
            .collect();
        let takes_connection = ["dyfi", "cloudns", "freedns"].contains(&card.id);
        for (over, change) in over.iter().zip(&changes) {
            let expected = takes_connection.then_some(change.record.family);
            assert_eq!(*over, expected, "{}", card.id);
        }
    }
}

#[test]
fn a_release_without_a_contact_does_not_write_to_noip() {
    let identity = |contact: &str, released: bool| ClientIdentity {
        contact: contact.to_owned(),
        released,
        ..identity()
    };
    let changes = [change("nas.example.net", "203.0.113.45")];
    let say = |service: &str, endpoint: Option<&str>, identity: &ClientIdentity| {
        let profile = profile(service, Some("me"), endpoint);
        let secrets = secrets(&profile, &changes, "secret");
        exchange_for(&profile, &secrets, &changes, identity)
            .map(|_| ())
            .err()
    };
    let refused = Some(CannotSpeak::ContactMissing);
    for contact in [
        "maintainer@hemma.example",
        "maintainer",
        "@",
        "me@example.com",
        "",
    ] {
        let nobody = identity(contact, true);
        assert_eq!(say("noip", None, &nobody), refused, "{contact:?}");
        // The sandbox, for the bench and the demo.
        for here in [
            "https://127.0.0.1:4433/nic/update",
            "https://[::1]/",
            "https://localhost/",
        ] {
            assert_eq!(say("noip", Some(here), &nobody), None, "{here}");
        }
        for there in [
            "https://127.0.0.1.example/",
            "https://192.0.2.1/",
            "https://localhost.example/",
        ] {
            assert_eq!(say("noip", Some(there), &nobody), refused, "{there}");
        }
        // Only the service that asks for a contact is kept from this program; a debug build is its maintainer's own.
        assert_eq!(say("ovh", None, &nobody), None);
        assert_eq!(say("noip", None, &identity(contact, false)), None);
    }
    assert_eq!(say("noip", None, &identity("ddns@hemma.se", true)), None);
    let own = ClientIdentity::hemma("Debian12", "0.1.0");
    assert_eq!(own.released, !cfg!(debug_assertions));
}

#[test]
fn advice_names_what_is_risky_and_nothing_else() {
    let of = |draft: ProfileDraft| {
        advice(&checked_profile(ProfileDraft {
            id: Some("p".to_owned()),
            ..draft
        }))
    };
    let noip = |username: &str| ProfileDraft {
        service: Some("noip".to_owned()),
        username: Some(username.to_owned()),
        ..ProfileDraft::default()
    };
    assert_eq!(of(noip("rv7sc9a")), []);
    assert_eq!(of(noip("me@example.com")), [Advice::AccountLogin]);
    let all = ProfileDraft {
        clear_text_port: Some(true),
        name: vec![NameEntryDraft {
            name: Some("nas.example.net".to_owned()),
            offline: Some(true),
            ..NameEntryDraft::default()
        }],
        ..noip("me@example.com")
    };
    assert_eq!(
        of(all),
        [
            Advice::AccountLogin,
            Advice::ClearText,
            Advice::OfflineIsPaid
        ]
    );
    let ovh = ProfileDraft {
        service: Some("ovh".to_owned()),
        ..noip("me@example.com")
    };
    assert_eq!(of(ovh), []);
    let custom = ProfileDraft {
        service: Some("custom".to_owned()),
        template: Some("https://ddns.example/{token}".to_owned()),
        ..ProfileDraft::default()
    };
    assert_eq!(
        of(custom),
        [Advice::SecretInAddress, Advice::NoAddressInTemplate]
    );
}

#[test]
fn every_row_is_of_one_piece() {
    let mut ids = std::collections::BTreeSet::new();
    for card in catalog::services() {
        let rules = card.rules();
        assert!(ids.insert(card.id), "{} is there once", card.id);
        assert!(rules.ipv4 || rules.ipv6);
        assert!(
            rules.min_interval_forced <= rules.min_interval,
            "{}",
            card.id
        );
        assert!(
            !rules.needs_endpoint || card.endpoint().is_none(),
            "{}",
            card.id
        );
        assert_eq!(
            card.help_domain.is_empty(),
            ["dyndns2", "custom"].contains(&card.id)
        );
        if rules.zone == ZoneRule::Required {
            assert!(
                !rules.families_together || rules.batch == hemma_core::settings::BatchRules::Single
            );
        }
        let needs_both = card.notes.contains(&catalog::Note::BothFamiliesNeeded);
        let lost = rules.omitted_ipv6 == hemma_core::settings::Omitted::Lost;
        assert_eq!(
            needs_both, lost,
            "{}: the note tells what the rule does",
            card.id
        );
    }
    // Every service of `dyndns2-services.md` §2 that HTTP can reach, but Google's, which is gone.
    for id in [
        "hostup",
        "noip",
        "dyn",
        "desec",
        "dynu",
        "he",
        "tunnelbroker",
        "ovh",
        "strato",
        "loopia",
        "dyfi",
        "duckdns",
        "freedns",
        "freedns-nic",
        "namecheap",
        "cloudns",
        "domeneshop",
        "spdyn",
        "inwx",
        "selfhost",
        "nsupdate",
        "dynv6",
        "ddnss",
        "infomaniak",
        "simply",
        "dnsomatic",
        "zoneedit",
        "easydns",
        "keysystems",
        "ipv64",
        "dyndns2",
        "custom",
    ] {
        assert!(ids.remove(id), "{id}");
    }
    assert!(ids.is_empty(), "{ids:?}");
}
