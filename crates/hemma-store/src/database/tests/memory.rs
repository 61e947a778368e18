//! Facts survive.

use hemma_core::memory::Memory;

use super::*;

fn every_kind() -> Vec<MemoryChange> {
    vec![
        record_fact("home/a.example.com/ipv4", "203.0.113.7"),
        record_fact("home/a.example.com/ipv6", "2001:db8::7"),
        record_fact("work/a.example.com/ipv4", "203.0.113.9"),
        fact(json!({ "fact": "known", "family": "ipv4", "facts": {
            "address": "203.0.113.7", "since": at(2).to_string(),
            "changes": [{ "address": "203.0.113.7", "at": at(2).to_string() }] } })),
        fact(json!({ "fact": "latches", "latches": [latch("home"), latch("work")] })),
        fact(json!({ "fact": "waits", "waits": [{
            "bound": { "kind": "service", "service": "noip" },
            "until": at(1800).to_string(), "set": at(0).to_string() }] })),
        fact(json!({ "fact": "pause", "pause": { "since": at(3).to_string(), "until": null } })),
        fact(json!({ "fact": "last_attempt", "id": 4 })),
    ]
}

#[test]
fn f42_what_is_remembered_is_there_after_a_restart() {
    let place = Place::new();
    let mut expected = Memory::default();
    let (mut desk, start) = place.open_well();
    assert_eq!(start.memory, expected);
    for change in every_kind() {
        desk.remember(&change).unwrap();
        expected.apply(change);
    }
    drop(desk);
    let (_, start) = place.open_well();
    assert_eq!(start.memory, expected);
    assert_eq!(start.bad_facts, 0);
    let facts = &start.memory.records[&record("a.example.com")];
    let intent = facts.intent.as_ref().unwrap();
    assert_ne!(intent.address, facts.confirmed.unwrap().address);
}

#[test]
fn f44_the_families_of_a_name_do_not_overwrite_each_other() {
    let place = Place::new();
    let (mut desk, _) = place.open_well();
    let records = [
        ("home/a.example.com/ipv4", "203.0.113.7"),
        ("home/a.example.com/ipv6", "2001:db8::7"),
        ("other/a.example.com/ipv4", "203.0.113.8"),
    ];
    for (record, address) in records {
        desk.remember(&record_fact(record, address)).unwrap();
    }
    drop(desk);
    let (_, start) = place.open_well();
    for (record, address) in records {
        let facts = &start.memory.records[&record.parse().unwrap()];
        assert_eq!(facts.intent.as_ref().unwrap().address.to_string(), address);
    }
}

#[test]
fn f45_the_fingerprint_comes_back_with_the_facts() {
    let place = Place::new();
    let (mut desk, _) = place.open_well();
    let mut change = record_fact("home/a.example.com/ipv4", "203.0.113.7");
    if let MemoryChange::Record { facts, .. } = &mut change {
        facts.fingerprint = u64::MAX - 3;
    }
    desk.remember(&change).unwrap();
    drop(desk);
    let (_, start) = place.open_well();
    assert_eq!(
        start.memory.records[&record("a.example.com")].fingerprint,
        u64::MAX - 3
    );
}

#[test]
fn f46_a_bad_fact_is_put_aside_and_the_rest_is_used() {
    let place = Place::new();
    let (mut desk, _) = place.open_well();
    for change in every_kind() {
        desk.remember(&change).unwrap();
    }
    let bad = r#"{"fact":"record","record":"home/a.example.com/ipv4","facts":{"intent":{"attempt":1,"address":"","at":""}}}"#;
    desk.connection()
        .execute(
            "UPDATE memory SET value = ?1 WHERE key = 'record:home/a.example.com/ipv4'",
            [bad],
        )
        .unwrap();
    drop(desk);

    let (mut desk, start) = place.open_well();
    assert_eq!(start.bad_facts, 1);
    assert_eq!(start.memory.records.len(), 2);
    assert_eq!(start.memory.latches.len(), 2);
    let kept: String = desk
        .connection()
        .query_row("SELECT value FROM quarantine", [], |row| row.get(0))
        .unwrap();
    assert_eq!(kept, bad, "nothing is thrown away");
    drop(desk);
    let (_, start) = place.open_well();
    assert_eq!(start.bad_facts, 0, "it is told once");
}

#[test]
fn f46_one_bad_latch_does_not_open_the_others() {
    let place = Place::new();
    let (mut desk, _) = place.open_well();
    desk.remember(&fact(
        json!({ "fact": "latches", "latches": [latch("home"), latch("work")] }),
    ))
    .unwrap();
    desk.connection()
        .execute(
            "UPDATE memory SET value = replace(value, 'home', 'NOT AN ID')",
            [],
        )
        .unwrap();
    drop(desk);
    for _ in 0..2 {
        let (_, start) = place.open_well();
        assert_eq!(start.memory.latches.len(), 1);
        assert_eq!(start.memory.latches[0].profile.as_str(), "work");
    }
}

#[test]
fn a_fact_under_a_foreign_key_is_not_believed() {
    let place = Place::new();
    let (mut desk, _) = place.open_well();
    desk.remember(&record_fact("home/a.example.com/ipv4", "203.0.113.7"))
        .unwrap();
    desk.connection()
        .execute(
            "UPDATE memory SET key = 'record:home/b.example.com/ipv4'",
            [],
        )
        .unwrap();
    drop(desk);
    let (_, start) = place.open_well();
    assert_eq!(start.bad_facts, 1);
    assert!(start.memory.records.is_empty());
}

#[cfg(unix)]
#[test]
fn f40_no_file_of_the_database_can_be_read_by_others() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new();
    std::fs::write(place.file(), b"").unwrap();
    std::fs::set_permissions(place.file(), std::fs::Permissions::from_mode(0o644)).unwrap();
    let (mut desk, _) = place.open_well();
    desk.note(entry(1)).unwrap();
    let mut names: Vec<_> = std::fs::read_dir(place.folder.path())
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, ["hemma.db", "hemma.db-shm", "hemma.db-wal"]);
    for name in names {
        let mode = std::fs::metadata(place.folder.path().join(&name))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}
