//! The port `Hands`: requests to services.

use std::sync::Arc;

use hemma_engine::messages::{Contact, ContactPurpose};
use hemma_engine::ports::{Hands, Task};
use hemma_providers::exchange::{Request, Response, SendFailure};

use crate::contacts::ContactSheet;
use crate::http::{Bounds, Door, Errand};

/// The real hands.
#[derive(Debug)]
pub struct SystemHands {
    door: Arc<Door>,
    contacts: Arc<ContactSheet>,
}

impl SystemHands {
    pub(crate) fn new(door: Arc<Door>, contacts: Arc<ContactSheet>) -> Self {
        Self { door, contacts }
    }
}

impl Hands for SystemHands {
    fn send(&self, request: Request) -> Task<'_, Result<Response, SendFailure>> {
        self.carry(request, ContactPurpose::Update)
    }

    fn manage(&self, request: Request) -> Task<'_, Result<Response, SendFailure>> {
        self.carry(request, ContactPurpose::Manage)
    }

    fn contacts(&self) -> Vec<Contact> {
        self.contacts.read()
    }
}

impl SystemHands {
    fn carry(
        &self,
        request: Request,
        purpose: ContactPurpose,
    ) -> Task<'_, Result<Response, SendFailure>> {
        let mut bounds = Bounds::UPDATE;
        if let Some(longest) = request.longest_answer() {
            bounds.body = usize::try_from(longest).unwrap_or(usize::MAX);
        }
        Box::pin(self.door.send(Errand {
            // The address travels in the request, so that either family carries it (F56), but for services that store
            // the connection's own address.
            family: request.over(),
            request,
            purpose,
            bounds,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SystemClock;
    use crate::http::{Reach, Roots};
    use crate::testing::{Authority, Reply, TestServer};
    use hemma_core::secret::Secret;
    use hemma_providers::ClientIdentity;
    use hemma_providers::hostup::api::{
        ApiDoor, Call as _, ChangeVpsHostname, DeleteConfiguration, LONGEST_ANSWER, ListDomains,
        SetEnabled,
    };
    use http::HeaderValue;

    fn hands(authority: &Authority) -> SystemHands {
        let contacts = Arc::new(ContactSheet::default());
        let door = Door::new(
            SystemClock::start(),
            Arc::clone(&contacts),
            HeaderValue::from_static("test"),
            Reach::LoopbackOnly,
            Roots::File(authority.path()),
        );
        SystemHands::new(Arc::new(door), contacts)
    }

    fn api(server: &TestServer) -> ApiDoor {
        let base = server.url("/api/v2").parse().expect("a URL");
        let identity = ClientIdentity::hemma("Test", "0");
        ApiDoor::new(Some(&base), &Secret::new("key".to_owned()), identity).expect("a door")
    }

    #[tokio::test]
    async fn an_api_call_goes_out_with_its_method_and_body() {
        let authority = Authority::new();
        let hands = hands(&authority);
        let server = TestServer::start(&authority, Reply::text("{}")).await;
        let api = api(&server);
        let (domain, config) = ("dom_1".parse(), "ddns_1".parse());
        let (domain, config) = (domain.expect("an id"), config.expect("an id"));
        let switch = SetEnabled {
            domain,
            config,
            enabled: false,
        };
        let delete = DeleteConfiguration {
            domain: switch.domain.clone(),
            config: switch.config.clone(),
        };
        let vps = "vps_1".parse().expect("an id");
        let rename = ChangeVpsHostname::new(vps, "web.example.com", None).expect("a call");
        for request in [
            switch.request(&api),
            delete.request(&api),
            rename.request(&api),
        ] {
            hands.manage(request).await.expect("an answer");
        }
        let contacts = hands.contacts();
        assert_eq!(contacts.len(), 1);
        assert_eq!(
            (contacts[0].purpose, contacts[0].times),
            (ContactPurpose::Manage, 3)
        );
        let seen = server.requests();
        let whole = |number: usize, line: &str, body: &str| {
            let text: &str = &seen[number];
            assert!(text.starts_with(&format!("{line} HTTP/1.1\r\n")), "{text}");
            assert!(text.ends_with(&format!("\r\n\r\n{body}")), "{text}");
            assert!(text.contains("authorization: Bearer key\r\n"), "{text}");
        };
        let path = "/api/v2/domains/dom_1/dyndns/ddns_1";
        whole(0, &format!("PATCH {path}"), r#"{"enabled":false}"#);
        whole(1, &format!("DELETE {path}"), "");
        let path = "/api/v2/vps/vps_1/hostname";
        whole(
            2,
            &format!("PUT {path}"),
            r#"{"hostname":"web.example.com"}"#,
        );
    }

    #[tokio::test]
    async fn an_api_answer_may_be_long_and_never_endless() {
        let authority = Authority::new();
        let hands = hands(&authority);
        let server = TestServer::start(&authority, Reply::Endless).await;
        let request = ListDomains::default().request(&api(&server));
        let answer = hands.manage(request).await.expect("an answer");
        assert!(answer.truncated);
        assert_eq!(u32::try_from(answer.body.len()), Ok(LONGEST_ANSWER));
    }

    #[tokio::test]
    async fn what_a_limit_says_of_its_end_is_kept() {
        let authority = Authority::new();
        let hands = hands(&authority);
        let raw = "HTTP/1.1 429 Too Many Requests\r\nX-RateLimit-Limit: 60\r\nX-RateLimit-Reset: 2026-04-27T12:35:26.000Z\r\ncontent-length: 0\r\n\r\n";
        let server = TestServer::start(&authority, Reply::Raw(raw.to_owned())).await;
        let request = ListDomains::default().request(&api(&server));
        let answer = hands.manage(request).await.expect("an answer");
        assert_eq!(
            answer.headers["x-ratelimit-reset"],
            "2026-04-27T12:35:26.000Z"
        );
        assert_eq!(answer.headers.len(), 1);
    }
}
