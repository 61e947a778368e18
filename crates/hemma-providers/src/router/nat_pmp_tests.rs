use super::*;

fn packet(result: u16, epoch: u32, address: [u8; 4]) -> Vec<u8> {
    let mut packet = vec![0, 128];
    packet.extend(result.to_be_bytes());
    packet.extend(epoch.to_be_bytes());
    packet.extend(address);
    packet
}

#[test]
fn an_answer_tells_epoch_and_address() {
    // As miniupnpd 2.3.1 sent it.
    let sent = [0, 0x80, 0, 0, 0, 0, 0, 2, 0x0b, 0, 0x71, 7];
    let answer = read(&sent).unwrap();
    assert_eq!(answer.epoch, 2);
    assert_eq!(answer.address, Ok(Ipv4Addr::new(11, 0, 113, 7)));
}

#[test]
fn every_result_code_is_a_reason() {
    let reasons = [
        (1, RouterProblem::NotSupported),
        (2, RouterProblem::Refused),
        (3, RouterProblem::NoLease),
        (4, RouterProblem::Busy),
        (5, RouterProblem::NotSupported),
        (6, RouterProblem::Failed { code: 6 }),
        (65535, RouterProblem::Failed { code: 65535 }),
    ];
    for (code, reason) in reasons {
        // An address beside an error is no address.
        let long = packet(code, 9, [203, 0, 113, 7]);
        for sent in [&long[..], &long[..8]] {
            let answer = read(sent).unwrap();
            assert_eq!(answer.address, Err(reason), "{code}");
            assert_eq!(answer.epoch, 9);
        }
    }
    let nothing = read(&packet(0, 9, [0; 4])).unwrap();
    assert_eq!(nothing.address, Err(RouterProblem::NoLease));
}

#[test]
fn a_gateway_that_only_speaks_pcp_does_not_support_the_question() {
    let mut pcp = vec![2, 0x80, 0, 1];
    pcp.resize(24, 0);
    assert_eq!(read(&pcp), Err(RouterProblem::NotSupported));
    assert_eq!(read(&[2, 0x80, 0, 1]), Err(RouterProblem::NotSupported));
}

#[test]
fn f01_what_is_not_exactly_an_answer_is_none() {
    let right = packet(0, 1, [203, 0, 113, 7]);
    for length in 0..right.len() {
        assert_eq!(read(&right[..length]), Err(RouterProblem::Malformed));
    }
    let mut long = right.clone();
    long.push(0);
    assert_eq!(read(&long), Err(RouterProblem::Malformed));
    for (place, byte) in [(0, 1), (0, 3), (1, 0), (1, 129)] {
        let mut wrong = right.clone();
        wrong[place] = byte;
        assert_eq!(
            read(&wrong),
            Err(RouterProblem::Malformed),
            "{place} {byte}"
        );
    }
    assert_eq!(
        read(&REQUEST),
        Err(RouterProblem::Malformed),
        "the question itself"
    );
}

#[test]
fn an_announcement_is_an_answer_nobody_asked_for_or_that_of_pcp() {
    let told = read_announcement(&packet(0, 0, [203, 0, 113, 9]));
    let Ok(Announcement::Address(answer)) = told else {
        panic!("{told:?}");
    };
    assert_eq!(answer.address, Ok(Ipv4Addr::new(203, 0, 113, 9)));

    let mut pcp = vec![2, 0x80, 0, 0];
    pcp.resize(24, 0);
    assert_eq!(read_announcement(&pcp), Ok(Announcement::Restarted));
    for (place, byte) in [(1, 0), (1, 0x81), (3, 2)] {
        let mut wrong = pcp.clone();
        wrong[place] = byte;
        assert_eq!(read_announcement(&wrong), Err(RouterProblem::Malformed));
    }
    pcp.push(0);
    assert_eq!(read_announcement(&pcp), Err(RouterProblem::Malformed));
    assert_eq!(read_announcement(&[]), Err(RouterProblem::Malformed));
}

fn at(seconds: u64) -> Mono {
    Mono(Duration::from_secs(seconds))
}

#[test]
fn an_epoch_that_went_back_or_was_too_slow_is_a_restart() {
    let mut epoch = Epoch::new(1000, at(50));
    assert!(!epoch.restarted(1100, at(150)), "as fast as ours");
    assert!(
        !epoch.restarted(1186, at(250)),
        "a slow clock, and the grace"
    );
    assert!(
        !epoch.restarted(2000, at(350)),
        "a fast clock is no restart"
    );
    assert!(epoch.restarted(2084, at(450)), "slower than 7/8 of ours");
    assert!(
        !epoch.restarted(2082, at(450)),
        "two seconds back are grace"
    );
    assert!(epoch.restarted(0, at(451)), "it began anew");
    assert!(!epoch.restarted(1, at(452)));
    assert_eq!(epoch.seconds(), 1);
}

#[test]
fn no_epoch_overflows() {
    let mut epoch = Epoch::new(u32::MAX, at(0));
    assert!(!epoch.restarted(u32::MAX, at(2)));
    assert!(epoch.restarted(0, Mono(Duration::MAX)));
    assert!(
        !epoch.restarted(u32::MAX, at(0)),
        "our own clock never goes back"
    );
}
