use super::*;

/// As miniupnpd 2.3.1 sends it.
fn request(address: &str) -> String {
    let body = format!(
        "<e:propertyset xmlns:e=\"urn:schemas-upnp-org:event-1-0\"><e:property><ConnectionStatus>Connected\
         </ConnectionStatus></e:property><e:property><ExternalIPAddress>{address}</ExternalIPAddress></e:property>\
         </e:propertyset>"
    );
    format!(
        "NOTIFY / HTTP/1.1\r\nHost: 192.168.77.2:60127\r\nContent-Type: text/xml; charset=\"utf-8\"\r\n\
         Content-Length: {}\r\nNT: upnp:event\r\nNTS: upnp:propchange\r\nSID: uuid:x-1\r\nSEQ: 3\r\n\
         Connection: close\r\nCache-Control: no-cache\r\n\r\n{body}",
        body.len()
    )
}

#[test]
fn a_report_is_read_however_it_is_cut() {
    let whole = request("203.0.113.9");
    for length in 0..whole.len() {
        assert_eq!(
            read(&whole.as_bytes()[..length]),
            Progress::Partial,
            "{length}"
        );
    }
    let Progress::Whole(report) = read(whole.as_bytes()) else {
        panic!("it is whole");
    };
    assert_eq!(report.sid, Sid::read("uuid:x-1").unwrap());
    assert_eq!(report.seq, 3);
    assert_eq!(report.address, Some(Ok(Ipv4Addr::new(203, 0, 113, 9))));
}

#[test]
fn a_report_without_a_usable_address_is_still_a_report() {
    let address = |text: &str| match read(request(text).as_bytes()) {
        Progress::Whole(report) => report.address,
        other => panic!("{other:?}"),
    };
    assert_eq!(address("0.0.0.0"), Some(Err(RouterProblem::NoLease)));
    assert_eq!(address(""), Some(Err(RouterProblem::NoLease)));
    assert_eq!(address("home"), Some(Err(RouterProblem::Malformed)));
    let other = request("x").replace("ExternalIPAddress", "ExternalIPAddresx");
    assert!(matches!(
        read(other.as_bytes()),
        Progress::Whole(Report { address: None, .. })
    ));
}

#[test]
fn what_is_no_report_is_refused_with_its_status() {
    let right = request("203.0.113.9");
    let length = right
        .find("Content-Length: ")
        .map(|at| &right[at..at + 19])
        .unwrap();
    for (wrong, status) in [
        (right.replace("NOTIFY /", "GET /"), 405),
        (right.replace("upnp:event", "upnp:else"), 412),
        (right.replace("upnp:propchange", "ssdp:alive"), 412),
        (right.replace("SID: uuid:x-1\r\n", ""), 412),
        (
            right.replace("SID: uuid:x-1", "SID: uuid:x-1\r\nSID: uuid:x-2"),
            412,
        ),
        (right.replace("SEQ: 3\r\n", ""), 400),
        (right.replace("SEQ: 3", "SEQ: -3"), 400),
        (right.replace("SEQ: 3", "SEQ: 4294967296"), 400),
        (right.replace(length, "Transfer-Encoding: chunked"), 411),
        (right.replace(length, "Content-Length: -1"), 411),
        (right.replace(length, "Content-Length: 99999999"), 413),
        (right.replace(length, "Content-Length: 3"), 400),
        (right.replace("HTTP/1.1", "HTTP/9.9"), 400),
        (right.replace("propertyset", "propertysex"), 400),
        (
            right.replace("<e:propertyset", "<!DOCTYPE x><e:propertysee"),
            400,
        ),
        (right.replace("Host:", &"A: b\r\n".repeat(40)), 431),
    ] {
        assert_eq!(read(wrong.as_bytes()), Progress::Refused(status), "{wrong}");
    }
}

#[test]
fn a_head_that_never_ends_is_refused_before_it_is_large() {
    let mut endless = b"NOTIFY / HTTP/1.1\r\nX: ".to_vec();
    endless.resize(LONGEST_HEAD, b'x');
    assert_eq!(read(&endless), Progress::Partial);
    endless.push(b'x');
    assert_eq!(read(&endless), Progress::Refused(431));
}

#[test]
fn numbers_follow_one_another_and_skip_zero_when_they_begin_again() {
    assert!(follows(0, 1));
    assert!(follows(u32::MAX, 1));
    assert!(!follows(0, 2));
    assert!(!follows(3, 3));
    assert!(!follows(u32::MAX, 0));
}
