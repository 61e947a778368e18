use super::*;

const HERE: Ipv4Addr = Ipv4Addr::new(203, 0, 113, 7);
const THERE: Ipv4Addr = Ipv4Addr::new(203, 0, 113, 9);

fn at(seconds: u64) -> Mono {
    Mono(Duration::from_secs(seconds))
}

fn answer(epoch: u32, address: Told) -> Answer {
    Answer { epoch, address }
}

#[test]
fn an_announcement_is_a_hint_once_and_repeats_are_none() {
    let mut memory = Memory::default();
    assert!(!memory.asked_nat_pmp(Ok(answer(500, Ok(HERE))), at(0)));
    // RFC 6886 §3.2.1: ten times, at growing distances.
    assert_eq!(
        memory.announced(answer(500, Ok(HERE)), at(1)),
        (false, false)
    );
    assert_eq!(memory.announced(answer(0, Ok(THERE)), at(2)), (true, true));
    assert_eq!(
        memory.announced(answer(1, Ok(THERE)), at(3)),
        (false, false)
    );
    assert_eq!(
        memory.announced(answer(130, Ok(THERE)), at(130)),
        (false, false)
    );
    let lost = answer(131, Err(RouterProblem::NoLease));
    assert_eq!(memory.announced(lost, at(131)), (true, false));
    assert_eq!(memory.announced(lost, at(131)), (false, false));
}

#[test]
fn the_first_announcement_of_an_unknown_router_is_a_hint() {
    let mut memory = Memory::default();
    assert_eq!(memory.announced(answer(9, Ok(HERE)), at(0)), (true, false));
}

#[test]
fn a_report_is_news_when_it_differs_from_what_was_known() {
    let report = |seq, address| {
        let text = format!(
            "NOTIFY / HTTP/1.1\r\nNT: upnp:event\r\nNTS: upnp:propchange\r\nSID: uuid:x\r\nSEQ: {seq}\r\nContent-Length: 0062\r\n\r\n\
             <propertyset><ExternalIPAddress>{address}</ExternalIPAddress></propertyset>"
        );
        let body = text.find("<propertyset").expect("a body");
        let text = text.replace("0062", &format!("{:04}", text.len() - body));
        match hemma_providers::router::notify::read(text.as_bytes()) {
            hemma_providers::router::notify::Progress::Whole(report) => report,
            other => panic!("{other:?}"),
        }
    };
    let mut memory = Memory::default();
    assert!(memory.reported(&report(0, HERE)), "nothing was known");
    assert!(!memory.reported(&report(0, HERE)), "a repetition");
    assert!(memory.reported(&report(1, THERE)));
    assert!(!memory.reported(&report(2, THERE)));
    // The address moved between the question and the subscription.
    memory.asked_upnp(Ok(HERE), at(0));
    assert!(memory.reported(&report(0, THERE)));
}

#[test]
fn what_never_worked_rests_and_what_worked_does_not() {
    let mut way = Way::default();
    assert_eq!(way.rests(at(0)), None);
    let silent = Err(RouterProblem::NoAnswer);
    way.note(silent, at(0));
    assert_eq!(way.rests(at(59)), Some(RouterProblem::NoAnswer));
    assert_eq!(way.rests(at(60)), None);
    for _ in 0..40 {
        way.note(silent, at(60));
    }
    assert_eq!(way.rests(at(60 + 3599)), Some(RouterProblem::NoAnswer));
    assert_eq!(way.rests(at(60 + 3600)), None);

    way.note(Ok(HERE), at(5000));
    way.note(silent, at(5001));
    assert_eq!(
        way.rests(at(5001)),
        None,
        "it has worked: it is asked again"
    );
    way.note(Err(RouterProblem::NotSupported), at(5002));
    assert_eq!(way.rests(at(5003)), Some(RouterProblem::NotSupported));
}

#[test]
fn another_router_begins_anew() {
    let place = |last| {
        Some(Place {
            gateway: Ipv4Addr::new(192, 168, last, 1),
            own: Ipv4Addr::new(192, 168, last, 20),
        })
    };
    let mut memory = Memory::default();
    memory.settle(place(1));
    memory.begin_asking(Timestamp::from_second(1).expect("in range"));
    memory.asked_nat_pmp(Ok(answer(500, Ok(HERE))), at(0));
    memory.settle(place(1));
    let report = memory.report().expect("it was asked");
    assert_eq!(report.nat_pmp, RouterAnswer::Address { address: HERE });
    assert_eq!(report.epoch_seconds, Some(500));
    memory.settle(place(2));
    assert_eq!(memory.report(), None);
    assert_eq!(memory.told, None);
}
