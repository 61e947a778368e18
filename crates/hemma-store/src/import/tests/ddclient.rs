//! The file and the small ones were also read with ddclient's own reader (4.0); names, logins, passwords and servers
//! are what it reads.

use super::{holds_none_of, left_out, lines, mistake, read, refused};
use hemma_engine::messages::{ImportFormat, ImportMistake, LeftOutReason};
use hemma_engine::ports::ReadImport;

const SAMPLE: &str = include_str!("../../../tests/fixtures/import/ddclient.conf");

fn ddclient(text: &str) -> ReadImport {
    read(ImportFormat::Ddclient, text)
}

#[test]
fn a_file_of_a_house_becomes_profiles_with_their_secrets() {
    let read = ddclient(SAMPLE);
    assert_eq!(
        lines(&read),
        [
            "noip | group-user | - | home.example.com ipv4, nas.example.com ipv4 | new=p#ss, word",
            "dyndns2 | o'hara | https://dyn.example.org:8443/update | door.example.org ipv4+ipv6 | \
             new=is#no#comment",
            "dyn | me | - | me.example.net ipv4 | new=key",
            "loopia | loopia-user | - | a.example.se ipv4, b.example.se ipv4 | new=loopia-secret",
            "he | - | - | six.example.com ipv4 | new/six.example.com/ipv4=record-key",
            "dyn | login-of-old | - | he.example.com ipv4 | new=password-of-old",
        ]
    );
    let begin: Vec<_> = read.profiles.iter().map(|one| one.line).collect();
    assert_eq!(begin, [15, 23, 26, 28, 32, 33].map(Some));
}

#[test]
fn what_cannot_be_carried_over_is_listed_with_its_line() {
    use LeftOutReason as Why;
    let read = ddclient(SAMPLE);
    assert_eq!(
        left_out(&read),
        [
            (Some(5), "daemon", Why::Running),
            (Some(6), "syslog", Why::Running),
            (Some(7), "mail", Why::Mail),
            (Some(8), "pid", Why::Running),
            (Some(10), "use", Why::Detection),
            (Some(10), "web", Why::Detection),
            (Some(10), "web-skip", Why::Detection),
            (Some(23), "ifv6", Why::Detection),
            (Some(23), "usev4", Why::Detection),
            (Some(23), "usev6", Why::Detection),
            (Some(28), "usev6", Why::Detection),
            (Some(28), "host", Why::FamilyNotOffered),
            (Some(31), "ttl", Why::RecordOption),
            (Some(31), "zone", Why::RecordOption),
            (Some(31), "protocol=cloudflare", Why::ServiceNotOffered),
        ]
    );
    holds_none_of(
        &read,
        &[
            "p#ss",
            "is#no",
            "cf-token",
            "record-key",
            "password-of-old",
            "loopia-secret",
        ],
    );
}

#[test]
fn a_password_is_read_as_ddclient_reads_it() {
    let marked = |line| (Some(line), "password", LeftOutReason::SecretWithMarks);
    let one = |password: &str| {
        let text = format!("protocol=noip, login=me, password={password} home.example.com\n");
        let read = ddclient(&text);
        let line = lines(&read).remove(0);
        let secret = line.rsplit_once("new=").unwrap().1.to_owned();
        (secret, left_out(&read) == [marked(1)])
    };
    assert_eq!(one("plain"), ("plain".to_owned(), false));
    assert_eq!(one("a#b"), ("a#b".to_owned(), false));
    assert_eq!(one("'a b, # c'"), ("a b, # c".to_owned(), false));
    assert_eq!(one("'it's'"), ("it's".to_owned(), false));
    assert_eq!(one(r"back\slash"), (r"back\slash".to_owned(), false));
    assert_eq!(one("secret,"), ("secret,".to_owned(), true));
    assert_eq!(one("\"quoted\""), ("\"quoted\"".to_owned(), true));
    // Without white space before it, ddclient sends the word "dummy" in its place. What the person wrote is meant.
    let read = ddclient("login=me,password=zz home.example.com\n");
    assert_eq!(
        lines(&read),
        ["dyn | me | - | home.example.com ipv4 | new=zz"]
    );
}

#[test]
fn lines_that_go_on_are_one_and_comments_end_at_their_line() {
    let read = ddclient(
        "protocol=noip, \\ # to be continued\n\
         login=me, \\\n\
         password=zz \\\n\
         home.example.com, \\\n\
         nas.example.com\n",
    );
    // The mark is only one at the end of a line: ddclient cuts the comment first.
    assert_eq!(
        lines(&read),
        ["noip | me | - | home.example.com ipv4, nas.example.com ipv4 | new=zz"]
    );
}

#[test]
fn what_is_said_without_a_name_is_for_all_that_follow() {
    let read = ddclient(
        "protocol=noip\nlogin=first password=one\na.example.com\n\
         login=second\npassword=two\nb.example.com,c.example.com\n",
    );
    assert_eq!(
        lines(&read),
        [
            "noip | first | - | a.example.com ipv4 | new=one",
            "noip | second | - | b.example.com ipv4, c.example.com ipv4 | new=two",
        ]
    );
}

#[test]
fn a_server_decides_whose_service_it_is() {
    let to = |server: &str| {
        let text =
            format!("protocol=dyndns2, server={server}, login=me, password=zz h.example.com\n");
        let read = ddclient(&text);
        lines(&read)
            .first()
            .map(|line| line.split(" | h.").next().unwrap().to_owned())
    };
    let kept = |text: &str| Some(text.to_owned());
    assert_eq!(to("dynupdate.no-ip.com"), kept("noip | me | -"));
    assert_eq!(
        to("https://Updates.DNSomatic.com"),
        kept("dnsomatic | me | -")
    );
    assert_eq!(to("members.dyndns.org:8245"), kept("dyn | me | -"));
    assert_eq!(
        to("https://dyn.example.org:8443/base"),
        kept("dyndns2 | me | https://dyn.example.org:8443/base/nic/update")
    );
    assert_eq!(
        to("http://dyn.example.org:8080"),
        kept("dyndns2 | me | https://dyn.example.org/nic/update")
    );
    assert_eq!(to("domains.google.com"), None);
}

#[test]
fn unencrypted_updates_become_https_and_that_is_said() {
    let read = ddclient("ssl=no\nprotocol=noip, login=me, password=zz home.example.com\n");
    assert_eq!(lines(&read).len(), 1);
    assert_eq!(
        left_out(&read),
        [(Some(2), "server", LeftOutReason::PlainHttp)]
    );
}

#[test]
fn a_no_ip_account_at_a_server_of_ones_own_keeps_the_server() {
    let read = ddclient(
        "protocol=noip, server=https://127.0.0.1:4443, login=me, password=zz home.example.com\n",
    );
    assert_eq!(
        lines(&read),
        ["noip | me | https://127.0.0.1:4443/nic/update | home.example.com ipv4 | new=zz"]
    );
    let read = ddclient("protocol=duckdns, server=dyn.example.org, password=zz home\n");
    assert_eq!(
        left_out(&read),
        [(Some(1), "protocol=duckdns", LeftOutReason::OwnServer)]
    );
}

#[test]
fn each_way_to_ask_for_a_family_is_understood() {
    let families = |options: &str| {
        let text = format!("protocol=noip, login=me, password=zz, {options} home.example.com\n");
        let line = lines(&ddclient(&text)).remove(0);
        line.split(" | ")
            .nth(3)
            .unwrap()
            .replace("home.example.com", "")
    };
    assert_eq!(families("use=web,"), " ipv4");
    assert_eq!(families("usev4=webv4,"), " ipv4");
    assert_eq!(families("usev6=webv6,"), " ipv6");
    assert_eq!(families("usev4=disabled, usev6=ifv6,"), " ipv6");
    assert_eq!(families("usev4=webv4, usev6=ifv6,"), " ipv4+ipv6");
    assert_eq!(families("ipv6=yes,"), " ipv4+ipv6");
    assert_eq!(families("ipv6=no,"), " ipv4");
    assert_eq!(families("use=no,"), " off");
}

#[test]
fn two_keys_of_one_name_at_hurricane_electric_are_two_records_of_one_profile() {
    let read = ddclient(
        "protocol=he.net, usev4=webv4, password=for-a six.example.com\n\
         protocol=he.net, usev6=webv6, password=for-aaaa six.example.com\n",
    );
    assert_eq!(
        lines(&read),
        [
            "he | - | - | six.example.com ipv4+ipv6 | new/six.example.com/ipv4=for-a \
             new/six.example.com/ipv6=for-aaaa"
        ]
    );
}

#[test]
fn what_ddclient_leaves_unsaid_about_names_is_said_in_full() {
    let read = ddclient(
        "protocol=duckdns, password=token one,two\n\
         protocol=namecheap, login=example.com, password=pass www.example.com\n",
    );
    let names: Vec<_> = read
        .profiles
        .iter()
        .flat_map(|one| {
            one.profile
                .name
                .iter()
                .filter_map(|entry| entry.name.clone())
        })
        .collect();
    assert_eq!(
        names,
        ["one.duckdns.org", "two.duckdns.org", "www.example.com"]
    );
    assert_eq!(
        read.profiles[1].profile.zone.as_deref(),
        Some("example.com"),
        "the login is the zone there"
    );
}

#[test]
fn what_lacks_something_is_left_out_and_the_rest_is_not() {
    use LeftOutReason as Why;
    let read = ddclient(
        "protocol=noip, password=zz no-user.example.com\n\
         protocol=noip, login=me no-password.example.com\n\
         protocol=noip, login=me, password_env=NOIP_PASSWORD env.example.com\n\
         protocol=nonsuch, login=me, password=zz unknown.example.com\n\
         protocol=noip, login=me, password=zz *.example.com,good.example.com,good.example.com,b@d.example.com\n\
         protocol=noip, login=other, password=yy good.example.com\n\
         protocol=nsupdate, zone=example.com, password=/etc/key.conf rfc2136.example.com\n\
         speling=wrong\n",
    );
    assert_eq!(
        lines(&read),
        ["noip | me | - | good.example.com ipv4 | new=zz"]
    );
    assert_eq!(
        left_out(&read),
        [
            (Some(1), "host", Why::NoUsername),
            (Some(2), "host", Why::NoSecret),
            (Some(3), "password", Why::Environment),
            (Some(3), "host", Why::NoSecret),
            (Some(4), "protocol", Why::ServiceUnknown),
            (Some(5), "host", Why::WildcardName),
            (Some(5), "host", Why::Twice),
            (Some(5), "host", Why::NotAName),
            (Some(6), "host", Why::Twice),
            (Some(7), "zone", Why::RecordOption),
            (Some(7), "protocol=nsupdate", Why::ServiceNotOffered),
            (Some(8), "", Why::Unknown),
        ]
    );
}

#[test]
fn f37_a_piece_of_a_password_is_never_named() {
    // What follows the blank is no part of the password for ddclient, but it was for the person.
    let read = ddclient("protocol=noip, login=me, password=half other-half=x home.example.com\n");
    holds_none_of(&read, &["half", "other"]);
    assert!(left_out(&read).contains(&(Some(1), "", LeftOutReason::Unknown)));
}

#[test]
fn a_mistake_is_told_with_its_line() {
    let format = ImportFormat::Ddclient;
    assert_eq!(
        refused(
            format,
            "protocol=noip\nlogin='me, password=zz\nhome.example.com\n"
        ),
        mistake(2, ImportMistake::QuoteNotClosed)
    );
    assert_eq!(
        refused(format, "protocol=noip, \\\nlogin=me \\\n"),
        mistake(2, ImportMistake::GoesOnNowhere)
    );
}
