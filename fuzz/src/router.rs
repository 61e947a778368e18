//! What a router sends, or whoever pretends to be it.

use std::net::Ipv4Addr;

use hemma_core::router::RouterProblem;
use hemma_providers::exchange::Response;
use hemma_providers::router::notify::{self, Progress};
use hemma_providers::router::{description, gena, nat_pmp, soap, ssdp};

const GATEWAY: Ipv4Addr = Ipv4Addr::new(192, 168, 77, 1);
const STRANGER: Ipv4Addr = Ipv4Addr::new(192, 168, 77, 66);

/// Reads `data` as each kind of datagram.
pub fn datagram(data: &[u8]) {
    if let Ok(answer) = nat_pmp::read(data) {
        assert!(data.len() == 12 || data.len() == 8);
        if let Ok(address) = answer.address {
            assert_eq!(data.len(), 12);
            assert!(!address.is_unspecified());
        }
    }
    let announced = nat_pmp::read_announcement(data);
    assert!(announced.is_err() || data.len() <= nat_pmp::LONGEST);
    if let Ok(location) = ssdp::read(data, GATEWAY.into(), GATEWAY) {
        assert_eq!(location.host(), Some(url::Host::Ipv4(GATEWAY)));
        assert_eq!(location.scheme(), "http");
    }
    let elsewhere = ssdp::read(data, STRANGER.into(), GATEWAY);
    assert_eq!(elsewhere, Err(RouterProblem::Elsewhere));
}

/// Reads `data` as each kind of answer over HTTP; the last byte chooses the status.
pub fn answer(data: &[u8]) {
    let (body, [status]) = crate::split::<1>(data);
    let response = Response::new(crate::status(status), body);
    let location = "http://192.168.77.1:5000/desc.xml".parse().unwrap();
    if let Ok(told) = description::read(&response, &location, GATEWAY) {
        assert!((1..=4).contains(&told.services.len()));
        for service in &told.services {
            let events = service.events.as_ref().ok();
            for url in [Some(&service.control), events].into_iter().flatten() {
                assert_eq!(url.host(), Some(url::Host::Ipv4(GATEWAY)));
                assert_eq!(url.scheme(), "http");
            }
        }
        let model = told.model.unwrap_or_default();
        assert!(model.chars().count() <= 64 && !model.chars().any(char::is_control));
    }
    if let Ok(address) = soap::read(&response) {
        assert!(!address.is_unspecified());
        assert_eq!(response.status, 200);
    }
    assert!(gena::read(&response).is_err(), "there is no id in a body");
}

/// Reads `data` as a report, in two pieces: what was whole stays whole, whatever follows.
pub fn report(data: &[u8]) {
    let (data, [cut]) = crate::split::<1>(data);
    let first = &data[..data.len() * usize::from(cut) / 255];
    let early = notify::read(first);
    let all = notify::read(data);
    match early {
        Progress::Whole(_) => assert_eq!(early, all),
        Progress::Partial | Progress::Refused(_) => {}
    }
    if let Progress::Whole(report) = all {
        assert!(!format!("{report:?}").contains("uuid"), "the id shows");
    }
}
