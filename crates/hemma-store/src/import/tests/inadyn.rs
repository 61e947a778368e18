use super::{holds_none_of, left_out, lines, mistake, read, refused};
use hemma_engine::messages::{ImportFormat, ImportMistake, LeftOutReason as Why};
use hemma_engine::ports::ReadImport;

const SAMPLE: &str = include_str!("../../../tests/fixtures/import/inadyn.conf");
const SAMPLE_1: &str = include_str!("../../../tests/fixtures/import/inadyn-1.conf");

fn inadyn(text: &str) -> ReadImport {
    read(ImportFormat::Inadyn, text)
}

#[test]
fn a_file_of_version_2_becomes_profiles_with_their_secrets() {
    let read = inadyn(SAMPLE);
    assert_eq!(
        lines(&read),
        [
            "noip | account21 | - | one.example.com, two.example.com | new=secret \"21\" # no comment",
            "noip | account22 | - | three.example.com | new=secret22",
            "loopia | loopia-user | - | example.se | new=loopia-secret",
            "dyndns2 | me | https://dyn.example.org/nic/update | door.example.org | new=mine",
            "namecheap | - | - | example.com, www.example.com, test.example.com | new=mypass",
        ]
    );
    assert_eq!(
        read.profiles[4].profile.zone.as_deref(),
        Some("example.com")
    );
    holds_none_of(
        &read,
        &[
            "no comment",
            "secret22",
            "loopia-secret",
            "mypass",
            "api_token",
        ],
    );
}

#[test]
fn what_version_2_says_beside_is_listed_with_its_line() {
    assert_eq!(
        left_out(&inadyn(SAMPLE)),
        [
            (Some(2), "period", Why::Running),
            (Some(3), "user-agent", Why::Running),
            (Some(4), "allow-ipv6", Why::EitherFamily),
            (Some(9), "checkip-server", Why::Detection),
            (Some(10), "checkip-path", Why::Detection),
            (Some(11), "checkip-ssl", Why::Detection),
            (Some(20), "wildcard", Why::RecordOption),
            (Some(26), "checkip-command", Why::Program),
            (Some(28), "default@cloudflare.com", Why::ServiceNotOffered),
            (Some(32), "ttl", Why::RecordOption),
            (Some(33), "proxied", Why::RecordOption),
            (Some(49), "custom", Why::UrlForm),
        ]
    );
}

#[test]
fn a_file_of_version_1_is_recognised_and_read() {
    let read = inadyn(SAMPLE_1);
    assert_eq!(
        lines(&read),
        [
            "dyn | account | - | my.example.com, other.example.org | new=sec#ret",
            "noip | account2 | - | example.ddns.example | new=secret2",
            "dyndns2 | account3 | https://update.example.net/update | generic.example.net | new=secret3",
        ]
    );
    assert_eq!(
        left_out(&read),
        [
            (Some(1), "background", Why::Running),
            (Some(2), "verbose", Why::Running),
            (Some(3), "period", Why::Running),
            (Some(5), "cache-dir", Why::Running),
            (Some(15), "ssl", Why::PlainHttp),
            (Some(21), "checkip-url", Why::Detection),
        ]
    );
    holds_none_of(&read, &["sec#ret", "secret2", "secret3"]);
}

#[test]
fn quotation_marks_are_read_as_libconfuse_reads_them() {
    let one = |written: &str| {
        let text = format!(
            "provider noip.com {{ username = me password = {written} hostname = h.example.com }}"
        );
        let line = lines(&inadyn(&text)).remove(0);
        line.rsplit_once("new=").unwrap().1.to_owned()
    };
    assert_eq!(one("plain"), "plain");
    assert_eq!(one("http://x"), "http://x");
    assert_eq!(one(r#""a\"b\\c""#), r#"a"b\c"#);
    assert_eq!(one(r#""\x41\102\tz""#), "AB\tz");
    assert_eq!(one(r"'a\'b\n'"), r"a'b\n");
    assert_eq!(one("\"{ } = , # //\""), "{ } = , # //");
    assert_eq!(one("\"over \\\ntwo lines\""), "over two lines");
    assert_eq!(one("ends /* comment */"), "ends");
}

#[test]
fn one_name_with_a_section_for_each_family_is_one_name() {
    let section = |name: &str| {
        format!(
            "provider {name} {{\n username = me\n password = zz\n hostname = both.example.com\n}}\n"
        )
    };
    let read = inadyn(&(section("default@no-ip.com") + &section("ipv6@no-ip.com")));
    assert_eq!(
        lines(&read),
        ["noip | me | - | both.example.com ipv4+ipv6 | new=zz"]
    );
    let again = inadyn(&(section("noip") + &section("default@no-ip.com")));
    assert_eq!(lines(&again).len(), 1);
    assert_eq!(left_out(&again), [(Some(9), "hostname", Why::Twice)]);
}

#[test]
fn a_token_in_the_place_of_a_user_name_is_a_secret() {
    let read = inadyn(
        "provider duckdns.org { username = the-token\n password = noPasswordForDuckdns\n hostname = x.duckdns.org }",
    );
    assert_eq!(
        lines(&read),
        ["duckdns | - | - | x.duckdns.org | new=the-token"]
    );
    holds_none_of(&read, &["the-token"]);
}

#[test]
fn values_that_are_not_in_the_file_are_said_to_be_missing() {
    let read = inadyn(
        "provider noip.com {\n username = me\n password = \"${SECRET}\"\n hostname = h.example.com\n}\n\
         provider loopia.com {\n include(\"/etc/loopia.pw\")\n username = me\n hostname = l.example.com\n}\n\
         provider nonsuch.example {\n username = me\n}\n",
    );
    assert_eq!(read.profiles.len(), 0);
    assert_eq!(
        left_out(&read),
        [
            (Some(3), "password", Why::Environment),
            (Some(7), "include", Why::OtherFile),
            (Some(9), "hostname", Why::NoSecret),
            (Some(11), "provider", Why::ServiceUnknown),
        ]
    );
}

#[test]
fn f37_an_address_with_something_unknown_in_it_may_hold_a_secret_and_is_left_out() {
    let read = inadyn(
        "custom mine {\n ddns-server = dyn.example.org\n ddns-path = \"/u?host=%h&key=letmein\"\n \
         username = me\n password = zz\n hostname = h.example.com\n}\n",
    );
    assert_eq!(read.profiles.len(), 0);
    assert_eq!(left_out(&read), [(Some(1), "custom", Why::UrlForm)]);
    holds_none_of(&read, &["letmein"]);
}

#[test]
fn a_mistake_is_told_with_its_line() {
    let wrong = |text: &str| refused(ImportFormat::Inadyn, text);
    let provider = "provider noip.com {\n username = me\n";
    assert_eq!(wrong(provider), mistake(1, ImportMistake::BraceNotClosed));
    assert_eq!(
        wrong(&format!("{provider}provider loopia.com {{\n}}\n")),
        mistake(1, ImportMistake::BraceNotClosed)
    );
    assert_eq!(
        wrong(&format!("{provider} password = \"zz\n}}\n")),
        mistake(3, ImportMistake::QuoteNotClosed)
    );
    assert_eq!(
        wrong(&format!("{provider} hostname = {{ \"a.example.com\", \n")),
        mistake(3, ImportMistake::BraceNotClosed)
    );
    assert_eq!(
        wrong(&format!("{provider} password\n}}\n")),
        mistake(3, ImportMistake::NotAnOption)
    );
    assert_eq!(
        wrong("period = 300\n}\n"),
        mistake(2, ImportMistake::BraceNotOpened)
    );
    assert_eq!(wrong("period =\n"), mistake(1, ImportMistake::ValueMissing));
    assert_eq!(
        wrong("\n/* never\nends"),
        mistake(2, ImportMistake::CommentNotClosed)
    );
    assert_eq!(
        wrong("system default@no-ip.com\nusername\n"),
        mistake(2, ImportMistake::ValueMissing)
    );
}
