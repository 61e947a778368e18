//! History: pages, filters, retention.

use hemma_engine::messages::{HistoryKind, HistoryQuery};
use hemma_engine::ports::Notebook as _;
use rusqlite::params_from_iter;

use super::*;
use crate::database::{Notebook, journal};

fn named(second: i64, profile: &str, name: &str, kind: EntryKind) -> Entry {
    Entry {
        at: at(second),
        profile: None,
        record: Some(format!("{profile}/{name}/ipv4").parse().unwrap()),
        kind,
    }
}

fn sent() -> EntryKind {
    serde_json::from_value(json!({ "kind": "sent", "attempt": 1, "address": "203.0.113.7" }))
        .unwrap()
}

fn overdue() -> EntryKind {
    serde_json::from_value(json!({ "kind": "proof_overdue", "address": "203.0.113.7" })).unwrap()
}

/// Forty lines: every second one without a record, names and profiles taking turns.
fn forty_lines(desk: &mut Desk) {
    for second in 0..40 {
        let line = match second % 4 {
            0 => named(second, "home", "a.example.com", sent()),
            2 => named(second, "work", "b.example.com", overdue()),
            _ => entry(second),
        };
        desk.note(line).unwrap();
    }
}

fn sequences(desk: &mut Desk, query: &HistoryQuery) -> Vec<u32> {
    let page = desk.history(query).unwrap();
    page.entries.iter().map(|line| line.sequence).collect()
}

#[test]
fn pages_follow_each_other_without_gap_or_repeat() {
    let place = Place::new();
    let (mut desk, _) = place.open_well();
    forty_lines(&mut desk);
    let mut query = HistoryQuery {
        limit: 7,
        ..HistoryQuery::default()
    };
    let mut seen = Vec::new();
    loop {
        let page = desk.history(&query).unwrap();
        seen.extend(page.entries.iter().map(|line| line.sequence));
        // A line that is written while a person reads does not move the pages.
        if seen.len() == 14 {
            desk.note(entry(99)).unwrap();
        }
        match page.next {
            Some(next) => query.before = Some(next),
            None => break,
        }
    }
    assert_eq!(seen, (1..=40).rev().collect::<Vec<u32>>());
}

#[test]
fn lines_are_found_by_profile_name_kind_and_time() {
    let place = Place::new();
    let (mut desk, _) = place.open_well();
    forty_lines(&mut desk);
    let all = HistoryQuery::default;
    let by_profile = HistoryQuery {
        profile: Some("work".parse().unwrap()),
        ..all()
    };
    assert_eq!(sequences(&mut desk, &by_profile).len(), 10);
    let by_name = HistoryQuery {
        name: Some("a.example.com".to_owned()),
        ..all()
    };
    assert_eq!(
        sequences(&mut desk, &by_name),
        [37, 33, 29, 25, 21, 17, 13, 9, 5, 1]
    );
    let by_kinds = HistoryQuery {
        kinds: vec![
            HistoryKind::Proof,
            HistoryKind::Update,
            HistoryKind::Problem,
        ],
        limit: 3,
        ..all()
    };
    assert_eq!(sequences(&mut desk, &by_kinds), [39, 37, 35]);
    let by_time = HistoryQuery {
        since: Some(at(10)),
        until: Some(at(13)),
        ..all()
    };
    assert_eq!(sequences(&mut desk, &by_time), [13, 12, 11]);
    let together = HistoryQuery {
        profile: Some("work".parse().unwrap()),
        kinds: vec![HistoryKind::Update],
        ..all()
    };
    assert_eq!(sequences(&mut desk, &together), Vec::<u32>::new());
    let before_everything = HistoryQuery {
        until: Some(at(-400_000)),
        ..all()
    };
    assert_eq!(sequences(&mut desk, &before_everything), Vec::<u32>::new());
}

#[test]
fn f47_a_clock_set_back_does_not_change_the_order() {
    let place = Place::new();
    let (mut desk, _) = place.open_well();
    let three_days = 3 * 24 * 60 * 60;
    for second in [0, 1, -three_days, 2 - three_days, 3] {
        desk.note(entry(second)).unwrap();
    }
    assert_eq!(
        sequences(&mut desk, &HistoryQuery::default()),
        [5, 4, 3, 2, 1]
    );
    let old = HistoryQuery {
        until: Some(at(-1000)),
        ..HistoryQuery::default()
    };
    assert_eq!(sequences(&mut desk, &old), [4, 3]);
    let new = HistoryQuery {
        since: Some(at(0)),
        ..HistoryQuery::default()
    };
    assert_eq!(sequences(&mut desk, &new), [5, 2, 1]);
}

#[test]
fn every_page_of_a_long_history_is_read_along_an_index() {
    let place = Place::new();
    let (mut desk, _) = place.open_well();
    let connection = desk.connection();
    let transaction = connection.transaction().unwrap();
    for second in 0..50_000 {
        let line = match second % 5 {
            0 => named(second * 60, "home", "a.example.com", sent()),
            1 => named(second * 60, "work", "b.example.com", overdue()),
            _ => entry(second * 60),
        };
        journal::append(&transaction, &line).unwrap();
    }
    transaction.commit().unwrap();

    let name = Some("a.example.com".to_owned());
    let profile = Some("home".parse().unwrap());
    let times = (Some(at(0)), Some(at(100_000)));
    let mut plans = Vec::new();
    for (name, profile, kind, (since, until)) in [
        (None, None, None, (None, None)),
        (None, None, None, times),
        (None, None, Some(HistoryKind::Problem), (None, None)),
        (name.clone(), None, None, times),
        (None, profile.clone(), None, (None, None)),
        (name, profile.clone(), Some(HistoryKind::Update), times),
        (None, profile, Some(HistoryKind::Update), times),
    ] {
        let query = HistoryQuery {
            profile,
            name,
            since,
            until,
            ..HistoryQuery::default()
        };
        let (sql, values) = journal::select(&query, kind, (0, i64::MAX), 51);
        plans.push(plan(connection, &sql, values));
    }
    let walk = "SEARCH journal USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)";
    let along = |index: &str, column: &str| {
        format!(
            "SEARCH journal USING INDEX journal_by_{index} ({column}=? AND sequence>? AND sequence<?)"
        )
    };
    assert_eq!(
        plans,
        [
            walk.to_owned(),
            walk.to_owned(),
            along("kind", "kind"),
            along("name", "name"),
            along("profile", "profile"),
            along("name", "name"),
            along("kind", "kind"),
        ]
    );

    let rare = HistoryQuery {
        kinds: vec![HistoryKind::Problem],
        ..HistoryQuery::default()
    };
    assert_eq!(sequences(&mut desk, &rare), Vec::<u32>::new());
}

/// Returns the query plan; a sort or a second table would be further lines.
fn plan(
    connection: &rusqlite::Connection,
    sql: &str,
    values: Vec<rusqlite::types::Value>,
) -> String {
    let mut statement = connection
        .prepare(&format!("EXPLAIN QUERY PLAN {sql}"))
        .unwrap();
    let lines = statement
        .query_map(params_from_iter(values), |row| row.get::<_, String>(3))
        .unwrap();
    lines.map(Result::unwrap).collect::<Vec<_>>().join("; ")
}

#[test]
fn the_oldest_lines_go_when_there_are_too_many() {
    let place = Place::new();
    let (mut desk, _) = place.open_well();
    desk.keep(HistoryKeeping {
        days: 400,
        entries: 1000,
    });
    for second in 0..4096 {
        desk.note(entry(second)).unwrap();
    }
    let count = desk.count().unwrap();
    assert!(
        (1000..1000 + journal::PRUNE_EVERY).contains(&count),
        "{count}"
    );
    let newest = sequences(&mut desk, &HistoryQuery::default());
    assert_eq!(newest[0], 4096);
}

#[test]
fn the_oldest_lines_go_when_they_are_too_old() {
    let place = Place::new();
    let (mut desk, _) = place.open_well();
    let day = 24 * 60 * 60;
    for number in 0..2048 {
        desk.note(entry(number * day)).unwrap();
    }
    let count = desk.count().unwrap();
    assert!(
        (400..400 + 2 * journal::PRUNE_EVERY).contains(&count),
        "{count}"
    );
}

#[test]
fn f47_a_clock_that_jumps_ahead_for_a_while_removes_nothing() {
    let place = Place::new();
    let (mut desk, _) = place.open_well();
    let ten_years = 10 * 365 * 24 * 60 * 60;
    for second in 0..1000 {
        let ahead = if second % 20 == 0 { ten_years } else { 0 };
        desk.note(entry(second + ahead)).unwrap();
    }
    assert_eq!(desk.count().unwrap(), 1000);
}

#[test]
fn a_line_that_cannot_be_read_is_left_out_of_its_page() {
    let place = Place::new();
    let (mut desk, _) = place.open_well();
    forty_lines(&mut desk);
    desk.connection()
        .execute("UPDATE journal SET entry = '{' WHERE sequence = 39", [])
        .unwrap();
    let query = HistoryQuery {
        limit: 3,
        ..HistoryQuery::default()
    };
    let page = desk.history(&query).unwrap();
    let seen: Vec<u32> = page.entries.iter().map(|line| line.sequence).collect();
    assert_eq!((seen, page.next), (vec![40, 38], Some(38)));
}

#[tokio::test]
async fn jobs_are_done_in_the_order_of_the_calls() {
    let place = Place::new();
    let opened = Notebook::open(&place.file(), KEEPING);
    let notebook = opened.notebook;
    let calls: Vec<_> = (0..20).map(|second| notebook.note(entry(second))).collect();
    let page = notebook.history(HistoryQuery::default());
    // Awaited the other way round.
    let page = page.await.unwrap();
    for call in calls.into_iter().rev() {
        call.await.unwrap();
    }
    let times: Vec<Timestamp> = page.entries.iter().map(|line| line.entry.at).collect();
    assert_eq!(times, (0..20).rev().map(at).collect::<Vec<_>>());
    assert_eq!(notebook.revision(), 20);
    assert_eq!(notebook.count().await.unwrap(), 20);
}
