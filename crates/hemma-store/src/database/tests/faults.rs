//! Damaged files and full disks: never a panic, never silence, never a lost row that could be had.

use std::fs;
use std::io::{Seek, SeekFrom, Write};

use hemma_engine::messages::HistoryQuery;

use super::*;

fn filled() -> Place {
    let place = Place::new();
    let (mut desk, _) = place.open_well();
    desk.remember(&fact(
        json!({ "fact": "latches", "latches": [latch("home")] }),
    ))
    .unwrap();
    for second in 0..2000 {
        desk.note(entry(second)).unwrap();
    }
    place
}

fn overwrite(place: &Place, from: u64, length: usize) {
    let mut file = fs::OpenOptions::new()
        .write(true)
        .open(place.file())
        .unwrap();
    file.seek(SeekFrom::Start(from)).unwrap();
    file.write_all(&vec![0xa5; length]).unwrap();
}

#[track_caller]
fn check_new_start(place: &Place) -> Start {
    let (mut desk, start) = place.open();
    assert_eq!(start.problem, None);
    let aside = start.quarantined.clone().expect("the file was put aside");
    assert!(aside.exists());
    desk.note(entry(1)).unwrap();
    desk.remember(&MemoryChange::LastAttempt { id: 9 }).unwrap();
    drop(desk);
    let (_, again) = place.open_well();
    assert_eq!(again.memory.last_attempt, 9);
    start
}

#[test]
fn a_file_that_is_no_database_is_put_aside() {
    let place = Place::new();
    fs::write(place.file(), "this is a shopping list\n".repeat(400)).unwrap();
    let start = check_new_start(&place);
    let aside = start.quarantined.unwrap();
    assert_eq!(aside.file_name().unwrap(), "hemma.db.damaged-1");
    assert!(
        fs::read(aside)
            .unwrap()
            .starts_with(b"this is a shopping list")
    );
}

#[test]
fn damage_in_the_middle_costs_only_what_is_damaged() {
    let place = filled();
    let length = fs::metadata(place.file()).unwrap().len();
    // The history fills the pages after the schema and the small tables.
    overwrite(&place, length / 2, 8192);
    let start = check_new_start(&place);
    assert_eq!(start.memory.latches.len(), 1, "a stop stays a stop");
    assert!(start.salvaged_entries > 1000, "{}", start.salvaged_entries);
    assert!(start.salvaged_entries < 2000);
}

#[test]
fn a_file_cut_short_is_put_aside_and_the_second_one_too() {
    let place = filled();
    let length = fs::metadata(place.file()).unwrap().len();
    let cut = |length| {
        let file = fs::OpenOptions::new().write(true).open(place.file());
        file.unwrap().set_len(length).unwrap();
    };
    cut(length / 3);
    check_new_start(&place);
    cut(100);
    let start = check_new_start(&place);
    assert_eq!(
        start.quarantined.unwrap().file_name().unwrap(),
        "hemma.db.damaged-2"
    );
}

#[test]
fn damage_found_while_in_use_loses_no_fact() {
    let place = filled();
    let (mut desk, _) = place.open_well();
    let page = desk
        .connection()
        .query_row(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'journal'",
            [],
            |row| row.get::<_, u32>(0),
        )
        .unwrap();
    overwrite(&place, u64::from(page - 1) * 4096, 4096);
    desk.connection()
        .execute_batch("PRAGMA shrink_memory")
        .unwrap();
    desk.note(entry(5000)).unwrap();
    drop(desk);
    let (mut desk, start) = place.open_well();
    assert_eq!(start.memory.latches.len(), 1);
    let page = desk.history(&HistoryQuery::default()).unwrap();
    let told = &page.entries[0].entry;
    assert_eq!(
        told.kind,
        EntryKind::DatabaseQuarantined {
            file: "hemma.db.damaged-1".to_owned()
        }
    );
    assert_eq!(page.entries[1].entry, entry(5000));
}

#[test]
fn a_database_of_a_newer_hemma_is_not_touched() {
    let place = filled();
    let (mut desk, _) = place.open_well();
    desk.connection()
        .pragma_update(None, "user_version", 99)
        .unwrap();
    drop(desk);
    let before = fs::read(place.file()).unwrap();
    let (mut desk, start) = place.open();
    let problem = start.problem.unwrap();
    assert!(problem.what.contains("newer version"), "{problem}");
    assert!(desk.note(entry(1)).is_err());
    assert_eq!(fs::read(place.file()).unwrap(), before);
}

#[test]
fn f32_a_full_disk_is_an_error_and_nothing_waiting_is_lost() {
    let place = filled();
    let (mut desk, _) = place.open_well();
    let pages: i64 = desk
        .connection()
        .pragma_query_value(None, "page_count", |row| row.get(0))
        .unwrap();
    let limit = |desk: &mut Desk, pages: i64| {
        desk.connection()
            .pragma_update_and_check(None, "max_page_count", pages, |_| Ok(()))
            .unwrap();
    };
    limit(&mut desk, pages);
    let mut refused = 0;
    for second in 2000..2200 {
        refused += u32::from(desk.note(entry(second)).is_err());
    }
    assert!(refused > 0);
    let error = desk
        .remember(&MemoryChange::LastAttempt { id: 77 })
        .unwrap_err();
    assert!(error.what.contains("full"), "{error}");
    assert!(
        desk.history(&HistoryQuery::default()).is_ok(),
        "reading goes on"
    );

    limit(&mut desk, 1_000_000);
    desk.note(entry(2200)).unwrap();
    assert_eq!(desk.count().unwrap(), 2201);
    drop(desk);
    let (_, start) = place.open_well();
    assert_eq!(start.memory.last_attempt, 77);
}

#[test]
fn f32_a_state_folder_that_cannot_be_used_is_said_and_used_when_it_can() {
    let place = Place::new();
    let folder = place.folder.path().join("state");
    fs::write(&folder, "a file where the folder should be").unwrap();
    let file = folder.join("hemma.db");
    let (mut desk, start) = Desk::open(&file, KEEPING);
    assert!(start.problem.is_some());
    assert!(desk.remember(&MemoryChange::LastAttempt { id: 5 }).is_err());
    assert!(desk.note(entry(1)).is_err());
    assert!(desk.history(&HistoryQuery::default()).is_err());

    fs::remove_file(&folder).unwrap();
    desk.note(entry(2)).unwrap();
    assert_eq!(desk.count().unwrap(), 2);
    drop(desk);
    let (_, start) = Desk::open(&file, KEEPING);
    assert_eq!(start.memory.last_attempt, 5);
}
