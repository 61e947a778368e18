//! Hints when somebody touches the file.

use super::*;

#[tokio::test]
async fn a_change_by_hand_gives_a_hint_whichever_way_the_editor_saves() {
    let place = Place::with("version = 1\n");
    let (_watch, mut hints) = SettingsWatch::start(&place.file()).unwrap();
    // Written in place.
    place.write("version = 1\n# more\n");
    hints.recv().await.unwrap();
    // Replaced by another file, as most editors and we ourselves do.
    let aside = place.folder.path().join("settings.toml~");
    fs::write(&aside, "version = 1\n# another\n").unwrap();
    while hints.try_recv().is_ok() {}
    fs::rename(&aside, place.file()).unwrap();
    hints.recv().await.unwrap();
}

#[tokio::test]
async fn neither_reading_nor_the_neighbours_give_hints() {
    let place = Place::with("version = 1\n");
    let (_watch, mut hints) = SettingsWatch::start(&place.file()).unwrap();
    fs::write(place.folder.path().join("hemma.db-wal"), "x").unwrap();
    place.draft();
    // Events come in order: the first hint is that of the removal, and it comes after everything before it.
    fs::remove_file(place.file()).unwrap();
    hints.recv().await.unwrap();
    assert!(hints.try_recv().is_err());
}

#[test]
fn a_folder_that_cannot_be_is_an_error() {
    let place = Place::with("version = 1\n");
    let inside_a_file = place.file().join("settings.toml");
    assert!(SettingsWatch::start(&inside_a_file).is_err());
}
