use super::*;

/// As miniupnpd 2.3.1 describes itself.
const MINIUPNPD: &[u8] = include_bytes!("../../tests/fixtures/router-description-miniupnpd.xml");
const GATEWAY: Ipv4Addr = Ipv4Addr::new(192, 168, 77, 1);

fn location() -> Url {
    "http://192.168.77.1:39681/rootDesc.xml".parse().unwrap()
}

fn read_body(body: impl Into<Vec<u8>>) -> Result<Description, RouterProblem> {
    read(&Response::new(200, body), &location(), GATEWAY)
}

fn service(kind: &str, control: &str) -> String {
    format!(
        "<service><serviceType>urn:schemas-upnp-org:service:{kind}</serviceType>\
         <controlURL>{control}</controlURL><eventSubURL>/evt</eventSubURL></service>"
    )
}

fn described(inner: &str) -> String {
    format!("<root xmlns=\"urn:schemas-upnp-org:device-1-0\"><device>{inner}</device></root>")
}

#[test]
fn a_real_routers_description_names_its_service() {
    let told = read_body(MINIUPNPD).unwrap();
    let [service] = &told.services[..] else {
        panic!("{told:?}");
    };
    assert_eq!(service.kind, SERVICES[0]);
    assert_eq!(
        service.control.as_str(),
        "http://192.168.77.1:39681/ctl/IPConn"
    );
    let events = service.events.as_ref().unwrap();
    assert_eq!(events.as_str(), "http://192.168.77.1:39681/evt/IPConn");
    assert_eq!(told.model.as_deref(), Some("Debian router"));
}

#[test]
fn every_connection_is_named_best_first_and_only_a_few() {
    let both = [
        service("WANPPPConnection:1", "/ppp"),
        service("Layer3Forwarding:1", "/l3f"),
        service("WANIPConnection:1", "ip"),
    ];
    let told = read_body(described(&both.concat())).unwrap();
    let controls: Vec<_> = told.services.iter().map(|one| one.control.path()).collect();
    assert_eq!(controls, ["/ip", "/ppp"]);

    let thousands = service("WANIPConnection:1", "/ip").repeat(1000);
    let told = read_body(described(&thousands)).unwrap();
    assert_eq!(told.services.len(), MOST_SERVICES);
    let too_many = service("WANIPConnection:1", "/ip").repeat(3000);
    assert_eq!(
        read_body(described(&too_many)),
        Err(RouterProblem::TooLarge)
    );
}

#[test]
fn addresses_that_lead_elsewhere_are_refused() {
    for elsewhere in [
        "http://192.168.77.66/ctl",
        "//evil.example/ctl",
        "https://192.168.77.1/ctl",
        "ftp://192.168.77.1/ctl",
        "http://router.local/ctl",
    ] {
        let told = read_body(described(&service("WANIPConnection:1", elsewhere)));
        assert_eq!(told, Err(RouterProblem::Elsewhere), "{elsewhere}");
    }
    let base = format!(
        "<root><URLBase>http://evil.example/</URLBase><device>{}</device></root>",
        service("WANIPConnection:1", "/ctl")
    );
    assert_eq!(read_body(base), Err(RouterProblem::Elsewhere));

    let events =
        described(&service("WANIPConnection:1", "/ctl")).replace("/evt", "http://evil.example/evt");
    let told = read_body(events).unwrap();
    assert_eq!(told.services[0].events, Err(RouterProblem::Elsewhere));
}

#[test]
fn a_base_at_the_gateway_counts() {
    let base = format!(
        "<root><URLBase>http://192.168.77.1:80/igd/</URLBase><device>{}</device></root>",
        service("WANIPConnection:1", "ctl")
    );
    let told = read_body(base).unwrap();
    assert_eq!(
        told.services[0].control.as_str(),
        "http://192.168.77.1/igd/ctl"
    );
}

#[test]
fn a_redirect_a_failure_and_too_long_an_answer_are_reasons() {
    let status = |status| read(&Response::new(status, MINIUPNPD), &location(), GATEWAY);
    assert_eq!(status(302), Err(RouterProblem::Elsewhere));
    assert_eq!(status(404), Err(RouterProblem::Failed { code: 404 }));
    let mut cut = Response::new(200, MINIUPNPD);
    cut.truncated = true;
    assert_eq!(
        read(&cut, &location(), GATEWAY),
        Err(RouterProblem::TooLarge)
    );
    let huge = vec![b' '; LONGEST as usize + 1];
    assert_eq!(read_body(huge), Err(RouterProblem::TooLarge));
}

#[test]
fn f03_a_web_page_is_no_description() {
    for page in [
        "<!DOCTYPE html><html><body>Log in</body></html>",
        "<html><body>Log in<br></body></html>",
    ] {
        assert_eq!(read_body(page), Err(RouterProblem::Malformed), "{page}");
    }
    let nothing = described("<friendlyName>A television</friendlyName>");
    assert_eq!(read_body(nothing), Err(RouterProblem::NotSupported));
}

#[test]
fn the_name_of_a_router_cannot_play_tricks() {
    let named = |maker: &str, model: &str| {
        let names = format!("<manufacturer>{maker}</manufacturer><modelName>{model}</modelName>");
        let service = service("WANIPConnection:1", "/ctl");
        read_body(described(&(names + &service))).unwrap().model
    };
    assert_eq!(named("ACME", "Box 7"), Some("ACME Box 7".to_owned()));
    assert_eq!(named("ACME", "ACME Box 7"), Some("ACME Box 7".to_owned()));
    assert_eq!(named("", ""), None);
    let tricks = named("\u{202e}evil\u{1b}[31m&lt;b&gt;", &"x".repeat(500)).unwrap();
    assert!(tricks.starts_with("evil31mb xxx"), "{tricks}");
    assert_eq!(tricks.chars().count(), LONGEST_MODEL);
}
