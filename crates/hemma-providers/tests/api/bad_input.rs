//! Answers that no server should give.

use super::{CONFIG, DOMAIN, KEY, VPS, door, id, now, read, read_bytes, strange};
use hemma_providers::exchange::Response;
use hemma_providers::hostup::api::{
    Call, Configurations, LONGEST_ANSWER, ListConfigurations, ListDomains, ListVps, Oddity,
    ReverseDnsStatus, UpdateLog, VpsHostname,
};

fn configurations(body: &str) -> Result<Configurations, Oddity> {
    let call = ListConfigurations { domain: id(DOMAIN) };
    read_bytes(&call, 200, body).map_err(|problem| match problem.kind {
        hemma_providers::hostup::api::ApiProblemKind::Strange { oddity } => oddity,
        other => panic!("{other:?}"),
    })
}

#[test]
fn f03_a_portal_is_not_an_answer() {
    for page in [
        "<html>good 192.0.2.1</html>",
        "\u{feff}\n <!DOCTYPE html>",
        "<?xml version=\"1.0\"?>",
    ] {
        assert_eq!(configurations(page), Err(Oddity::Portal), "{page}");
    }
    for text in ["", "good", "{", "{\"available\":true", "\u{0}\u{1}"] {
        assert_eq!(configurations(text), Err(Oddity::NotJson), "{text}");
    }
    let bytes =
        ListDomains::default().read(&door(), &Response::new(200, vec![0xff, 0xfe, 0x00]), now());
    assert_eq!(bytes.expect_err("a problem").kind, strange(Oddity::NotJson));
}

#[test]
fn foreign_json_is_not_an_answer() {
    for text in [
        "{}",
        "[]",
        "null",
        "7",
        "\"available\"",
        r#"{"available":true}"#,
        r#"{"available":"yes","configs":[]}"#,
        r#"{"available":true,"configs":{}}"#,
        r#"{"available":true,"configs":null}"#,
        r#"{"available":true,"configs":[1,2]}"#,
        r#"{"login":"octocat","configs":[]}"#,
    ] {
        assert_eq!(configurations(text), Err(Oddity::WrongShape), "{text}");
    }
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(configurations(&deep), Err(Oddity::NotJson));
    for body in ["{}", r#"{"id":1}"#, r#"{"data":7}"#, r#"{"data":{"a":1}}"#] {
        let problem = read_bytes(&ListVps::default(), 200, body).expect_err("a problem");
        assert_eq!(problem.kind, strange(Oddity::WrongShape), "{body}");
        let problem = read_bytes(&VpsHostname { vps: id(VPS) }, 200, body).expect_err("a problem");
        assert_eq!(problem.kind, strange(Oddity::WrongShape), "{body}");
    }
}

#[test]
fn the_envelope_of_the_old_api_is_known_and_refused() {
    let call = UpdateLog {
        domain: id(DOMAIN),
        config: id(CONFIG),
    };
    let problem = read(&call, 200, "v1-list-dyndns-logs-200.json").expect_err("a problem");
    assert_eq!(problem.kind, strange(Oddity::OldApi));
}

#[test]
fn a_body_of_ten_megabytes_is_refused_by_name() {
    let cap = usize::try_from(LONGEST_ANSWER).expect("a length");
    let mut body = br#"{"data":[{"id":"dom_1","name":"a.se"},"#.to_vec();
    body.resize(10 * 1024 * 1024, b' ');
    body.truncate(cap);
    for status in [200, 400, 500] {
        let mut response = Response::new(status, body.clone());
        response.truncated = true;
        let problem = ListDomains::default()
            .read(&door(), &response, now())
            .expect_err("a problem");
        assert_eq!(problem.status, status);
        let too_large = problem.kind == strange(Oddity::TooLarge);
        assert_eq!(too_large, status == 200, "{problem:?}");
        assert_eq!(problem.detail, None);
    }
}

#[test]
fn members_that_are_not_needed_may_be_missing_or_of_any_type() {
    let bare = r#"{"available":true,"configs":[{"id":"ddns_1","hostname":"a.se","recordType":"A","enabled":true}]}"#;
    let odd = r#"{"available":true,"reason":7,"actions":[],"future":{"x":1},"configs":[{"id":"ddns_1","hostname":"a.se",
        "recordType":"A","enabled":true,"token":9,"lastIp":[],"lastUpdatedAt":12,"updateCount":-1.5,"createdAt":{},
        "updatedAt":false,"more":null}]}"#;
    let bare = configurations(bare).expect("configurations");
    assert_eq!(configurations(odd), Ok(bare.clone()));
    assert_eq!(bare.configs[0].update_count, None);
    assert_eq!(bare.actions.can_manage, None);
}

#[test]
fn what_makes_a_configuration_may_not_be_missing() {
    let good = r#"{"id":"ddns_1","hostname":"a.se","recordType":"A","enabled":true}"#;
    for bad in [
        r#"{"hostname":"a.se","recordType":"A","enabled":true}"#,
        r#"{"id":"ddns_2","recordType":"A","enabled":true}"#,
        r#"{"id":"ddns_2","hostname":"a.se","enabled":true}"#,
        r#"{"id":"ddns_2","hostname":"a.se","recordType":"A"}"#,
        r#"{"id":"ddns_2","hostname":"a.se","recordType":"A","enabled":"yes"}"#,
        r#"{"id":"a/../b","hostname":"a.se","recordType":"A","enabled":true}"#,
        "null",
    ] {
        let body = format!(r#"{{"available":true,"configs":[{bad},{good}]}}"#);
        let listed = configurations(&body).expect("configurations");
        assert_eq!((listed.configs.len(), listed.skipped), (1, 1), "{bad}");
    }
}

#[test]
fn words_nobody_knows_are_kept_as_they_are() {
    let body = r#"{"available":true,"configs":[{"id":"ddns_1","hostname":"a.se","recordType":"HTTPS","enabled":true}]}"#;
    let listed = configurations(body).expect("configurations");
    let kind = &listed.configs[0].record_type;
    assert_eq!((kind.as_str(), kind.family()), ("HTTPS", None));
    assert_eq!(serde_json::json!(kind), "HTTPS");

    let domains = r#"{"data":[{"id":"dom_1","name":"a.se","serviceStatus":"parked"},{"id":"dom_2","name":"b.se","serviceStatus":3}]}"#;
    let page = read_bytes(&ListDomains::default(), 200, domains).expect("a page");
    let words: Vec<&str> = page
        .items
        .iter()
        .map(|item| item.service_status.as_str())
        .collect();
    assert_eq!(words, ["parked", "unknown"]);
    assert_eq!(ReverseDnsStatus::from("later").as_str(), "later");
}

#[test]
fn f37_a_success_that_echoes_the_key_is_shown_without_it() {
    let body = serde_json::json!({
        "available": false,
        "reason": format!("key {KEY}\u{7} may not"),
        "configs": [],
        "actions": {"canManage": {"allowed": false, "reason": KEY, "code": KEY}},
    });
    let listed = configurations(&body.to_string()).expect("configurations");
    assert_eq!(listed.reason.as_deref(), Some("key … may not"));
    assert!(!format!("{listed:?}").contains(KEY));
}

#[test]
fn names_in_unicode_are_compared_in_the_form_of_dns() {
    let body = r#"{"data":[{"id":"dom_1","name":"ÅÄÖ.se"},{"id":"dom_2","name":"xn--4cab6c.se"},{"id":"dom_3","name":"not a name"}]}"#;
    let page = read_bytes(&ListDomains::default(), 200, body).expect("a page");
    let names: Vec<Option<String>> = page
        .items
        .iter()
        .map(|item| item.hostname().map(|name| name.as_str().to_owned()))
        .collect();
    let puny = Some("xn--4cab6c.se".to_owned());
    assert_eq!(names, [puny.clone(), puny, None]);
}

#[test]
fn an_id_or_token_that_had_to_be_cleaned_is_none() {
    let odd = r#"{"id":"ddns_\u0007","hostname":"a.se","recordType":"A","enabled":true}"#;
    let torn =
        r#"{"id":"ddns_2","hostname":"a.se","recordType":"A","enabled":true,"token":"ab\u0000cd"}"#;
    let listed = configurations(&format!(r#"{{"available":true,"configs":[{odd},{torn}]}}"#));
    let listed = listed.expect("configurations");
    assert_eq!((listed.configs.len(), listed.skipped), (1, 1));
    assert_eq!(listed.configs[0].id.as_str(), "ddns_2");
    assert_eq!(listed.configs[0].token, None);
}
