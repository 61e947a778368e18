//! Turning pages.

use super::{DOMAIN, door, fixture, now, read, read_bytes};
use hemma_providers::exchange::Response;
use hemma_providers::hostup::api::{
    ApiProblem, ApiProblemKind, Call, Domain, ListDomains, Listing, ListingEnd, Page, Pager, Paging,
};

/// Reads a whole list from a server that answers with `serve`, and returns it with the page marks that were asked for.
fn list(mut serve: impl FnMut(Option<&str>) -> Response) -> (Listing<Domain>, Vec<Option<String>>) {
    let mut pager = Pager::new();
    let mut asked = Vec::new();
    loop {
        assert!(asked.len() <= 101, "the pager does not end");
        let call = ListDomains {
            cursor: pager.cursor(),
            ..ListDomains::default()
        };
        let response = serve(call.cursor.as_deref());
        asked.push(call.cursor.clone());
        match pager.take(call.read(&door(), &response, now())) {
            Paging::More => {}
            Paging::Done(listing) => return (listing, asked),
        }
    }
}

fn page(number: usize, next: Option<&str>) -> Response {
    let body = serde_json::json!({
        "data": [{"id": format!("dom_{number}"), "name": "example.com", "serviceStatus": "active"}],
        "hasMore": next.is_some(),
        "nextCursor": next,
    });
    Response::new(200, body.to_string())
}

fn refused(status: u16, name: &str) -> Response {
    Response::new(status, fixture(name))
}

#[test]
fn pages_are_put_together_in_order() {
    let (listing, asked) = list(|cursor| match cursor {
        None => refused(200, "list-domains-200-page1.json"),
        Some("eyJvZmZzZXQiOjIwfQ") => refused(200, "list-domains-200-page2.json"),
        Some(other) => panic!("{other}"),
    });
    assert_eq!(asked.len(), 2);
    assert_eq!(listing.end, ListingEnd::Complete);
    let names: Vec<&str> = listing
        .items
        .iter()
        .map(|domain| domain.name.as_str())
        .collect();
    assert_eq!(names, ["example.com", "example.se"]);
    assert_eq!(listing.items[0].id.as_str(), DOMAIN);
    assert_eq!(listing.items[1].service_status.as_str(), "expired");
}

#[test]
fn a_list_ends_however_the_server_says_so() {
    for end in [
        r#"{"data":[],"nextCursor":null}"#,
        r#"{"data":[],"nextCursor":"","hasMore":true}"#,
        r#"{"data":[],"nextCursor":"more","hasMore":false}"#,
        r#"{"data":[],"hasMore":true}"#,
        r#"{"nextCursor":null,"hasMore":false}"#,
        r#"{"data":null,"hasMore":false}"#,
        r#"{"data":[],"nextCursor":7}"#,
    ] {
        let page = read_bytes(&ListDomains::default(), 200, end).expect("a page");
        assert_eq!((page.next, page.items.len()), (None, 0), "{end}");
    }
    let more = r#"{"data":[],"nextCursor":"more"}"#;
    let page = read_bytes(&ListDomains::default(), 200, more).expect("a page");
    assert_eq!(page.next.as_deref(), Some("more"));
}

#[test]
fn a_cursor_that_comes_back_ends_the_list() {
    let (listing, asked) = list(|_| page(0, Some("same")));
    assert_eq!(listing.end, ListingEnd::Circle);
    assert_eq!((listing.items.len(), asked.len()), (2, 2));
    // "There is more" without a mark leads nowhere as well.
    let unmarked = r#"{"data":[{"id":"dom_1","name":"a.se"}],"hasMore":true,"nextCursor":null}"#;
    let (listing, asked) = list(|_| Response::new(200, unmarked));
    assert_eq!(listing.end, ListingEnd::Circle);
    assert_eq!((listing.items.len(), asked.len()), (1, 1));
    // A circle of more than one page is one as well.
    let (listing, asked) = list(|cursor| match cursor {
        None => page(0, Some("a")),
        Some("a") => page(1, Some("b")),
        Some(_) => page(2, Some("a")),
    });
    assert_eq!(listing.end, ListingEnd::Circle);
    assert_eq!(asked.len(), 3);
}

#[test]
fn an_endless_list_ends_after_fifty_pages() {
    let mut number = 0;
    let (listing, asked) = list(|_| {
        number += 1;
        page(number, Some(&format!("c{number}")))
    });
    assert_eq!(listing.end, ListingEnd::TooLong);
    assert_eq!((listing.items.len(), asked.len()), (50, 50));
}

#[test]
fn a_cursor_the_server_forgot_starts_the_list_over_once() {
    let mut forgotten = false;
    let (listing, asked) = list(|cursor| match cursor {
        None => page(0, Some("a")),
        Some(_) if !forgotten => {
            forgotten = true;
            refused(400, "problem-400-invalid-cursor.json")
        }
        Some(_) => page(1, None),
    });
    assert_eq!(listing.end, ListingEnd::Complete);
    // Nothing twice: what had been read before the restart is dropped.
    assert_eq!((listing.items.len(), asked.len()), (2, 4));

    let (listing, asked) = list(|cursor| match cursor {
        None => page(0, Some("a")),
        Some(_) => refused(400, "problem-400-invalid-cursor.json"),
    });
    assert!(matches!(
        listing.end,
        ListingEnd::Broken(ApiProblem {
            kind: ApiProblemKind::CursorInvalid,
            ..
        })
    ));
    assert_eq!((listing.items.len(), asked.len()), (1, 4));
}

#[test]
fn a_first_page_without_a_cursor_cannot_have_a_bad_one() {
    let (listing, asked) = list(|_| refused(400, "problem-400-invalid-cursor.json"));
    assert!(matches!(listing.end, ListingEnd::Broken(_)));
    assert_eq!(asked, [None]);
}

#[test]
fn a_key_revoked_in_mid_list_keeps_what_was_read() {
    let (listing, _) = list(|cursor| match cursor {
        None => page(0, Some("a")),
        Some(_) => refused(401, "problem-401.json"),
    });
    assert_eq!(listing.items.len(), 1);
    let ListingEnd::Broken(problem) = listing.end else {
        panic!("{:?}", listing.end);
    };
    assert_eq!(problem.kind, ApiProblemKind::KeyRejected);
}

#[test]
fn entries_nobody_can_read_are_counted_and_left_out() {
    let body = r#"{"data":[{"id":"dom_1","name":"a.se"},{"id":"../x","name":"b.se"},{"name":"c.se"},7],"hasMore":false}"#;
    let (listing, _) = list(|_| Response::new(200, body));
    assert_eq!((listing.items.len(), listing.skipped), (1, 3));
    assert_eq!(listing.end, ListingEnd::Complete);
    let page: Page<Domain> =
        read(&ListDomains::default(), 200, "list-domains-200-page1.json").expect("a page");
    assert_eq!(page.skipped, 0);
}
