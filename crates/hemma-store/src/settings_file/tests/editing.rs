//! Edits by the window: nothing else in the file moves.

use super::*;

const HAND_MADE: &str = r#"# Dad's settings. Do not touch!
version = 1

[general]
theme   =   "dark"   # easier on the eyes
language = 'sv'

[[profile]]
# the old account
id = "home"
service = "noip"
username = "me@example.com"

  [[profile.name]]
  name = "nas.example.com" # the box under the stairs
  families = [
    "ipv4",  # never IPv6, the ISP is not ready
  ]

  [[profile.name]]
  name = "cam.example.com"

# at work
[[profile]]
id = "work"
service = "hostup"

  [[profile.name]]
  name = "work.example.com"

[proof]
servers = ["192.0.2.53:53"]
# the end
"#;

/// Saves an edit of the draft and checks how the text changed.
#[track_caller]
fn check(before: &str, edit: impl FnOnce(&mut SettingsDraft), changes: &[(&str, &str)]) {
    let place = Place::with(before);
    let mut draft = place.draft();
    edit(&mut draft);
    place.store.save_now(&draft).unwrap();
    let mut expected = before.to_owned();
    for (old, new) in changes {
        assert!(expected.contains(old), "{old:?} is not in the text");
        expected = expected.replacen(old, new, 1);
    }
    assert_eq!(place.text(), expected);
    assert_eq!(place.draft(), draft, "what was saved is what is read");
}

#[test]
fn the_address_of_an_api_stands_with_its_profile() {
    check(
        HAND_MADE,
        |draft| draft.profile[1].api = Some("https://api.example.com/v2".to_owned()),
        &[(
            "service = \"hostup\"\n",
            "service = \"hostup\"\napi = \"https://api.example.com/v2\"\n",
        )],
    );
}

#[test]
fn a_changed_value_keeps_its_blanks_and_its_comment() {
    check(
        HAND_MADE,
        |draft| draft.general.theme = Some("light".to_owned()),
        &[("\"dark\"", "\"light\"")],
    );
    check(
        HAND_MADE,
        |draft| draft.profile[0].name[0].families = Some(vec!["ipv6".to_owned()]),
        &[(
            "[\n    \"ipv4\",  # never IPv6, the ISP is not ready\n  ]",
            "[\"ipv6\"]",
        )],
    );
}

#[test]
fn saving_without_a_change_changes_no_byte() {
    check(HAND_MADE, |_| {}, &[]);
    let place = Place::with(HAND_MADE);
    let draft = place.draft();
    place.store.save_now(&draft).unwrap();
    assert!(!place.folder.path().join("settings.toml.bak").exists());
}

#[test]
fn a_new_value_goes_into_its_table() {
    check(
        HAND_MADE,
        |draft| draft.profile[1].label = Some("Work".to_owned()),
        &[(
            "service = \"hostup\"\n",
            "service = \"hostup\"\nlabel = \"Work\"\n",
        )],
    );
}

#[test]
fn a_value_set_back_to_its_default_is_removed() {
    check(
        HAND_MADE,
        |draft| draft.general.language = None,
        &[("language = 'sv'\n", "")],
    );
}

#[test]
fn a_new_profile_stands_after_the_others() {
    check(
        HAND_MADE,
        |draft| draft.profile.push(profile("cabin", &["cabin.example.com"])),
        &[(
            "name = \"work.example.com\"\n",
            r#"name = "work.example.com"

[[profile]]
id = "cabin"
service = "noip"
label = "My cabin"
username = "me@example.com"

[[profile.name]]
name = "cabin.example.com"
families = ["ipv4"]
"#,
        )],
    );
}

#[test]
fn a_new_name_stands_in_its_profile() {
    check(
        HAND_MADE,
        |draft| draft.profile[0].name.push(entry("new.example.com")),
        &[(
            "  name = \"cam.example.com\"\n",
            "  name = \"cam.example.com\"\n\n[[profile.name]]\nname = \"new.example.com\"\nfamilies = [\"ipv4\"]\n",
        )],
    );
}

#[test]
fn a_removed_profile_takes_nothing_else_with_it() {
    check(
        HAND_MADE,
        |draft| {
            draft.profile.remove(1);
        },
        &[(
            "\n# at work\n[[profile]]\nid = \"work\"\nservice = \"hostup\"\n\n  [[profile.name]]\n  name = \"work.example.com\"\n",
            "",
        )],
    );
    check(
        HAND_MADE,
        |draft| {
            draft.profile[0].name.remove(0);
        },
        &[(
            "\n  [[profile.name]]\n  name = \"nas.example.com\" # the box under the stairs\n  families = [\n    \"ipv4\",  # never IPv6, the ISP is not ready\n  ]\n",
            "",
        )],
    );
}

#[test]
fn a_renamed_row_stays_where_it_is() {
    check(
        HAND_MADE,
        |draft| draft.profile[0].name[0].name = Some("box.example.com".to_owned()),
        &[("nas.example.com", "box.example.com")],
    );
}

#[test]
fn rows_written_in_one_line_stay_in_one_line() {
    let text = "profile = [{ id = \"home\", service = \"hostup\", name = [{ name = \"a.example.com\" }] }] # short\n";
    check(
        text,
        |draft| {
            draft.profile[0].label = Some("Home".to_owned());
            draft.profile[0].name.push(NameEntryDraft {
                name: Some("b.example.com".to_owned()),
                ..NameEntryDraft::default()
            });
        },
        &[(
            "name = [{ name = \"a.example.com\" }] }",
            "name = [{ name = \"a.example.com\" }, { name = \"b.example.com\" }], label = \"Home\" }",
        )],
    );
}

#[test]
fn what_somebody_else_wrote_meanwhile_is_not_lost() {
    let place = Place::with(HAND_MADE);
    let mut draft = place.draft();
    // Meanwhile, in an editor: another theme, another name, and a profile removed.
    let by_hand = HAND_MADE
        .replace("\"dark\"", "\"system\"")
        .replace(
            "# at work\n[[profile]]\nid = \"work\"",
            "  [[profile.name]]\n  name = \"tv.example.com\" # mum's\n\n# at work\n[[profile]]\nid = \"office\"",
        );
    place.write(&by_hand);
    draft.general.language = Some("en".to_owned());
    draft.profile[0].name[1].enabled = Some(false);
    let settings = place.store.save_now(&draft).unwrap();
    let expected = by_hand.replace("'sv'", "\"en\"").replace(
        "  name = \"cam.example.com\"\n",
        "  name = \"cam.example.com\"\nenabled = false\n",
    );
    assert_eq!(place.text(), expected);
    let ids: Vec<&str> = settings.profiles.keys().map(|id| id.as_str()).collect();
    assert_eq!(ids, ["home", "office"]);
}

#[test]
fn a_file_with_mistakes_is_not_saved_over() {
    let place = Place::with(HAND_MADE);
    let mut draft = place.draft();
    let wrong = HAND_MADE.replace("theme   =", "tehme =");
    place.write(&wrong);
    draft.general.language = None;
    let Err(SaveError::FileHasMistakes(problems)) = place.store.save_now(&draft) else {
        panic!("the file has mistakes");
    };
    assert_eq!(problems[0].line, Some(5));
    assert_eq!(place.text(), wrong);

    let wrong = HAND_MADE.replace("nas.example.com", "n a s");
    place.write(&wrong);
    let Err(SaveError::FileHasMistakes(problems)) = place.store.save_now(&draft) else {
        panic!("the file has mistakes");
    };
    assert_eq!(problems.len(), 1, "{problems:#?}");
    assert_eq!(place.text(), wrong);
}

#[test]
fn a_wrong_draft_is_not_saved() {
    let place = Place::with(HAND_MADE);
    let mut draft = place.draft();
    draft.general.theme = Some("purple".to_owned());
    let Err(SaveError::Invalid(problems)) = place.store.save_now(&draft) else {
        panic!("the draft is wrong");
    };
    assert_eq!(problems[0].path.to_string(), "general.theme");
    assert_eq!(place.text(), HAND_MADE);
}

#[test]
fn f49_the_file_before_the_last_save_is_kept() {
    let place = Place::with(HAND_MADE);
    for theme in ["light", "system"] {
        let mut draft = place.draft();
        draft.general.theme = Some(theme.to_owned());
        place.store.save_now(&draft).unwrap();
    }
    let backup = fs::read_to_string(place.folder.path().join("settings.toml.bak")).unwrap();
    assert_eq!(backup, HAND_MADE.replace("\"dark\"", "\"light\""));
}

#[test]
fn a_first_save_begins_with_an_explained_file() {
    let place = Place::new();
    let mut draft = place.draft();
    draft.profile.push(profile("home", &["a.example.com"]));
    draft.general.theme = Some("dark".to_owned());
    place.store.save_now(&draft).unwrap();
    let text = place.text();
    assert!(text.starts_with("# Hemma's settings."));
    assert!(text.contains("[general]\ntheme = \"dark\"\n"), "{text}");
    assert!(text.contains("\n[[profile]]\nid = \"home\"\n"), "{text}");
    let saved = place.draft();
    assert_eq!(saved.version, Some(1));
    assert_eq!(saved.profile, [profile("home", &["a.example.com"])]);
}

/// The comments of the starter file are examples: taken in, they must be settings.
#[test]
fn every_example_in_the_starter_file_is_true() {
    let text: String = STARTER
        .lines()
        .map(|line| {
            let example = line
                .strip_prefix("#   ")
                .filter(|rest| rest.contains(" = ") || rest.starts_with("[["));
            format!("{}\n", example.unwrap_or(line))
        })
        .collect();
    // Examples stand before their table's heading; here they go under it.
    let mut tables: Vec<String> = Vec::new();
    let mut waiting = String::new();
    for line in text.lines() {
        if line.starts_with('[') && !line.starts_with("[[") {
            tables.push(format!("{line}\n{waiting}"));
            waiting.clear();
        } else {
            waiting.push_str(line);
            waiting.push('\n');
        }
    }
    let place = Place::with(&format!(
        "{}{waiting}",
        tables.concat().replace("version = 1\n", "")
    ));
    let draft = place.draft();
    assert_eq!(draft.detection.interval.as_deref(), Some("5m"));
    assert_eq!(draft.history.entries, Some(1_000_000));
    assert_eq!(draft.profile[0].name.len(), 1);
}

#[cfg(unix)]
#[test]
fn f40_a_saved_file_belongs_to_its_owner_only_and_a_link_stays_a_link() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new();
    let real = place.folder.path().join("dotfiles.toml");
    fs::write(&real, "version = 1\n").unwrap();
    std::os::unix::fs::symlink(&real, place.file()).unwrap();
    let mut draft = place.draft();
    draft.general.theme = Some("dark".to_owned());
    place.store.save_now(&draft).unwrap();
    assert!(place.file().is_symlink());
    assert!(fs::read_to_string(&real).unwrap().contains("dark"));
    let mode = fs::metadata(&real).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn a_disk_that_refuses_is_an_error_and_the_file_stays() {
    let place = Place::with(HAND_MADE);
    let mut draft = place.draft();
    // A folder where the new file would be written aside.
    let aside = place.folder.path().join(".settings.toml.new");
    fs::create_dir_all(aside.join("x")).unwrap();
    draft.general.theme = None;
    let saved = place.store.save_now(&draft);
    assert!(matches!(saved, Err(SaveError::Disk(_))), "{saved:?}");
    assert_eq!(place.text(), HAND_MADE);
}

#[test]
fn a_name_goes_offline_where_it_stands() {
    check(
        HAND_MADE,
        |draft| draft.profile[0].name[1].offline = Some(true),
        &[(
            "name = \"cam.example.com\"\n",
            "name = \"cam.example.com\"\noffline = true\n",
        )],
    );
}

/// A file that says everything a person can say about a request of their own.
const OWN_REQUEST: &str = r#"version = 1

[[profile]]
id = "own"
service = "custom"
zone = "example.net"
template = "https://ddns.example/{zone}/{label}?ip={ip}" # as their page says
method = "PUT"
auth = "header"
header = "X-Api-Key"
success = ["saved"]
no_change = ["same", "as before"]

  [[profile.name]]
  name = "nas.example.net"
"#;

#[test]
fn a_request_of_ones_own_is_read_edited_and_written() {
    check(
        OWN_REQUEST,
        |draft| {
            draft.profile[0].method = Some("POST".to_owned());
            draft.profile[0].no_change = Vec::new();
        },
        &[
            ("\"PUT\"", "\"POST\""),
            ("no_change = [\"same\", \"as before\"]\n", ""),
        ],
    );
}
