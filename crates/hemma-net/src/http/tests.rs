//! The door against a small TLS server on the loopback that does what each test tells it to.

use super::*;
use crate::testing::{Authority, Reply, TestServer};
use std::net::IpAddr;

const SHORT: Bounds = Bounds {
    connect: Duration::from_secs(5),
    total: Duration::from_millis(300),
    body: 4096,
};
const LOOK: Bounds = Bounds::LOOK;

struct Setting {
    authority: Authority,
    contacts: Arc<ContactSheet>,
    door: Door,
}

fn setting() -> Setting {
    let authority = Authority::new();
    let contacts = Arc::new(ContactSheet::default());
    let door = Door::new(
        SystemClock::start(),
        Arc::clone(&contacts),
        HeaderValue::from_static("Hemma Hemma/Test-0 nobody@hemma.example"),
        Reach::LoopbackOnly,
        Roots::File(authority.path()),
    );
    Setting {
        authority,
        contacts,
        door,
    }
}

impl Setting {
    async fn get(
        &self,
        url: &str,
        family: Option<Family>,
        bounds: Bounds,
    ) -> Result<Response, SendFailure> {
        let request = Request::get(url.parse().expect("a URL"));
        let errand = Errand {
            request,
            family,
            purpose: ContactPurpose::Look,
            bounds,
        };
        self.door.send(errand).await
    }
}

fn failure(problem: LookProblem, sent: bool) -> Result<Response, SendFailure> {
    Err(SendFailure { problem, sent })
}

#[tokio::test]
async fn a_plain_answer_arrives_whole() {
    let set = setting();
    let server = TestServer::start(&set.authority, Reply::text("192.0.2.7\n")).await;
    let answer = set
        .get(&server.url("/"), None, LOOK)
        .await
        .expect("an answer");
    assert_eq!(answer.status, 200);
    assert_eq!(answer.body, b"192.0.2.7\n");
    assert!(!answer.truncated);

    let request = server.requests().remove(0);
    assert!(request.starts_with("GET / HTTP/1.1\r\n"), "{request}");
    let lower = request.to_ascii_lowercase();
    assert!(lower.contains("user-agent: hemma hemma/test-0 nobody@hemma.example\r\n"));
    for unwanted in ["cookie:", "referer:", "accept-encoding:"] {
        assert!(!lower.contains(unwanted), "{request}");
    }
}

#[tokio::test]
async fn f16_the_pinned_family_is_the_one_that_arrives() {
    let set = setting();
    let server = TestServer::start_on_both(&set.authority, Reply::Peer).await;
    let v4 = peer(set.get(&server.url("/"), Some(Family::Ipv4), LOOK).await);
    assert_eq!(v4.map(Family::of), Ok(Family::Ipv4));
    let v6 = peer(set.get(&server.url_v6("/"), Some(Family::Ipv6), LOOK).await);
    assert_eq!(v6.map(Family::of), Ok(Family::Ipv6));

    // By name it is the family too, or nothing: some systems have no IPv6 address for `localhost`.
    let by_name = server.url_by_name("/");
    let v4 = peer(set.get(&by_name, Some(Family::Ipv4), LOOK).await);
    assert_eq!(v4.map(Family::of), Ok(Family::Ipv4));
    match peer(set.get(&by_name, Some(Family::Ipv6), LOOK).await) {
        Ok(address) => assert_eq!(Family::of(address), Family::Ipv6),
        Err(failed) => {
            assert_eq!(failed.problem, LookProblem::NameLookup);
            assert!(!failed.sent);
        }
    }
}

fn peer(answer: Result<Response, SendFailure>) -> Result<IpAddr, SendFailure> {
    let text = String::from_utf8(answer?.body).expect("text");
    Ok(text.parse().expect("an address"))
}

#[tokio::test]
async fn f16_a_literal_address_of_the_other_family_never_reaches_the_network() {
    let set = setting();
    let server = TestServer::start(&set.authority, Reply::text("x")).await;
    let outcome = set.get(&server.url("/"), Some(Family::Ipv6), LOOK).await;
    assert_eq!(outcome, failure(LookProblem::WrongFamily, false));
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn f17_every_request_has_a_connection_of_its_own() {
    let set = setting();
    let server = TestServer::start(&set.authority, Reply::text("x")).await;
    for _ in 0..3 {
        set.get(&server.url("/"), None, LOOK)
            .await
            .expect("an answer");
    }
    assert_eq!(server.connections(), 3);
}

#[tokio::test]
async fn f38_f63_a_redirect_is_an_answer_and_is_not_followed() {
    let set = setting();
    let elsewhere = TestServer::start(&set.authority, Reply::text("192.0.2.66")).await;
    let portal = format!(
        "HTTP/1.1 302 Found\r\nlocation: {}\r\nset-cookie: id=1\r\ncontent-length: 0\r\n\r\n",
        elsewhere.url("/portal")
    );
    let server = TestServer::start(&set.authority, Reply::Raw(portal)).await;
    for _ in 0..2 {
        let answer = set
            .get(&server.url("/"), None, LOOK)
            .await
            .expect("an answer");
        assert_eq!(answer.status, 302);
    }
    assert_eq!(elsewhere.connections(), 0);
    let second = server.requests().remove(1).to_ascii_lowercase();
    assert!(!second.contains("cookie:"), "{second}");
}

#[tokio::test]
async fn reading_stops_at_the_cap() {
    let set = setting();
    let server = TestServer::start(&set.authority, Reply::Endless).await;
    let answer = set
        .get(&server.url("/"), None, LOOK)
        .await
        .expect("an answer");
    assert!(answer.truncated);
    assert_eq!(answer.body.len(), LOOK.body);
}

#[tokio::test]
async fn what_a_server_asks_for_is_kept() {
    let set = setting();
    let raw = "HTTP/1.1 429 Too Many Requests\r\nretry-after: 3600\r\nx-odd: 1\r\ncontent-length: 0\r\n\r\n";
    let server = TestServer::start(&set.authority, Reply::Raw(raw.to_owned())).await;
    let answer = set
        .get(&server.url("/"), None, LOOK)
        .await
        .expect("an answer");
    assert_eq!(answer.status, 429);
    assert_eq!(answer.retry_after(), Some(Duration::from_secs(3600)));
    assert_eq!(answer.headers.len(), 1);
}

#[tokio::test]
async fn f64_half_an_answer_is_lost_after_sending() {
    let set = setting();
    let raw = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\ngood 192".to_owned();
    let server = TestServer::start(&set.authority, Reply::Raw(raw)).await;
    let outcome = set.get(&server.url("/"), None, LOOK).await;
    assert_eq!(outcome, failure(LookProblem::Connection, true));

    let server = TestServer::start(&set.authority, Reply::Raw(String::new())).await;
    let outcome = set.get(&server.url("/"), None, LOOK).await;
    assert_eq!(outcome, failure(LookProblem::Connection, true));
}

#[tokio::test]
async fn f64_silence_after_sending_is_a_timeout_that_may_have_arrived() {
    let set = setting();
    let server = TestServer::start(&set.authority, Reply::Silence).await;
    let outcome = set.get(&server.url("/"), None, SHORT).await;
    assert_eq!(outcome, failure(LookProblem::TimedOut, true));
}

#[tokio::test]
async fn silence_before_the_handshake_has_sent_nothing() {
    let set = setting();
    let server = TestServer::start(&set.authority, Reply::NoHandshake).await;
    let bounds = Bounds {
        connect: Duration::from_millis(200),
        ..LOOK
    };
    let outcome = set.get(&server.url("/"), None, bounds).await;
    assert_eq!(outcome, failure(LookProblem::TimedOut, false));
}

#[tokio::test]
async fn a_closed_port_has_sent_nothing() {
    let set = setting();
    let server = TestServer::start(&set.authority, Reply::text("x")).await;
    let url = server.url("/");
    server.stop().await;
    let outcome = set.get(&url, None, LOOK).await;
    assert_eq!(outcome, failure(LookProblem::Connection, false));
}

#[tokio::test]
async fn f48_f58_certificates_of_another_time_make_the_clock_a_suspect() {
    let set = setting();
    for (from, until) in [(2001, 2002), (2101, 2102)] {
        let server = TestServer::start_valid(&set.authority, Reply::text("x"), from, until).await;
        let outcome = set.get(&server.url("/"), None, LOOK).await;
        let clock_suspect = true;
        assert_eq!(outcome, failure(LookProblem::Tls { clock_suspect }, false));
        assert!(server.requests().is_empty());
    }
}

#[tokio::test]
async fn f57_an_unknown_authority_is_a_class_of_its_own_and_no_matter_of_the_clock() {
    let set = setting();
    let stranger = Authority::new();
    let server = TestServer::start(&stranger, Reply::text("x")).await;
    let outcome = set.get(&server.url("/"), None, LOOK).await;
    let clock_suspect = false;
    assert_eq!(outcome, failure(LookProblem::Tls { clock_suspect }, false));
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn f05_a_server_without_tls_is_refused() {
    let set = setting();
    let server = TestServer::start(&set.authority, Reply::Plain).await;
    let outcome = set.get(&server.url("/"), None, LOOK).await;
    let clock_suspect = false;
    assert_eq!(outcome, failure(LookProblem::Tls { clock_suspect }, false));

    let plain = server.url("/").replace("https:", "http:");
    let outcome = set.get(&plain, None, LOOK).await;
    assert_eq!(outcome, failure(LookProblem::Connection, false));
}

/// The request of a No-IP profile whose person chose the clear-text port, or did not.
fn noip_request(clear_text_port: bool) -> Request {
    let draft = hemma_core::settings::SettingsDraft {
        profile: vec![hemma_core::settings::ProfileDraft {
            id: Some("p".to_owned()),
            service: Some("noip".to_owned()),
            username: Some("me".to_owned()),
            endpoint: Some("https://127.0.0.1:1/".to_owned()),
            clear_text_port: Some(clear_text_port),
            ..Default::default()
        }],
        ..Default::default()
    };
    let settings = draft
        .check(&hemma_providers::catalog::catalog())
        .expect("settings");
    let profile = settings.profiles.values().next().expect("a profile");
    let secret = hemma_core::secret::Secret::new("secret".to_owned());
    let key = hemma_core::names::SecretKey::Profile(profile.id.clone());
    let secrets = [(key, secret)].into_iter().collect();
    let record = "p/mytest.example.com/ipv4".parse().expect("a record");
    let address = serde_json::from_value(serde_json::json!("192.0.2.25")).expect("an address");
    let change = hemma_core::scheduler::Change::new(record, address);
    let identity = hemma_providers::ClientIdentity::hemma("Test", "0");
    let mut exchange = hemma_providers::exchange_for(profile, &secrets, &[change], &identity)
        .expect("an exchange");
    match exchange.begin() {
        hemma_providers::exchange::Step::Send(request) => request,
        hemma_providers::exchange::Step::Done(outcome) => panic!("{outcome:?}"),
    }
}

#[tokio::test]
async fn clear_text_leaves_only_where_a_person_chose_it_and_nothing_falls_back_to_it() {
    for (chosen, server) in [(true, "127.0.0.1:8245"), (false, "127.0.0.1:1")] {
        let set = setting();
        let request = noip_request(chosen);
        assert_eq!(request.may_go_in_clear_text(), chosen);
        assert_eq!(request.url().scheme() == "http", chosen);
        let errand = Errand {
            request,
            family: None,
            purpose: ContactPurpose::Update,
            bounds: LOOK,
        };
        // Nobody listens there; what counts is whether the door let it out at all, and where to.
        let _ = set.door.send(errand).await;
        let sheet: Vec<String> = set.contacts.read().into_iter().map(|c| c.server).collect();
        assert_eq!(sheet, [server]);
    }
}

#[tokio::test]
async fn the_loopback_door_opens_to_nothing_else() {
    let set = setting();
    for url in ["https://192.0.2.1/", "https://[2001:db8::1]/"] {
        let outcome = set.get(url, None, LOOK).await;
        assert_eq!(outcome, failure(LookProblem::Connection, false));
    }
    assert!(set.contacts.read().is_empty());
}

#[tokio::test]
async fn every_contact_is_on_the_sheet_without_path_or_query() {
    let set = setting();
    let server = TestServer::start(&set.authority, Reply::text("x")).await;
    for _ in 0..2 {
        let url = server.url("/nic/update?token=hush");
        set.get(&url, None, LOOK).await.expect("an answer");
    }
    let sheet = set.contacts.read();
    assert_eq!(sheet.len(), 1);
    assert_eq!(sheet[0].times, 2);
    assert_eq!(format!("https://{}/", sheet[0].server), server.url("/"));
}

#[tokio::test]
async fn f37_no_url_is_in_a_log_or_an_error() {
    let log = crate::testing::Log::start();
    let set = setting();
    let silent = TestServer::start(&set.authority, Reply::Silence).await;
    let broken = TestServer::start(&set.authority, Reply::Raw(String::new())).await;
    let plain = TestServer::start(&set.authority, Reply::Plain).await;
    let mut errors = String::new();
    for server in [&plain, &silent, &broken, &plain] {
        let outcome = set
            .get(&server.url("/nic/update?token=hush"), None, SHORT)
            .await;
        errors.push_str(&format!("{:?}", outcome.expect_err("no answer")));
        log.listen();
    }
    let log = log.read();
    assert!(log.contains("no usable answer"), "nothing was logged");
    for text in [&errors, &log] {
        assert!(!text.contains("hush"), "{text}");
        assert!(!text.contains("/nic/update"), "{text}");
    }
}
