//! Text of a desktop entry: quoting as in the Desktop Entry Specification 1.4, "The Exec key".

/// Characters that make quotes necessary in an `Exec` argument.
const RESERVED: &[char] = &[
    ' ', '\t', '"', '\'', '\\', '>', '<', '~', '|', '&', ';', '$', '*', '?', '#', '(', ')', '`',
];

/// Writes a whole entry that starts `words[0]` with the rest as arguments. `None` when a word has a line break in it:
/// the format has no way to say that.
pub(super) fn write(words: &[&str]) -> Option<String> {
    let exec = words
        .iter()
        .map(|word| quote(word))
        .collect::<Option<Vec<_>>>()?
        .join(" ");
    Some(format!(
        "[Desktop Entry]\nType=Application\nVersion=1.4\nName=Hemma\nComment=Keeps your names pointing home\n\
         Comment[sv]=Håller dina namn pekande hem\nExec={exec}\nIcon=hemma\nTerminal=false\nStartupNotify=false\n\
         X-GNOME-Autostart-enabled=true\n"
    ))
}

fn quote(word: &str) -> Option<String> {
    if word.contains(['\n', '\r', '\0']) {
        return None;
    }
    // Field codes begin with a percent sign, quoted or not.
    let word = word.replace('%', "%%");
    if !word.is_empty() && !word.contains(RESERVED) {
        return Some(word);
    }
    let mut quoted = String::from('"');
    for character in word.chars() {
        match character {
            // Once for the quotes of Exec, once more because the value of a key is a string with escapes itself.
            '\\' => quoted.push_str(r"\\\\"),
            '"' | '`' | '$' => {
                quoted.push_str(r"\\");
                quoted.push(character);
            }
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    Some(quoted)
}

/// What an entry says, as far as it matters here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Read {
    /// The program it starts; none when there is no readable `Exec`.
    pub(super) program: Option<String>,
    /// Whether a person or the desktop switched it off.
    pub(super) switched_off: bool,
}

/// Reads an entry as a desktop would.
pub(super) fn read(text: &str) -> Read {
    let mut found = Read::default();
    let group = text
        .lines()
        .map(str::trim)
        .skip_while(|line| *line != "[Desktop Entry]")
        .skip(1);
    for line in group.take_while(|line| !line.starts_with('[')) {
        let Some((key, value)) = line.split_once('=') else {
            continue;
        };
        match (key.trim(), value.trim()) {
            ("Hidden", "true") | ("X-GNOME-Autostart-enabled", "false") => {
                found.switched_off = true
            }
            ("Exec", value) => found.program = first_word(&unescape(value)),
            _ => {}
        }
    }
    found
}

/// Undoes the escapes that every string value has.
fn unescape(value: &str) -> String {
    let mut plain = String::new();
    let mut characters = value.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => match characters.next() {
                Some('s') => plain.push(' '),
                Some('t') => plain.push('\t'),
                Some('\\') => plain.push('\\'),
                Some(other) => plain.extend(['\\', other]),
                None => plain.push('\\'),
            },
            other => plain.push(other),
        }
    }
    plain
}

fn first_word(exec: &str) -> Option<String> {
    let mut word = String::new();
    let mut characters = exec.trim_start().chars();
    let mut quoted = false;
    while let Some(character) = characters.next() {
        match character {
            '"' => quoted = !quoted,
            '\\' if quoted => word.push(characters.next()?),
            ' ' | '\t' if !quoted => break,
            other => word.push(other),
        }
    }
    (!word.is_empty() && !quoted).then(|| word.replace("%%", "%"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ODD: &[&str] = &[
        "/usr/bin/hemma-agent",
        "/opt/My Programs/hemma-agent",
        r#"/home/a"b\c`d$e/hemma-agent"#,
        "/home/100%/hemma-agent",
        "/home/åäö/(hemma)/agent;x",
        "/home/it's/~/agent",
    ];

    #[test]
    fn what_is_written_is_read_back_however_odd_the_path() {
        for path in ODD {
            let text = write(&[path, "run"]).unwrap();
            assert_eq!(
                read(&text),
                Read {
                    program: Some((*path).to_owned()),
                    switched_off: false
                },
                "{text}"
            );
        }
    }

    #[test]
    fn the_file_is_valid_in_the_eyes_of_the_desktops_own_tool() {
        let folder = tempfile::tempdir().unwrap();
        for (place, path) in ODD.iter().enumerate() {
            let file = folder.path().join(format!("hemma-{place}.desktop"));
            std::fs::write(
                &file,
                write(&[path, "run", "--config", "/home/a b/settings.toml"]).unwrap(),
            )
            .unwrap();
            match std::process::Command::new("desktop-file-validate")
                .arg(&file)
                .output()
            {
                Ok(output) => assert!(
                    output.status.success() && output.stdout.is_empty(),
                    "{path}: {}",
                    String::from_utf8_lossy(&output.stdout)
                ),
                // Only Linux desktops have the tool; the other tests hold everywhere.
                Err(error) => assert_eq!(error.kind(), std::io::ErrorKind::NotFound),
            }
        }
    }

    #[test]
    fn a_line_break_in_a_path_is_refused_rather_than_written_wrongly() {
        assert_eq!(write(&["/home/a\nb/agent"]), None);
    }

    #[test]
    fn an_entry_that_was_switched_off_is_off() {
        assert!(read("[Desktop Entry]\nExec=/bin/true\nHidden=true\n").switched_off);
        assert!(
            read("[Desktop Entry]\nExec=/bin/true\nX-GNOME-Autostart-enabled=false\n").switched_off
        );
        assert!(!read("[Desktop Entry]\nExec=/bin/true\n[Other]\nHidden=true\n").switched_off);
    }
}
