//! Accounts at a service with an API, with a pretend HostUp that keeps domains, configurations and tokens.

mod changes;
mod keeping;
mod manners;
mod questions;
mod repair;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use hemma_core::settings::{NameEntryDraft, ProfileDraft};
use hemma_engine::fakes::{Reply, World};
use hemma_engine::messages::{
    Answer, ApiAnswer, ApiChange, ApiQuery, ApiTrouble, Command, CommandError, ConfigurationsView,
    Done, Query, QueryError,
};
use hemma_providers::exchange::{Request, Response};
use serde_json::{Value, json};

use crate::harness::{FIRST, Running, draft, ip};

pub(crate) const KEY: &str = "hostup-key-of-an-example";
pub(crate) const DOMAIN: &str = "dom_1";

/// One configuration at the service.
#[derive(Clone, Debug)]
pub(crate) struct Config {
    pub(crate) id: String,
    pub(crate) hostname: String,
    pub(crate) record_type: String,
    pub(crate) token: String,
    pub(crate) enabled: bool,
}

/// The service.
#[derive(Debug, Default)]
pub(crate) struct Hostup {
    pub(crate) configs: Vec<Config>,
    pub(crate) logs: Vec<Value>,
    /// Answers that come before anything else.
    pub(crate) script: VecDeque<Reply>,
    /// Tokens are not shown and gates are closed.
    pub(crate) read_only: bool,
    made: u32,
}

pub(crate) type Shared = Arc<Mutex<Hostup>>;

impl Hostup {
    pub(crate) fn add(&mut self, hostname: &str, record_type: &str) -> Config {
        self.made += 1;
        let config = Config {
            id: format!("ddns_{}", self.made),
            hostname: hostname.to_owned(),
            record_type: record_type.to_owned(),
            token: format!("token-{:04}-of-an-example", self.made),
            enabled: true,
        };
        self.configs.push(config.clone());
        config
    }

    fn show(&self, config: &Config) -> Value {
        json!({
            "id": config.id,
            "hostname": config.hostname,
            "recordType": config.record_type,
            "token": if self.read_only { Value::Null } else { json!(config.token) },
            "lastIp": null,
            "lastUpdatedAt": null,
            "updateCount": 0,
            "enabled": config.enabled,
            "createdAt": "2026-10-01T12:00:00.000Z",
            "updatedAt": null,
        })
    }

    fn answer(&mut self, request: &Request) -> Reply {
        if let Some(reply) = self.script.pop_front() {
            return reply;
        }
        let path = request
            .url()
            .path()
            .trim_start_matches("/api/v2")
            .to_owned();
        let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
        let body: Value = serde_json::from_slice(request.body()).unwrap_or(Value::Null);
        let method = request.method().as_str();
        match (method, parts.as_slice()) {
            ("GET", ["domains"]) => ok(&json!({
                "data": [{ "id": DOMAIN, "name": "example.com", "serviceStatus": "active" }],
                "nextCursor": null,
                "hasMore": false,
            })),
            ("GET", ["vps"]) => refuse(403, "forbidden"),
            ("GET", ["domains", DOMAIN, "dyndns"]) => {
                let gate = json!({ "allowed": !self.read_only, "reason": null });
                let configs: Vec<Value> = self.configs.iter().map(|one| self.show(one)).collect();
                ok(&json!({
                    "available": true,
                    "reason": null,
                    "configs": configs,
                    "actions": { "canManage": gate, "canEnable": gate, "canUpdateToken": gate },
                }))
            }
            ("POST", ["domains", DOMAIN, "dyndns"]) => {
                let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
                let config = self.add(&text("hostname"), &text("recordType"));
                Reply::Answer(Response::new(201, self.show(&config).to_string()))
            }
            ("GET", ["domains", DOMAIN, "dyndns", _, "logs"]) => ok(&json!({ "logs": self.logs })),
            ("PATCH", ["domains", DOMAIN, "dyndns", id]) => {
                let Some(place) = self.configs.iter().position(|one| one.id == *id) else {
                    return refuse(404, "not_found");
                };
                self.configs[place].enabled = body["enabled"].as_bool().unwrap();
                ok(&self.show(&self.configs[place]))
            }
            ("DELETE", ["domains", DOMAIN, "dyndns", id]) => {
                let before = self.configs.len();
                self.configs.retain(|one| one.id != *id);
                if self.configs.len() == before {
                    return refuse(404, "not_found");
                }
                Reply::Answer(Response::new(204, ""))
            }
            _ => refuse(404, "not_found"),
        }
    }
}

pub(crate) fn ok(body: &Value) -> Reply {
    Reply::Answer(Response::new(200, body.to_string()))
}

pub(crate) fn refuse(status: u16, code: &str) -> Reply {
    let body = json!({ "status": status, "code": code, "detail": "no", "requestId": "req_7" });
    Reply::Answer(Response::new(status, body.to_string()))
}

/// Too many calls; come back after so many seconds.
pub(crate) fn limited(seconds: u32) -> Reply {
    let mut response = Response::new(429, json!({ "code": "rate_limit_exceeded" }).to_string());
    response
        .headers
        .insert("retry-after", seconds.to_string().parse().unwrap());
    Reply::Answer(response)
}

/// A HostUp profile with these names over IPv4.
pub(crate) fn hostup(names: &[&str]) -> ProfileDraft {
    ProfileDraft {
        id: Some("hostup".to_owned()),
        service: Some("hostup".to_owned()),
        label: Some("Home".to_owned()),
        name: names
            .iter()
            .map(|name| NameEntryDraft {
                name: Some((*name).to_owned()),
                families: Some(vec!["ipv4".to_owned()]),
                ..NameEntryDraft::default()
            })
            .collect(),
        ..ProfileDraft::default()
    }
}

/// A world with a HostUp profile, its API key, and the service.
pub(crate) fn world(names: &[&str]) -> (World, Shared) {
    let world = World::new(draft(vec![hostup(names)]));
    world.senses.set_address(ip(FIRST));
    world.vault.put("hostup".parse().unwrap(), KEY);
    let service = Shared::default();
    let answering = service.clone();
    world.hands.set_api(Box::new(move |request| {
        answering.lock().unwrap().answer(request)
    }));
    (world, service)
}

/// The same where `home.example.com` is kept already, with the token that it has there.
pub(crate) fn world_that_keeps() -> (World, Shared, Config) {
    let (world, service) = world(&["home.example.com"]);
    let config = service.lock().unwrap().add("home.example.com", "A");
    world.vault.put(HOME.parse().unwrap(), &config.token);
    (world, service, config)
}

/// The record of [`world_that_keeps`].
pub(crate) const HOME: &str = "hostup/home.example.com/ipv4";

pub(crate) async fn ask(running: &Running, ask: ApiQuery) -> Result<ApiAnswer, ApiTrouble> {
    let profile = "hostup".parse().unwrap();
    match running.handle.ask(Query::Api { profile, ask }).await {
        Ok(Answer::Api { answer }) => Ok(answer),
        Err(QueryError::Api { trouble }) => Err(trouble),
        other => panic!("{other:?}"),
    }
}

pub(crate) async fn list(running: &Running, again: bool) -> Result<ConfigurationsView, ApiTrouble> {
    let domain = DOMAIN.to_owned();
    match ask(running, ApiQuery::Configurations { domain, again }).await? {
        ApiAnswer::Configurations { configurations } => Ok(configurations),
        other => panic!("{other:?}"),
    }
}

pub(crate) async fn change(running: &Running, change: ApiChange) -> Result<Done, CommandError> {
    let profile = "hostup".parse().unwrap();
    running.handle.tell(Command::Api { profile, change }).await
}

pub(crate) fn keep(config: &Config, keep: bool) -> ApiChange {
    ApiChange::Keep {
        domain: DOMAIN.to_owned(),
        configuration: config.id.clone(),
        keep,
    }
}

/// The calls so far, as `METHOD path`.
pub(crate) fn calls(world: &World) -> Vec<String> {
    let called = world.hands.called();
    let line = |request: &Request| {
        let path = request.url().path().trim_start_matches("/api/v2");
        format!("{} {path}", request.method())
    };
    called.iter().map(line).collect()
}
