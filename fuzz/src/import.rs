//! Files of other update programs.

use hemma_core::names::SecretKey;
use hemma_core::settings::SettingsDraft;
use hemma_engine::messages::ImportFormat;
use hemma_engine::ports::ReadProfile;
use hemma_providers::catalog::catalog;
use hemma_store::import::parse;

/// Reads `data` as a file of one program, and as one of which nobody knows whose it is.
pub fn read(format: ImportFormat, data: &[u8]) {
    let catalog = catalog();
    let _ = parse(data, None, &catalog);
    let Ok(read) = parse(data, Some(format), &catalog) else {
        return;
    };
    assert!(
        !(read.profiles.is_empty() && read.left_out.is_empty()),
        "a file is never silently empty"
    );
    for left in &read.left_out {
        // Words of this program and places in the file, nothing else.
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_.@=[], ".contains(c);
        assert!(left.what.chars().all(plain) && left.what.len() < 80);
    }
    for one in &read.profiles {
        assert!(!one.profile.name.is_empty());
        assert!(!one.secrets.is_empty());
        for input in &one.secrets {
            let key: &SecretKey = &input.key;
            assert_eq!(key.profile().as_str(), ReadProfile::NEW);
            assert!(!input.secret.clone().into_secret().expose().is_empty());
        }
        let mut profile = one.profile.clone();
        profile.id = Some("new".to_owned());
        let draft = SettingsDraft {
            profile: vec![profile],
            ..SettingsDraft::default()
        };
        // It may lack something; that is told, and is no panic.
        let _ = draft.check(&catalog);
    }
}
