use super::{holds_none_of, left_out, lines, mistake, read, refused};
use hemma_engine::messages::{ImportFormat, ImportMistake, LeftOutReason as Why};
use hemma_engine::ports::ReadImport;

const SAMPLE: &str = include_str!("../../../tests/fixtures/import/ddns-updater.json");

fn updater(text: &str) -> ReadImport {
    read(ImportFormat::DdnsUpdater, text)
}

fn entry(members: &str) -> ReadImport {
    updater(&format!("{{\"settings\": [{{{members}}}]}}"))
}

#[test]
fn a_file_of_a_house_becomes_profiles_with_their_secrets() {
    let read = updater(SAMPLE);
    assert_eq!(
        lines(&read),
        [
            "noip | me | - | home.example.com ipv4, nas.example.com ipv4 | new=noip-secret",
            "dyn | me | - | example.net, www.example.net | new=dyn-key",
            "infomaniak | info | - | both.example.com ipv4+ipv6 | new=info-secret",
        ]
    );
    assert_eq!(
        left_out(&read),
        [
            (None, "settings[1].ipv6_suffix", Why::Detection),
            (None, "settings[1].ip_version", Why::EitherFamily),
            (None, "settings[1]", Why::WildcardName),
            (None, "settings[2], cloudflare", Why::ServiceNotOffered),
            (None, "settings[5]", Why::UrlForm),
        ]
    );
    holds_none_of(
        &read,
        &[
            "noip-secret",
            "dyn-key",
            "cf-token",
            "info-secret",
            "custom-secret",
        ],
    );
}

#[test]
fn each_services_own_members_are_known() {
    let one = |members: &str| lines(&entry(members)).remove(0);
    assert_eq!(
        one(r#""provider":"duckdns","domain":"a.duckdns.org","token":"tt","ip_version":"ipv4""#),
        "duckdns | - | - | a.duckdns.org ipv4 | new=tt"
    );
    assert_eq!(
        one(r#""provider":"spdyn","domain":"a.spdns.example","token":"tt","ip_version":"ipv6""#),
        "spdyn | a.spdns.example | - | a.spdns.example ipv6 | new=tt"
    );
    assert_eq!(
        one(
            r#""provider":"he","domain":"example.com","owner":"six","password":"kk","ip_version":"ipv6""#
        ),
        "he | - | - | six.example.com ipv6 | new/six.example.com/ipv6=kk"
    );
    let read = entry(
        r#""provider":"namecheap","domain":"example.com","host":"@,www","password":"pp","ip_version":"ipv4""#,
    );
    assert_eq!(
        lines(&read),
        ["namecheap | - | - | example.com ipv4, www.example.com ipv4 | new=pp"]
    );
    assert_eq!(
        read.profiles[0].profile.zone.as_deref(),
        Some("example.com")
    );
}

#[test]
fn what_lacks_something_is_left_out_and_the_rest_is_not() {
    let read = updater(
        r#"{"settings": [
            {"provider": "noip", "username": "me", "password": "zz", "ip_version": "ipv4"},
            {"provider": "noip", "domain": "a.example.com", "username": "me", "ip_version": "ipv4"},
            {"provider": "ovh", "domain": "b.example.com", "mode": "api", "app_key": "kk", "app_secret": "ss"},
            {"provider": "nonsuch", "domain": "c.example.com"},
            "noip",
            {"provider": "noip", "domain": 7, "username": ["me"], "password": {"is": "zz"}},
            {"provider": "noip", "domain": "d.example.com", "username": "me", "password": "zz", "ip_version": "ipv4", "zz-half": 1}
        ]}"#,
    );
    assert_eq!(
        lines(&read),
        ["noip | me | - | d.example.com ipv4 | new=zz"]
    );
    assert_eq!(
        left_out(&read),
        [
            (None, "settings[0].domain", Why::NoNames),
            (None, "settings[1]", Why::NoSecret),
            (None, "settings[2], ovh", Why::ServiceNotOffered),
            (None, "settings[3]", Why::ServiceUnknown),
            (None, "settings[4]", Why::Unknown),
            (None, "settings[5].ip_version", Why::EitherFamily),
            (None, "settings[5].domain", Why::NoNames),
            (None, "settings[6]", Why::Unknown),
        ]
    );
    holds_none_of(&read, &["zz", "kk", "ss\""]);
}

#[test]
fn wrong_json_is_told_with_its_line_and_never_quoted() {
    let wrong = |text: &str| refused(ImportFormat::DdnsUpdater, text);
    assert_eq!(
        wrong("{\n  \"settings\": [\n    {\"password\": \"letmein\" \"x\"}\n  ]\n}"),
        mistake(3, ImportMistake::Json)
    );
    assert_eq!(
        wrong("{\n  \"settings\": [\n    {\"password\": \"letmein\""),
        mistake(3, ImportMistake::JsonEndsEarly)
    );
    assert_eq!(wrong("{}"), mistake(1, ImportMistake::NoSettings));
    assert_eq!(wrong("[]"), mistake(1, ImportMistake::NoSettings));
    assert_eq!(
        wrong("{\"settings\": {}}"),
        mistake(1, ImportMistake::NoSettings)
    );
    let deep = "[".repeat(5000);
    assert_eq!(wrong(&deep), mistake(1, ImportMistake::Json));
}
