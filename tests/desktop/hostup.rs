//! One API key in the real window, from paste to a name that is proved in DNS. No file is touched.

use hemma_sandbox::{Target, keys};
use hemma_tests::house::House;
use hemma_tests::settings::text;

use crate::browser::Window;
use crate::bus::until;
use crate::require_session;

/// The key of the sandbox's account that may do everything, pasted and tested; the form is still open.
async fn with_a_tested_key(house: &House) -> Window {
    let window = Window::open(house, &["--page", "names/+"]).await;
    let service = window.find("#service").await;
    service.select_by_value("hostup").await.expect("HostUp");
    window.click("summary", "More choices").await;
    let api = format!("{}/api/v2", house.sandbox.url(Target::HostupApi));
    window.type_into("#api", &api).await;
    window.type_into("#secret", keys::FULL).await;
    window.click("button", "Test the key").await;
    window
        .containing("section", "See domains and configurations")
        .await;
    window
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pasted_key_becomes_a_proved_name_by_clicks_alone() {
    require_session();
    let house = House::new().await;
    house.write_settings(&text(&house.sandbox, &[], None));
    let mut agent = house.desktop_agent().await;
    let window = with_a_tested_key(&house).await;
    window.picture("hostup-key").await;
    assert!(
        house
            .sandbox
            .ledger()
            .of(Target::HostupApi)
            .iter()
            .all(|entry| entry.method == "GET"),
        "a key is tested by reading alone"
    );
    window.click("button", "Save").await;
    window.containing("button", "hemma.example").await;
    window.picture("hostup-domains").await;

    // The domain is opened, and a name is made in it and kept.
    window.containing("button", "hemma.example").await;
    open_domain(&window, "hemma.example").await;
    window.click("button", "Create a name").await;
    let name = window.find("form input.mono").await;
    name.clear().await.expect("it can be emptied");
    name.send_keys("garden.hemma.example")
        .await
        .expect("it takes keys");
    window.picture("hostup-create").await;
    window.click("button", "Create").await;

    agent
        .until_address_in_dns("garden.hemma.example", "203.0.113.7")
        .await;
    window.containing("button", "garden.hemma.example").await;
    window.picture("hostup-kept").await;

    let page = window.everything().await;
    assert!(!page.contains(keys::FULL), "the key is not on the page");
    assert!(house.sandbox.ledger().rude().is_empty());
}

/// Opens a domain of the list, unless it is open.
async fn open_domain(window: &Window, domain: &str) {
    let path = format!(
        "[...document.querySelectorAll('button[aria-expanded]')]\
         .find((one) => one.querySelector('.name')?.innerText.trim() === '{domain}')"
    );
    until("the domain in the list", || async {
        let opened = window
            .script(&format!(
                "const row = {path}; if (!row) return 'missing'; \
                 if (row.getAttribute('aria-expanded') === 'false') row.click(); return 'open'"
            ))
            .await;
        (opened == "open").then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_is_not_accepted_is_told_kindly_and_nothing_is_saved() {
    require_session();
    let house = House::new().await;
    house.write_settings(&text(&house.sandbox, &[], None));
    let agent = house.desktop_agent().await;
    let window = Window::open(&house, &["--page", "names/+"]).await;
    let service = window.find("#service").await;
    service.select_by_value("hostup").await.expect("HostUp");
    window.click("summary", "More choices").await;
    let api = format!("{}/api/v2", house.sandbox.url(Target::HostupApi));
    window.type_into("#api", &api).await;
    window.type_into("#secret", keys::REVOKED).await;
    window.click("button", "Test the key").await;
    window.containing("section", "not accepted").await;
    window.picture("hostup-revoked").await;
    assert_eq!(window.value("#secret").await, keys::REVOKED);
    assert!(agent.snapshot().await.names.is_empty());
}
