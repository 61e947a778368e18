//! A settings file for one test, aimed at the sandbox.

use std::fmt::Write as _;

use hemma_sandbox::{HOSTUP_TOKEN_A, HOSTUP_TOKEN_AAAA, Sandbox, Target};

/// One profile of the file.
#[derive(Clone, Debug)]
pub struct Profile {
    /// Its id, which also names its secret file.
    pub id: String,
    /// The service id.
    pub service: &'static str,
    /// The user name.
    pub username: Option<String>,
    /// Where updates go.
    pub endpoint: String,
    /// Names with the families kept for each.
    pub names: Vec<(String, Vec<&'static str>)>,
    /// Its secrets, with the key each is stored under.
    pub secrets: Vec<(String, String)>,
}

impl Profile {
    /// The seeded No-IP account with `home.noip.example`, IPv4.
    #[must_use]
    pub fn noip(sandbox: &Sandbox) -> Self {
        Self {
            id: "noip".to_owned(),
            service: "noip",
            username: Some("sandbox".to_owned()),
            endpoint: format!("{}/nic/update", sandbox.url(Target::NoIp)),
            names: vec![("home.noip.example".to_owned(), vec!["ipv4"])],
            secrets: vec![("noip".to_owned(), "sandbox-secret".to_owned())],
        }
    }

    /// The seeded dyndns2 account with `nas.hemma.example`, IPv4.
    #[must_use]
    pub fn dyndns2(sandbox: &Sandbox) -> Self {
        Self {
            id: "dyn".to_owned(),
            service: "dyndns2",
            username: Some("dyn".to_owned()),
            endpoint: format!("{}/nic/update", sandbox.url(Target::Dyndns2)),
            names: vec![("nas.hemma.example".to_owned(), vec!["ipv4"])],
            secrets: vec![("dyn".to_owned(), "dyn-secret".to_owned())],
        }
    }

    /// The seeded HostUp configurations of `hem.hemma.example`, both families.
    #[must_use]
    pub fn hostup(sandbox: &Sandbox) -> Self {
        let name = "hem.hemma.example";
        Self {
            id: "hostup".to_owned(),
            service: "hostup",
            username: None,
            endpoint: format!("{}/api/dyndns/update", sandbox.url(Target::Hostup)),
            names: vec![(name.to_owned(), vec!["ipv4", "ipv6"])],
            secrets: vec![
                (format!("hostup/{name}/ipv4"), HOSTUP_TOKEN_A.to_owned()),
                (format!("hostup/{name}/ipv6"), HOSTUP_TOKEN_AAAA.to_owned()),
            ],
        }
    }

    /// The same with other names.
    #[must_use]
    pub fn with_names(mut self, names: &[(&str, &[&'static str])]) -> Self {
        self.names = names
            .iter()
            .map(|(name, families)| ((*name).to_owned(), families.to_vec()))
            .collect();
        self
    }
}

/// Returns the text of `settings.toml`. `secrets` is the folder of the secret files, if the profiles use any.
#[must_use]
pub fn text(sandbox: &Sandbox, profiles: &[Profile], secrets: Option<&std::path::Path>) -> String {
    let mut text = String::from(
        "# Written by a test.\nversion = 1\n\n[detection]\npermit_documentation = true\n",
    );
    text.push_str("ipv6 = \"web\"\ninterval = \"1h\"\n\n");
    for (id, target, body) in [
        ("echo-a", Target::EchoA, "text"),
        ("echo-b", Target::EchoB, "trace"),
    ] {
        let path = if target == Target::EchoB {
            "/cdn-cgi/trace"
        } else {
            "/"
        };
        let _ = writeln!(
            text,
            "[[detection.source]]\nid = \"{id}\"\noperator = \"operator-{id}\""
        );
        let _ = writeln!(text, "ipv4 = \"{}{path}\"", sandbox.url(target));
        if let Some(url) = sandbox.url_v6(target) {
            let _ = writeln!(text, "ipv6 = \"{url}{path}\"");
        }
        let _ = writeln!(text, "body = \"{body}\"\n");
    }
    let _ = writeln!(text, "[proof]\nservers = [\"{}\"]", sandbox.dns());
    for profile in profiles {
        let _ = writeln!(
            text,
            "\n[[profile]]\nid = \"{}\"\nservice = \"{}\"",
            profile.id, profile.service
        );
        let _ = writeln!(text, "endpoint = \"{}\"", profile.endpoint);
        if let Some(username) = &profile.username {
            let _ = writeln!(text, "username = \"{username}\"");
        }
        if let Some(folder) = secrets {
            let _ = writeln!(
                text,
                "secret_file = \"{}\"",
                folder.join(&profile.id).display()
            );
        }
        for (name, families) in &profile.names {
            let families: Vec<_> = families
                .iter()
                .map(|family| format!("\"{family}\""))
                .collect();
            let _ = writeln!(
                text,
                "\n[[profile.name]]\nname = \"{name}\"\nfamilies = [{}]",
                families.join(", ")
            );
        }
    }
    text
}
