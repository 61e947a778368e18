//! What would be sent is shown before it is sent, and never is.

use hemma_core::settings::{NameEntryDraft, ProblemKind, ProfileDraft, TemplateProblem};
use hemma_engine::messages::{
    Advice, Answer, NameKind, NotSent, Note, Query, Rehearsal, SecretKind, ServiceAbout,
    UsernameKind,
};

use crate::harness::{FIRST, Running, SECRET, profile, world};

async fn rehearse(running: &Running, profile: ProfileDraft) -> Rehearsal {
    let profile = Box::new(profile);
    match running
        .handle
        .ask(Query::Rehearsal { profile })
        .await
        .unwrap()
    {
        Answer::Rehearsal { rehearsal } => rehearsal,
        other => panic!("{other:?}"),
    }
}

async fn about(running: &Running, service: &str) -> Option<ServiceAbout> {
    let service = service.parse().unwrap();
    match running
        .handle
        .ask(Query::AboutService { service })
        .await
        .unwrap()
    {
        Answer::AboutService { about } => about,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(start_paused = true)]
async fn f37_a_rehearsal_shows_the_request_with_known_addresses_and_sends_nothing() {
    let world = world();
    let running = Running::new(&world);
    running.until_fine().await;
    let sent = world.hands.sent().len();
    let mut dual = profile("noip", "home.example.com");
    dual.name[0].families = Some(vec!["ipv4".to_owned(), "ipv6".to_owned()]);
    let rehearsal = rehearse(&running, dual).await;
    assert_eq!((rehearsal.problems.len(), rehearsal.not_sent), (0, None));
    let [request] = rehearsal.requests.as_slice() else {
        panic!("{rehearsal:?}");
    };
    // The IPv6 address is not known yet: one for documentation stands in.
    assert_eq!(
        request.url,
        format!(
            "https://dynupdate.no-ip.com/nic/update?hostname=home.example.com&myip={FIRST},2001:db8::1"
        )
    );
    let login = request
        .headers
        .iter()
        .find(|header| header.name == "authorization");
    assert_eq!(login.unwrap().value, "Basic …");
    assert!(!format!("{rehearsal:?}").contains(SECRET));
    assert_eq!(world.hands.sent().len(), sent, "nothing was sent");
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn what_is_wrong_with_a_request_is_told_instead() {
    let running = Running::new(&world());
    let custom = |template: &str| ProfileDraft {
        id: Some("own".to_owned()),
        service: Some("custom".to_owned()),
        template: Some(template.to_owned()),
        name: vec![NameEntryDraft {
            name: Some("nas.example.net".to_owned()),
            ..NameEntryDraft::default()
        }],
        ..ProfileDraft::default()
    };
    let rehearsal = rehearse(&running, custom("https://{hostname}/?k={token}")).await;
    assert_eq!(rehearsal.requests, []);
    assert_eq!(
        rehearsal.problems[0].path.to_string(),
        "profile[0].template"
    );
    let problem = TemplateProblem::PlaceholderInHost;
    assert_eq!(
        rehearsal.problems[0].problem,
        ProblemKind::Template { problem }
    );
    let rehearsal = rehearse(
        &running,
        custom("https://ddns.example/{hostname}?k={token}"),
    )
    .await;
    assert_eq!(
        rehearsal.requests[0].url,
        "https://ddns.example/nas.example.net?k=…"
    );
    assert_eq!(
        rehearsal.advice,
        [Advice::SecretInAddress, Advice::NoAddressInTemplate]
    );
    let mut nothing = profile("noip", "home.example.com");
    nothing.name.clear();
    assert_eq!(
        rehearse(&running, nothing).await.not_sent,
        Some(NotSent::NoName)
    );
    let mut account = profile("noip", "home.example.com");
    account.username = Some("me@example.com".to_owned());
    assert_eq!(
        rehearse(&running, account).await.advice,
        [Advice::AccountLogin]
    );
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_form_learns_what_a_service_is_like() {
    let running = Running::new(&world());
    let noip = about(&running, "noip").await.unwrap();
    assert_eq!(noip.username, UsernameKind::DdnsKey);
    assert_eq!(noip.names, NameKind::HostnameOrGroup);
    assert_eq!(noip.notes, [Note::ConfirmMonthly]);
    assert!(noip.list && noip.families_together && !noip.needs_both_families);
    assert_eq!(
        (noip.help_domain.as_str(), noip.min_interval_seconds),
        ("noip.com", 300)
    );
    let inwx = about(&running, "inwx").await.unwrap();
    assert!(inwx.needs_both_families && inwx.one_name && !inwx.list);
    let dyfi = about(&running, "dyfi").await.unwrap();
    assert_eq!(dyfi.refreshed_after_hours, Some(132));
    let namecheap = about(&running, "namecheap").await.unwrap();
    assert!(namecheap.zone_required);
    assert_eq!(namecheap.secret, SecretKind::UpdatePassword);
    assert_eq!(about(&running, "nobody").await, None);
    running.stop().await;
}
