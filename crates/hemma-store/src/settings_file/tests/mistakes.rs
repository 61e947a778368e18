//! Mistakes made by hand: all of them, with their lines.

use super::*;

/// Returns each problem as `line path problem`.
fn told(text: &str) -> Vec<String> {
    let place = Place::with(text);
    let problems = place.store.load_now().unwrap().settings.unwrap_err();
    problems
        .iter()
        .map(|problem| {
            let kind = serde_json::to_value(&problem.problem).unwrap();
            let detail = ["meant", "expected"]
                .iter()
                .find_map(|key| kind.get(key)?.as_str());
            format!(
                "{} {} {}{}",
                problem.line.map_or("-".to_owned(), |line| line.to_string()),
                problem.path,
                kind["kind"].as_str().unwrap(),
                detail.map_or(String::new(), |detail| format!(" {detail}")),
            )
        })
        .collect()
}

#[test]
fn every_mistake_is_told_with_its_line_not_only_the_first() {
    let text = r#"# my settings
[general]
langauge = "sv"
theme = "purple"
start_hidden = "yes"

[detection]
interval = 300
ipv6 = "stable"
[[detection.source]]
id = 7

[history]
days = -1
entries = 12.5

[[profile]]
id = "home"
service = "noipp"
username = "me"
[[profile.name]]
name = "a b.example.com"
families = ["ipv4", 6]
enabled = 1

[[profile]]
id = "second"
service = "noip"

[extra]
x = 1
"#;
    assert_eq!(
        told(text),
        [
            "3 general.langauge unknown_key language",
            "4 general.theme unknown_word",
            "5 general.start_hidden wrong_type true or false",
            "8 detection.interval wrong_type duration",
            "11 detection.source[0].id wrong_type text",
            "14 history.days out_of_range",
            "15 history.entries wrong_type whole number",
            "19 profile[0].service unknown_service noip",
            "22 profile[0].name[0].name name",
            "23 profile[0].name[0].families[1] wrong_type text",
            "24 profile[0].name[0].enabled wrong_type true or false",
            "26 profile[1].username missing",
            "30 extra unknown_key",
        ]
    );
}

#[test]
fn broken_lines_are_told_together_and_do_not_make_other_fields_missing() {
    let text = "version = 1\n[general\ntheme = \"dark\"\n[detection]\ninterval = 5m\n\n[[profile]]\nid = \"home\"\nlabel = \"x\n";
    let told = told(text);
    let lines: Vec<&str> = told
        .iter()
        .map(|problem| problem.split(' ').next().unwrap())
        .collect();
    assert_eq!(lines, ["2", "5", "9"], "{told:#?}");
    assert!(told.iter().all(|problem| problem.ends_with("syntax")));
}

#[test]
fn a_key_given_twice_is_told() {
    assert_eq!(
        told("[general]\ntheme = \"dark\"\ntheme = \"light\"\n"),
        ["3  syntax"]
    );
}

#[test]
fn a_table_where_a_list_belongs_and_the_other_way_round() {
    assert_eq!(
        told("profile = 3\ngeneral = \"x\"\n"),
        ["1 profile wrong_type list", "2 general wrong_type table"]
    );
    assert_eq!(told("profile = [1]\n"), ["1 profile[0] wrong_type table"]);
}

#[test]
fn a_file_that_is_no_text_is_told_with_its_line_and_never_overwritten() {
    let place = Place::new();
    let bytes = b"version = 1\n# caf\xe9\n[general]\ntheme = \"dark\"\n";
    fs::write(place.file(), bytes).unwrap();
    let loaded = place.store.load_now().unwrap();
    let problems = loaded.settings.unwrap_err();
    assert_eq!(problems[0].line, Some(2));
    let saved = place.store.save_now(&SettingsDraft::default());
    assert!(matches!(saved, Err(SaveError::FileHasMistakes(_))));
    assert_eq!(fs::read(place.file()).unwrap(), bytes);
}

#[test]
fn what_could_be_read_is_in_the_draft_of_a_file_with_mistakes() {
    let place = Place::with("[general]\ntheme = \"dark\"\nlanguage = 3\n");
    let loaded = place.store.load_now().unwrap();
    assert!(loaded.settings.is_err());
    assert_eq!(loaded.draft.general.theme.as_deref(), Some("dark"));
}

#[test]
fn an_unreadable_file_is_an_error_that_names_it() {
    let place = Place::new();
    fs::create_dir(place.file()).unwrap();
    let error = place.store.load_now().unwrap_err();
    assert!(
        error.what.contains("settings.toml cannot be read"),
        "{error}"
    );
}

#[test]
fn a_missing_file_means_default_settings_and_makes_none() {
    let place = Place::new();
    let loaded = place.store.load_now().unwrap();
    assert_eq!(loaded.draft, SettingsDraft::default());
    assert!(loaded.settings.unwrap().profiles.is_empty());
    assert!(!place.file().exists());
}

/// The list of keys is written by hand; this holds it against what the drafts really have.
#[test]
fn the_list_of_keys_is_the_list_of_the_drafts_fields() {
    let mut draft = SettingsDraft::default();
    draft.detection.source.push(Default::default());
    draft.detection.dns.push(Default::default());
    draft.home.network.push(Default::default());
    draft.profile.push(profile("p", &["a.example.com"]));
    let whole = serde_json::to_value(&draft).unwrap();
    check_keys(&whole, &mut draft);
}

fn check_keys(value: &serde_json::Value, section: &mut dyn fields::Section) {
    let mut known: Vec<&str> = Vec::new();
    for (key, field) in section.fields() {
        known.push(key);
        match field {
            fields::Field::Table(inner) => check_keys(&value[key], inner),
            fields::Field::Rows(rows) => check_keys(&value[key][0], rows.row(0)),
            _ => {}
        }
    }
    let mut real: Vec<&str> = value
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    real.sort_unstable();
    known.sort_unstable();
    assert_eq!(known, real);
}
