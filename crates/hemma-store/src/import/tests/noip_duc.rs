use super::{catalog, holds_none_of, left_out, lines, mistake, read, refused};
use crate::import::parse;
use hemma_engine::messages::{ImportFormat, ImportMistake, LeftOutReason as Why};
use hemma_engine::ports::ReadImport;

const SAMPLE: &str = include_str!("../../../tests/fixtures/import/noip-duc.env");
const SAMPLE_2: &[u8] = include_bytes!("../../../tests/fixtures/import/no-ip2.conf");

fn duc(text: &str) -> ReadImport {
    read(ImportFormat::NoipDuc, text)
}

#[test]
fn the_environment_file_of_version_3_becomes_a_profile() {
    let read = duc(SAMPLE);
    assert_eq!(
        lines(&read),
        ["noip | a1b2c3d | - | home.example.com, all.ddnskey.com | new=Se cr#t"]
    );
    assert_eq!(
        left_out(&read),
        [
            (Some(7), "NOIP_CHECK_INTERVAL", Why::Running),
            (Some(8), "NOIP_EXEC_ON_CHANGE", Why::Program),
            (Some(9), "NOIP_IP_METHOD", Why::Detection),
        ]
    );
    holds_none_of(&read, &["Se cr#t"]);
}

#[test]
fn the_file_of_version_2_becomes_a_profile() {
    let read = parse(SAMPLE_2, None, &catalog()).unwrap();
    assert_eq!(read.format, ImportFormat::NoipDuc);
    assert_eq!(
        lines(&read),
        ["noip | me@example.com | - | home.example.com, mygroup | new=se&cret"]
    );
    assert_eq!(
        left_out(&read),
        [
            (None, "exec", Why::Program),
            (None, "device", Why::Detection)
        ]
    );
    holds_none_of(&read, &["se&cret"]);
}

#[test]
fn a_damaged_file_of_version_2_is_refused_and_not_guessed_at() {
    let damaged = mistake(1, ImportMistake::Damaged);
    for length in 24..SAMPLE_2.len() - 30 {
        let cut = parse(&SAMPLE_2[..length], None, &catalog());
        assert_eq!(cut.unwrap_err(), damaged, "cut to {length}");
    }
    let mut changed = SAMPLE_2.to_vec();
    changed[30] = 7;
    assert_eq!(parse(&changed, None, &catalog()).unwrap_err(), damaged);
    changed[30] = 1;
    changed[50] = b'!';
    assert_eq!(parse(&changed, None, &catalog()).unwrap_err(), damaged);
}

#[test]
fn what_is_missing_or_elsewhere_is_told() {
    let read = duc("NOIP_USERNAME=me\nNOIP_PASSWORD=$SECRET\nNOIP_HOSTNAMES=h.example.com\n");
    assert_eq!(
        left_out(&read),
        [
            (Some(2), "NOIP_PASSWORD", Why::Environment),
            (Some(3), "NOIP_HOSTNAMES", Why::NoSecret),
        ]
    );
    let read =
        duc("NOIP_USERNAME=me\nNOIP_PASSWORD=pa$$word\nNOIP_IP_METHOD=static:192.0.2.7\nOTHER=1\n");
    assert_eq!(
        left_out(&read),
        [
            (Some(3), "NOIP_IP_METHOD", Why::FixedAddress),
            (Some(4), "", Why::Unknown),
            (None, "NOIP_HOSTNAMES", Why::NoNames),
        ]
    );
}

#[test]
fn a_mistake_is_told_with_its_line() {
    let wrong = |text: &str| refused(ImportFormat::NoipDuc, text);
    assert_eq!(
        wrong("NOIP_USERNAME=me\nNOIP_PASSWORD='zz\n"),
        mistake(2, ImportMistake::QuoteNotClosed)
    );
    assert_eq!(
        wrong("# comment\nNOIP_USERNAME me\n"),
        mistake(2, ImportMistake::NotAnOption)
    );
}
