//! Searching for the gateway's description (UPnP Device Architecture 1.1 §1.3).

use std::net::{IpAddr, Ipv4Addr};

use hemma_core::router::RouterProblem;
use url::Url;

use super::{header, leads_to};

/// Where devices listen for searches.
pub const PORT: u16 = 1900;
/// The group in which they listen.
pub const GROUP: Ipv4Addr = Ipv4Addr::new(239, 255, 255, 250);
/// The longest answer that is read, in bytes: one datagram without fragments, and some.
pub const LONGEST: usize = 2048;
/// What is searched for. A gateway of version 2 also answers for version 1, but not all of them do.
pub const TARGETS: [&str; 2] = [
    "urn:schemas-upnp-org:device:InternetGatewayDevice:1",
    "urn:schemas-upnp-org:device:InternetGatewayDevice:2",
];
const MOST_HEADERS: usize = 32;

/// Builds a search for one of [`TARGETS`]. Whoever is asked may take two seconds to answer.
#[must_use]
pub fn search(target: &str) -> Vec<u8> {
    format!(
        "M-SEARCH * HTTP/1.1\r\nHOST: {GROUP}:{PORT}\r\nMAN: \"ssdp:discover\"\r\nMX: 2\r\nST: {target}\r\n\r\n"
    )
    .into_bytes()
}

/// Reads an answer: where the gateway's description is.
///
/// # Errors
///
/// [`RouterProblem::Elsewhere`] when anybody but the gateway answered, or the answer points to anybody but the gateway;
/// [`RouterProblem::Malformed`] when it is no answer to a search of ours.
pub fn read(packet: &[u8], from: IpAddr, gateway: Ipv4Addr) -> Result<Url, RouterProblem> {
    if from != IpAddr::V4(gateway) {
        return Err(RouterProblem::Elsewhere);
    }
    if packet.len() > LONGEST {
        return Err(RouterProblem::TooLarge);
    }
    let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
    let mut answer = httparse::Response::new(&mut headers);
    match answer.parse(packet) {
        Ok(httparse::Status::Complete(_)) if answer.code == Some(200) => {}
        _ => return Err(RouterProblem::Malformed),
    }
    let target = header(answer.headers, "ST").ok_or(RouterProblem::Malformed)?;
    if !TARGETS.contains(&target) {
        return Err(RouterProblem::Malformed);
    }
    let location = header(answer.headers, "LOCATION").ok_or(RouterProblem::Malformed)?;
    let location = Url::parse(location).map_err(|_| RouterProblem::Malformed)?;
    leads_to(&location, gateway)?;
    Ok(location)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GATEWAY: Ipv4Addr = Ipv4Addr::new(192, 168, 1, 1);

    fn answer(location: &str) -> Vec<u8> {
        format!(
            "HTTP/1.1 200 OK\r\nCACHE-CONTROL: max-age=120\r\nST: {}\r\nUSN: uuid:x::y\r\nEXT:\r\n\
             SERVER: Debian/6.1 UPnP/1.1 MiniUPnPd/2.3.1\r\nLOCATION: {location}\r\n\r\n",
            TARGETS[0]
        )
        .into_bytes()
    }

    fn read_from_gateway(packet: &[u8]) -> Result<Url, RouterProblem> {
        read(packet, GATEWAY.into(), GATEWAY)
    }

    #[test]
    fn the_gateways_answer_names_its_description() {
        let url = read_from_gateway(&answer("http://192.168.1.1:45805/rootDesc.xml")).unwrap();
        assert_eq!(url.as_str(), "http://192.168.1.1:45805/rootDesc.xml");
    }

    #[test]
    fn an_answer_that_points_elsewhere_is_refused() {
        for elsewhere in [
            "http://192.168.1.66/rootDesc.xml",
            "http://evil.example/rootDesc.xml",
            "http://192.168.1.1.evil.example/",
            "http://192.168.1.1@evil.example/",
            "http://someone@192.168.1.1/",
            "https://192.168.1.1/rootDesc.xml",
            "file:///etc/passwd",
            "http://[::ffff:192.168.1.1]/",
            "http://192.168.1.1:0/",
        ] {
            let told = read_from_gateway(&answer(elsewhere));
            assert_eq!(told, Err(RouterProblem::Elsewhere), "{elsewhere}");
        }
        let right = answer("http://192.168.1.1/rootDesc.xml");
        let other = read(&right, "192.168.1.66".parse().unwrap(), GATEWAY);
        assert_eq!(
            other,
            Err(RouterProblem::Elsewhere),
            "another computer answered"
        );
    }

    #[test]
    fn what_is_no_answer_to_our_search_is_refused() {
        let right = String::from_utf8(answer("http://192.168.1.1/d.xml")).unwrap();
        for wrong in [
            String::new(),
            right.replace("200 OK", "404 Not Found"),
            right.replace("HTTP/1.1 200 OK", "NOTIFY * HTTP/1.1"),
            right.replace(TARGETS[0], "urn:dial-multiscreen-org:service:dial:1"),
            right.replace("LOCATION", "X-LOCATION"),
            right.replace("EXT:", "LOCATION: http://192.168.1.1/other.xml"),
            right.replace("http://192.168.1.1/d.xml", "192.168.1.1"),
            right.replace("\r\n\r\n", "\r\n"),
            right.replace("EXT:", &"A: b\r\n".repeat(40)),
        ] {
            let told = read_from_gateway(wrong.as_bytes());
            assert_eq!(told, Err(RouterProblem::Malformed), "{wrong}");
        }
        let long = right.replace("EXT:", &format!("EXT: {}", "x".repeat(LONGEST)));
        assert_eq!(
            read_from_gateway(long.as_bytes()),
            Err(RouterProblem::TooLarge)
        );
    }
}
