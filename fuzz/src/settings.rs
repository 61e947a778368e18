//! The settings file.

use hemma_providers::catalog::catalog;
use hemma_store::settings_file::read_text;

/// Reads `data` as `settings.toml`.
pub fn read(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let catalog = catalog();
    let loaded = read_text(&text, &catalog);
    match loaded.settings {
        Ok(settings) => {
            let again = loaded.draft.check(&catalog);
            assert_eq!(again, Ok(settings), "a draft means one thing");
        }
        Err(problems) => {
            assert!(!problems.is_empty(), "something wrong is always named");
            let lines = u32::try_from(text.lines().count() + 1).unwrap_or(u32::MAX);
            for problem in problems {
                assert!(problem.line.is_none_or(|line| (1..=lines).contains(&line)));
            }
        }
    }
}
