//! A plain client of HostUp's API.

use std::collections::BTreeSet;

use hemma_sandbox::{Sandbox, Target, World};
use reqwest::header::HeaderMap;
use serde_json::Value;

/// Somebody with a key.
pub(crate) struct Api<'a> {
    pub(crate) sandbox: &'a Sandbox,
    client: reqwest::Client,
    key: String,
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    /// The body as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("not JSON: {}", self.text))
    }

    /// The machine word of a problem, after its status and media type have been checked.
    pub(crate) fn problem(&self) -> String {
        let body = self.json();
        assert_eq!(
            self.headers["content-type"], "application/problem+json",
            "{body}"
        );
        assert_eq!(body["status"], self.status, "{body}");
        assert!(
            body["requestId"].as_str().unwrap().starts_with("req_"),
            "{body}"
        );
        body["code"].as_str().unwrap().to_owned()
    }

    /// The pointers of a problem's field errors.
    pub(crate) fn pointers(&self) -> Vec<String> {
        let body = self.json();
        let errors = body["errors"].as_array().unwrap();
        let pointer = |error: &Value| error["pointer"].as_str().unwrap().to_owned();
        errors.iter().map(pointer).collect()
    }
}

impl<'a> Api<'a> {
    pub(crate) fn with(sandbox: &'a Sandbox, key: &str) -> Self {
        Self {
            sandbox,
            client: super::client(sandbox),
            key: key.to_owned(),
        }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, None).await
    }

    /// As [`Api::get`], JSON of a 200.
    pub(crate) async fn ok(&self, path: &str) -> Value {
        let answer = self.get(path).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
        answer.json()
    }

    pub(crate) async fn send(&self, method: &str, path: &str, body: Option<&str>) -> Answer {
        let url = format!("{}/api/v2{path}", self.sandbox.url(Target::HostupApi));
        let method = reqwest::Method::from_bytes(method.as_bytes()).unwrap();
        let mut request = self.client.request(method, url);
        request = request.header("accept", "application/json");
        if !self.key.is_empty() {
            request = request.bearer_auth(&self.key);
        }
        if let Some(body) = body {
            request = request
                .header("content-type", "application/json")
                .body(body.to_owned());
        }
        let response = request.send().await.unwrap();
        Answer {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            text: response.text().await.unwrap(),
        }
    }

    /// The id of a domain by its name.
    pub(crate) async fn domain(&self, name: &str) -> String {
        let found = self.ok(&format!("/domains?name={name}")).await;
        found["data"][0]["id"].as_str().unwrap().to_owned()
    }

    /// The id of a server by its name.
    pub(crate) async fn vps(&self, name: &str) -> String {
        let found = self.ok(&format!("/vps?name={name}")).await;
        found["data"][0]["id"].as_str().unwrap().to_owned()
    }
}

pub(crate) async fn seeded() -> Sandbox {
    Sandbox::start(World::seeded()).await.unwrap()
}

/// Reads one of the vendor's example bodies.
pub(crate) fn fixture(name: &str) -> Value {
    let path = format!("{}/tests/fixtures/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// All members of a value by their paths, `configs[].id` and so on, with the kind of what they hold.
pub(crate) fn shape(value: &Value) -> BTreeSet<String> {
    let mut paths = BTreeSet::new();
    walk(value, "", &mut paths);
    paths
}

fn walk(value: &Value, path: &str, paths: &mut BTreeSet<String>) {
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(items) => {
            for item in items {
                walk(item, &format!("{path}[]"), paths);
            }
            "array"
        }
        Value::Object(members) => {
            for (name, member) in members {
                walk(member, &format!("{path}.{name}"), paths);
            }
            "object"
        }
    };
    paths.insert(format!("{path}: {kind}"));
}
