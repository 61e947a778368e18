//! A move from another program: its file becomes profiles, and the names are kept.

use std::os::unix::fs::{MetadataExt, PermissionsExt};

use hemma_sandbox::Target;
use hemma_tests::house::House;

fn out(output: &std::process::Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// A house without profiles, whose secrets are sealed with a password: no desktop is needed.
async fn empty_house() -> House {
    let house = House::new().await;
    house.furnish(&[]);
    let settings = std::fs::read_to_string(house.settings_path()).expect("settings");
    house.write_settings(&format!("{settings}\n[vault]\nkind = \"sealed_file\"\n"));
    let password = house.folder().join("password");
    std::fs::write(&password, "a long enough password\n").expect("a password");
    std::fs::set_permissions(&password, std::fs::Permissions::from_mode(0o600))
        .expect("permissions");
    house
}

fn write_ddclient_conf(house: &House) -> std::path::PathBuf {
    let path = house.folder().join("ddclient.conf");
    let text = format!(
        "daemon=300\nuse=web, web=checkip.dyndns.org/\n\n\
         protocol=noip, \\\n  server={}, \\\n  login=sandbox, \\\n  password='sandbox-secret' \\\n  home.noip.example\n\n\
         protocol=cloudflare, zone=example.com, password=cf-token www.example.com\n",
        house.sandbox.url(Target::NoIp)
    );
    std::fs::write(&path, text).expect("a file");
    path
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ddclient_conf_is_imported_and_its_name_is_kept() {
    let house = empty_house().await;
    let file = write_ddclient_conf(&house);
    let facts = || {
        let facts = std::fs::metadata(&file).expect("the file");
        let times = (
            facts.mtime(),
            facts.mtime_nsec(),
            facts.ctime(),
            facts.ctime_nsec(),
        );
        (
            std::fs::read(&file).expect("the file"),
            facts.ino(),
            facts.mode(),
            times,
        )
    };
    let before = facts();
    let password = house.folder().join("password");
    let password = password.to_str().expect("text");
    let command = house.command(&["run", "--no-tray", "--password-file", password]);
    let mut agent = house.agent_by(command).await;

    let path = file.to_str().expect("text");
    let dry = house.run(&["import", path, "--dry-run"]);
    let told = out(&dry);
    assert_eq!(dry.status.code(), Some(0), "{told}");
    assert!(told.contains("No-IP: home.noip.example"), "{told}");
    assert!(told.contains("line 2, use:"), "{told}");
    assert!(told.contains("line 10, protocol=cloudflare:"), "{told}");
    assert!(agent.snapshot().await.names.is_empty(), "nothing was saved");

    let import = house.run(&["import", path]);
    let errors = String::from_utf8_lossy(&import.stderr).into_owned();
    assert_eq!(import.status.code(), Some(0), "{}{errors}", out(&import));
    agent.until_up_to_date("203.0.113.7").await;
    assert_eq!(house.sandbox.ledger().updates().len(), 1);

    let again = house.run(&["import", path]);
    assert_eq!(again.status.code(), Some(0));
    assert!(out(&again).contains("home.noip.example"), "{}", out(&again));
    assert_eq!(facts(), before, "the old file is as it was");

    let settings = std::fs::read_to_string(house.settings_path()).expect("settings");
    assert_eq!(settings.matches("[[profile]]").count(), 1, "{settings}");
    let everything = [
        settings,
        agent.log(),
        told,
        out(&import),
        out(&again),
        errors,
    ];
    for text in everything {
        assert!(!text.contains("sandbox-secret"), "{text}");
        assert!(!text.contains("cf-token"), "{text}");
    }
    agent.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_cannot_be_imported_is_explained_with_its_line() {
    let house = empty_house().await;
    let none = house.run(&["import", "nowhere.conf"]);
    assert_eq!(none.status.code(), Some(6), "no agent is running");
    let mut agent = house.agent().await;
    let refused = |name: &str, text: &[u8]| {
        let path = house.folder().join(name);
        std::fs::write(&path, text).expect("a file");
        let output = house.run(&["import", path.to_str().expect("text")]);
        assert_eq!(output.status.code(), Some(1), "{name}");
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    let told = refused(
        "a.conf",
        b"protocol=noip\nlogin=me, server='open, password=letmein h.example.com\n",
    );
    assert!(
        told.contains("Line 2") && told.contains("quotation mark"),
        "{told}"
    );
    assert!(!told.contains("letmein"), "{told}");
    let told = refused("b.conf", b"provider noip.com {\n username = me\n");
    assert!(told.contains("Line 1") && told.contains("brace"), "{told}");
    let told = refused(
        "c.json",
        b"{\"settings\": [\n{\"password\": \"letmein\",}\n]}",
    );
    assert!(told.contains("Line 2") && told.contains("JSON"), "{told}");
    assert!(!told.contains("letmein"), "{told}");
    let told = refused("d.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    assert!(told.contains("not text"), "{told}");
    let told = refused("e.conf", &vec![b'x'; 10 * 1024 * 1024]);
    assert!(told.contains("256 KiB"), "{told}");
    let missing = house.run(&["import", "/nowhere/ddclient.conf"]);
    assert_eq!(missing.status.code(), Some(1));
    assert!(agent.is_running());
    assert!(!agent.log().contains("letmein"));
    agent.stop().await;
}
