//! Rules about files: where platform code may be, how long a file may get, what may not be left behind.

use hemma_tests::workspace::{files, root, shown};

fn sources() -> Vec<(String, String)> {
    let mut all = Vec::new();
    for folder in ["crates", "src-tauri", "tests", "xtask", "ui/src"] {
        for path in files(
            &root().join(folder),
            &[".rs", ".ts", ".svelte", ".css", ".mjs"],
        ) {
            let text = std::fs::read_to_string(&path).expect("a source file is text");
            all.push((shown(&path), text));
        }
    }
    assert!(all.len() > 50, "the sources were not found");
    all
}

#[test]
fn platform_code_stays_in_its_rooms() {
    let may = [
        "crates/hemma-net/",
        "crates/hemma-store/src/vault",
        "crates/hemma-store/src/paths",
        "crates/hemma-store/src/private",
        "crates/hemma-link/src/",
        "crates/hemma-agent/src/tray",
        "crates/hemma-agent/src/toast",
        "crates/hemma-agent/src/system",
        "src-tauri/",
        "xtask/",
        "tests/",
    ];
    // Assembled, so that this file does not find itself.
    let marks = [
        ["cfg(", "target_os"].concat(),
        ["cfg(", "windows"].concat(),
        ["cfg(", "unix"].concat(),
    ];
    let wrong: Vec<_> = sources()
        .into_iter()
        // Tests of platform behaviour lie beside what they test.
        .filter(|(path, _)| {
            !path.contains("/tests/") && !may.iter().any(|room| path.starts_with(room))
        })
        .filter(|(_, text)| marks.iter().any(|mark| text.contains(mark.as_str())))
        .map(|(path, _)| path)
        .collect();
    assert!(
        wrong.is_empty(),
        "platform code outside its rooms: {wrong:?}"
    );
}

#[test]
fn a_file_fits_in_the_head() {
    const MOST: usize = 500;
    let long: Vec<_> = sources()
        .into_iter()
        // Generated files, and word lists: those are data that is read by looking things up.
        .filter(|(path, _)| {
            !path.starts_with("ui/src/bindings/") && !path.starts_with("ui/src/words/")
        })
        .map(|(path, text)| (text.lines().count(), path))
        .filter(|(lines, _)| *lines > MOST)
        .collect();
    assert!(long.is_empty(), "files over {MOST} lines: {long:?}");
}

#[test]
fn nothing_unfinished_is_left_behind() {
    let marks = [
        ["todo", "!("].concat(),
        ["unimplemented", "!("].concat(),
        ["#[", "ignore"].concat(),
        ["FIX", "ME"].concat(),
        ["TO", "DO"].concat(),
        [".on", "ly("].concat(),
        ["it.s", "kip"].concat(),
        ["test.s", "kip"].concat(),
    ];
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        for (number, line) in text.lines().enumerate() {
            if marks.iter().any(|mark| line.contains(mark.as_str())) {
                wrong.push(format!("{path}:{}", number + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn every_crate_says_what_it_is_for() {
    let mut silent = Vec::new();
    for path in files(&root(), &["lib.rs", "main.rs"]) {
        let short = shown(&path);
        if !(short.ends_with("src/lib.rs") || short.ends_with("src/main.rs")) {
            continue;
        }
        let text = std::fs::read_to_string(&path).expect("readable");
        if !text.starts_with("//! ") || text.lines().next().is_none_or(|line| line.len() < 20) {
            silent.push(short);
        }
    }
    assert!(
        silent.is_empty(),
        "no purpose on the first line of {silent:?}"
    );
}

#[test]
fn the_tray_has_a_picture_for_every_state() {
    for style in ["mono-dark", "mono-light", "colour"] {
        for state in [
            "up_to_date",
            "working",
            "waiting",
            "away",
            "paused",
            "action_needed",
            "empty",
        ] {
            for size in [22, 32, 48] {
                let path = root().join(format!("icons/tray/{style}/{state}-{size}.png"));
                let bytes = std::fs::read(&path)
                    .unwrap_or_else(|error| panic!("{}: {error}", shown(&path)));
                assert!(
                    bytes.starts_with(b"\x89PNG"),
                    "{} is not a PNG",
                    shown(&path)
                );
            }
        }
    }
}
