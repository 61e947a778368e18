//! A plain client of the services with a dialect of their own.

use hemma_sandbox::{Family, Rude, Sandbox, Target, World};

/// Somebody with a login at one service.
pub(crate) struct Customer<'a> {
    sandbox: &'a Sandbox,
    client: reqwest::Client,
    target: Target,
    /// Sent as Basic.
    pub(crate) login: Option<(String, String)>,
    pub(crate) over_ipv6: bool,
}

impl<'a> Customer<'a> {
    /// With the seeded login.
    pub(crate) fn at(sandbox: &'a Sandbox, target: Target) -> Self {
        let (user, password) = World::service_login(target);
        Self {
            sandbox,
            client: super::client(sandbox),
            target,
            login: Some((user, password)).filter(|(user, _)| !user.is_empty()),
            over_ipv6: false,
        }
    }

    /// Sends one request.
    pub(crate) async fn get(&self, path: &str) -> (u16, String) {
        let base = if self.over_ipv6 {
            self.sandbox.url_v6(self.target).expect("an IPv6 loopback")
        } else {
            self.sandbox.url(self.target)
        };
        let mut request = self
            .client
            .get(base + path)
            .header("user-agent", super::AGENT);
        if let Some((user, password)) = &self.login {
            request = request.basic_auth(user, Some(password));
        }
        let response = request.send().await.unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    }

    /// The body of a 200.
    pub(crate) async fn said(&self, path: &str) -> String {
        let (status, body) = self.get(path).await;
        assert_eq!(status, 200, "{path}: {body}");
        body
    }

    /// What is registered for the service's seeded name, as `A AAAA` with `-` for nothing.
    pub(crate) fn held(&self) -> String {
        self.held_by(&World::service_name(self.target))
    }

    pub(crate) fn held_by(&self, name: &str) -> String {
        let held = |family| {
            let address = self.sandbox.registered(name, family);
            address.map_or_else(|| "-".to_owned(), |address| address.to_string())
        };
        format!("{} {}", held(Family::V4), held(Family::V6))
    }

    pub(crate) fn rudeness(&self) -> Vec<Rude> {
        let rude = self.sandbox.ledger().rude();
        rude.into_iter().filter_map(|entry| entry.rude).collect()
    }
}
