//! What leaves, to the byte.

use super::{CONFIG, DOMAIN, KEY, VPS, door, fixture, id, identity};
use hemma_core::address::Family;
use hemma_core::secret::Secret;
use hemma_providers::exchange::Request;
use hemma_providers::hostup::api::{
    ApiDoor, ApiDoorProblem, Call, ChangeVpsHostname, CreateConfiguration, DeleteConfiguration,
    DnsHistory, Domain, DomainId, DomainNameservers, HistoryType, LONGEST_ANSWER,
    ListConfigurations, ListDomains, ListVps, Scope, ServiceStatus, SetEnabled, UpdateLog,
    VpsHostname,
};
use serde_json::Value;

pub(crate) fn domain() -> Domain {
    Domain {
        id: id(DOMAIN),
        name: "example.com".to_owned(),
        service_status: ServiceStatus::Active,
        expires_at: None,
    }
}

fn line(request: &Request) -> String {
    format!("{} {}", request.method(), request.url())
}

fn body(request: &Request) -> Value {
    serde_json::from_slice(request.body()).expect("JSON")
}

fn json(name: &str) -> Value {
    serde_json::from_slice(&fixture(name)).expect("JSON")
}

fn create(hostname: &str, family: Family) -> CreateConfiguration {
    CreateConfiguration::new(&domain(), &[], hostname, family).expect("a call")
}

fn set(enabled: bool) -> SetEnabled {
    SetEnabled {
        domain: id(DOMAIN),
        config: id(CONFIG),
        enabled,
    }
}

fn delete() -> DeleteConfiguration {
    DeleteConfiguration {
        domain: id(DOMAIN),
        config: id(CONFIG),
    }
}

fn history() -> DnsHistory {
    DnsHistory {
        domain: id(DOMAIN),
        limit: None,
        name: None,
        record_type: None,
        cursor: None,
    }
}

fn rename(hostname: &str) -> ChangeVpsHostname {
    ChangeVpsHostname::new(id(VPS), hostname, None).expect("a call")
}

#[test]
fn every_call_goes_where_the_vendors_pages_say() {
    let door = door();
    let base = "https://cloud.hostup.se/api/v2";
    let domains = format!("{base}/domains/{DOMAIN}");
    let log = UpdateLog {
        domain: id(DOMAIN),
        config: id(CONFIG),
    };
    let lines = [
        (
            line(&ListDomains::default().request(&door)),
            format!("GET {base}/domains"),
        ),
        (
            line(&DomainNameservers { domain: id(DOMAIN) }.request(&door)),
            format!("GET {domains}/nameservers"),
        ),
        (
            line(&ListConfigurations { domain: id(DOMAIN) }.request(&door)),
            format!("GET {domains}/dyndns"),
        ),
        (
            line(&create("home.example.com", Family::Ipv4).request(&door)),
            format!("POST {domains}/dyndns"),
        ),
        (
            line(&set(true).request(&door)),
            format!("PATCH {domains}/dyndns/{CONFIG}"),
        ),
        (
            line(&delete().request(&door)),
            format!("DELETE {domains}/dyndns/{CONFIG}"),
        ),
        (
            line(&log.request(&door)),
            format!("GET {domains}/dyndns/{CONFIG}/logs"),
        ),
        (
            line(&history().request(&door)),
            format!("GET {domains}/dns/history"),
        ),
        (
            line(&ListVps::default().request(&door)),
            format!("GET {base}/vps"),
        ),
        (
            line(&VpsHostname { vps: id(VPS) }.request(&door)),
            format!("GET {base}/vps/{VPS}/hostname"),
        ),
        (
            line(&rename("web-01.example.com").request(&door)),
            format!("PUT {base}/vps/{VPS}/hostname"),
        ),
    ];
    for (ours, theirs) in lines {
        assert_eq!(ours, theirs);
    }
}

#[test]
fn every_request_carries_the_key_as_a_bearer_and_shows_it_nowhere() {
    let request = set(true).request(&door());
    let headers = request.headers();
    assert_eq!(headers["authorization"], format!("Bearer {KEY}"));
    assert!(headers["authorization"].is_sensitive());
    assert_eq!(headers["accept"], "application/json");
    assert_eq!(headers["content-type"], "application/json");
    assert_eq!(headers["user-agent"], identity().user_agent());
    assert_eq!(request.longest_answer(), Some(LONGEST_ANSWER));
    for shown in [
        format!("{request:?}"),
        request.describe(),
        format!("{:?}", door()),
    ] {
        assert!(!shown.contains(KEY), "{shown}");
    }
    let reading = ListDomains::default().request(&door());
    assert!(!reading.headers().contains_key("content-type"));
    assert_eq!(reading.body(), b"");
}

#[test]
fn bodies_are_those_of_the_vendors_examples_and_nothing_more() {
    let door = door();
    let a = create("home.example.com", Family::Ipv4).request(&door);
    assert_eq!(body(&a), json("create-dyndns-request-a.json"));
    let aaaa = create("ipv6.example.com", Family::Ipv6).request(&door);
    assert_eq!(body(&aaaa), json("create-dyndns-request-aaaa.json"));
    assert_eq!(
        body(&set(true).request(&door)),
        json("patch-dyndns-request-enable.json")
    );
    assert_eq!(
        body(&set(false).request(&door)),
        json("patch-dyndns-request-disable.json")
    );
    assert_eq!(
        body(&rename("web-01.example.com").request(&door)),
        json("put-vps-hostname-request.json")
    );
    assert_eq!(delete().request(&door).body(), b"");
}

#[test]
fn parameters_are_encoded_once_and_held_within_the_vendors_limits() {
    let query = |request: Request| request.url().query().unwrap_or("").to_owned();
    let door = door();
    let domains = ListDomains {
        limit: Some(5000),
        cursor: Some("eyJ+/=&x".to_owned()),
        name: Some("Åäö.se".to_owned()),
    };
    assert_eq!(
        query(domains.request(&door)),
        "limit=1000&cursor=eyJ%2B%2F%3D%26x&name=xn--4cab6c.se"
    );
    let vps = ListVps {
        limit: Some(0),
        cursor: None,
        name: Some("my server&x=1".to_owned()),
    };
    assert_eq!(
        query(vps.request(&door)),
        "limit=1&name=my%20server%26x%3D1"
    );
    let history = DnsHistory {
        limit: Some(101),
        name: Some("@".to_owned()),
        record_type: Some(HistoryType::Aaaa),
        cursor: Some("c".to_owned()),
        ..history()
    };
    assert_eq!(
        query(history.request(&door)),
        "name=%40&type=AAAA&limit=100&cursor=c"
    );
    // What is in a page mark is nobody's business but the server's.
    assert!(domains.request(&door).describe().contains("cursor=…"));
    let words: Vec<&str> = HistoryType::ALL.iter().map(|word| word.as_str()).collect();
    assert_eq!(words.join(" "), "A AAAA CNAME ALIAS MX TXT NS SRV CAA TLSA");
}

#[test]
fn an_id_cannot_leave_its_place_in_the_path() {
    for bad in ["", ".", "..", "a/b", "a?b", "a#b", "a\\b", "a\nb", "a\0b"] {
        assert!(bad.parse::<DomainId>().is_err(), "{bad:?}");
    }
    assert!("x".repeat(128).parse::<DomainId>().is_ok());
    assert!("x".repeat(129).parse::<DomainId>().is_err());
    let odd = ListConfigurations {
        domain: id("dom å%2e;x"),
    };
    assert_eq!(
        odd.request(&door()).url().path(),
        "/api/v2/domains/dom%20%C3%A5%252e%3Bx/dyndns"
    );
}

#[test]
fn only_creating_is_unsafe_to_repeat() {
    assert!(!create("home.example.com", Family::Ipv4).safe_to_repeat());
    assert!(set(true).safe_to_repeat());
    assert!(delete().safe_to_repeat());
    assert!(rename("web-01.example.com").safe_to_repeat());
    assert!(ListDomains::default().safe_to_repeat());
    assert!(history().safe_to_repeat());
}

#[test]
fn every_call_knows_the_scopes_it_needs() {
    assert_eq!(ListDomains::default().scopes(), &[Scope::ReadDomains]);
    assert_eq!(
        create("example.com", Family::Ipv4).scopes(),
        &[Scope::WriteDomains]
    );
    assert_eq!(set(true).scopes(), &[Scope::WriteDomains]);
    assert_eq!(delete().scopes(), &[Scope::WriteDomains]);
    assert_eq!(history().scopes(), &[Scope::ReadDns, Scope::ReadDomains]);
    assert_eq!(ListVps::default().scopes(), &[Scope::ReadVm]);
    assert_eq!(VpsHostname { vps: id(VPS) }.scopes(), &[Scope::ReadVm]);
    assert_eq!(rename("a.example.com").scopes(), &[Scope::WriteVm]);
    let words: Vec<&str> = Scope::ALL.iter().map(|scope| scope.as_str()).collect();
    assert_eq!(
        words,
        [
            "read:domains",
            "write:domains",
            "read:dns",
            "read:vm",
            "write:vm"
        ]
    );
    for scope in Scope::ALL {
        assert_eq!(serde_json::json!(scope), scope.as_str());
    }
}

#[test]
fn f38_a_door_opens_only_to_https_with_a_key_that_fits_a_header() {
    let open = |base: &str, key: &str| {
        let base = base.parse().expect("a URL");
        ApiDoor::new(Some(&base), &Secret::new(key.to_owned()), identity()).map(|door| {
            let request = ListDomains::default().request(&door);
            (
                request.url().to_string(),
                request.headers()["authorization"].clone(),
            )
        })
    };
    let (url, bearer) = open("https://127.0.0.1:8443/api/v2/", " k1\n").expect("a door");
    assert_eq!(url, "https://127.0.0.1:8443/api/v2/domains");
    assert_eq!(bearer, "Bearer k1");
    for unsafe_base in [
        "http://cloud.hostup.se/api/v2",
        "https://user@cloud.hostup.se/api/v2",
        "https://cloud.hostup.se/api/v2?x=1",
        "https://cloud.hostup.se/api/v2#x",
    ] {
        assert_eq!(
            open(unsafe_base, "k").err(),
            Some(ApiDoorProblem::EndpointUnsafe)
        );
    }
    let base = "https://cloud.hostup.se/api/v2";
    assert_eq!(open(base, " \n").err(), Some(ApiDoorProblem::KeyEmpty));
    for bad in ["two words", "nyckel-å", "a\r\nX-Evil: 1", &"k".repeat(4097)] {
        assert_eq!(open(base, bad).err(), Some(ApiDoorProblem::KeyMalformed));
    }
}
