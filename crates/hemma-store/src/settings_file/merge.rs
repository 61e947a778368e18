//! From draft to text: only what a person changed is changed in the file; comments, order and layout stay.
//!
//! Three drafts meet: `base`, which the window was shown; `mine`, which it sends back; and the file as it is now. Only
//! the differences from `base` to `mine` are applied, so that what somebody else wrote into the file meanwhile stays.

use std::mem;

use toml_edit::{Array, ArrayOfTables, InlineTable, Item, Table, TableLike, Value};

use super::fields::{Field, Rows, Section};

/// Applies the differences from `base` to `mine`.
pub(super) fn apply(file: &mut dyn TableLike, base: &mut dyn Section, mine: &mut dyn Section) {
    let pairs = base.fields().into_iter().zip(mine.fields());
    for ((key, base), (_, mine)) in pairs {
        match (base, mine) {
            (
                Field::Text(base) | Field::Duration(base),
                Field::Text(mine) | Field::Duration(mine),
            ) if base != mine => put(file, key, mine.as_deref().map(Value::from)),
            (Field::Number(base), Field::Number(mine)) if base != mine => {
                put(file, key, mine.map(|number| Value::from(i64::from(number))));
            }
            (Field::Truth(base), Field::Truth(mine)) if base != mine => {
                put(file, key, mine.map(Value::from));
            }
            (Field::Texts(base), Field::Texts(mine)) if base != mine => {
                put(file, key, (!mine.is_empty()).then(|| list(mine)));
            }
            (Field::MaybeTexts(base), Field::MaybeTexts(mine)) if base != mine => {
                put(file, key, mine.as_deref().map(list));
            }
            (Field::Table(base), Field::Table(mine)) => {
                in_table(file, key, |table| apply(table, base, mine));
            }
            (Field::Rows(base), Field::Rows(mine)) => merge_rows(file, key, base, mine),
            // Not changed. Both lists of fields come from the same section, so the kinds are the same.
            _ => {}
        }
    }
}

/// Sets or removes one value, keeping the blanks and comments around it.
fn put(file: &mut dyn TableLike, key: &str, new: Option<Value>) {
    let Some(mut new) = new else {
        file.remove(key);
        return;
    };
    match file.get_mut(key).and_then(Item::as_value_mut) {
        Some(old) => {
            mem::swap(new.decor_mut(), old.decor_mut());
            *old = new;
        }
        None => {
            // `{ a = 1 }` keeps the blank before its brace with its last value.
            if let Some((_, Item::Value(last))) = file.iter_mut().last()
                && last.decor().suffix().and_then(|suffix| suffix.as_str()) == Some(" ")
            {
                last.decor_mut().set_suffix("");
                new.decor_mut().set_suffix(" ");
            }
            file.insert(key, Item::Value(new));
        }
    }
}

fn list(texts: &[String]) -> Value {
    texts.iter().map(String::as_str).collect::<Array>().into()
}

/// Works on the table under `key`, making it when something is put into it.
fn in_table(file: &mut dyn TableLike, key: &str, work: impl FnOnce(&mut dyn TableLike)) {
    if let Some(table) = file.get_mut(key).and_then(Item::as_table_like_mut) {
        work(table);
        return;
    }
    let mut table = fresh();
    work(&mut table);
    if !table.is_empty() {
        file.insert(key, Item::Table(table));
    }
}

/// Makes a table with an empty line before it.
fn fresh() -> Table {
    let mut table = Table::new();
    table.decor_mut().set_prefix("\n");
    table
}

fn merge_rows(file: &mut dyn TableLike, key: &str, base: &mut dyn Rows, mine: &mut dyn Rows) {
    let base_ids = identities(base);
    let mine_ids = identities(mine);
    let partners = partners(&base_ids, &mine_ids);
    let id_key = mine.blank().identity_key();
    let mut rows = take_rows(file, key);
    for (index, id) in base_ids.iter().enumerate() {
        if !partners.contains(&Some(index)) {
            rows.remove(id_key, id.as_deref());
        }
    }
    for (index, partner) in partners.iter().enumerate() {
        let mut blank = mine.blank();
        // A row without partner is new, and differs from nothing in all its fields.
        let before: &mut dyn Section = match partner {
            Some(partner) => base.row(*partner),
            None => blank.as_mut(),
        };
        let known_as = match partner {
            Some(partner) => &base_ids[*partner],
            None => &mine_ids[index],
        };
        let row = mine.row(index);
        if let Some(found) = rows.find(id_key, known_as.as_deref()) {
            apply(found, before, row);
        } else if partner.is_none() || differs(before, row) {
            // Somebody else removed it from the file while it was changed here: the change is the later wish.
            let mut table = fresh();
            let mut nothing = mine.blank();
            apply(&mut table, nothing.as_mut(), mine.row(index));
            rows.push(table);
        }
    }
    rows.put_back(file, key);
}

/// Returns for each row of `mine` the row of `base` it comes from: the one with its identity, or, when a row got a new
/// name, the one that stood in the same place and has no other partner.
fn partners(base: &[Option<String>], mine: &[Option<String>]) -> Vec<Option<usize>> {
    let mut partners: Vec<Option<usize>> = mine
        .iter()
        .map(|id| base.iter().position(|other| other == id))
        .collect();
    for index in 0..partners.len() {
        let free = index < base.len() && !partners.contains(&Some(index));
        if partners[index].is_none() && free {
            partners[index] = Some(index);
        }
    }
    partners
}

fn identities(rows: &mut dyn Rows) -> Vec<Option<String>> {
    (0..rows.len())
        .map(|index| {
            let row = rows.row(index);
            let key = row.identity_key();
            row.fields()
                .into_iter()
                .find_map(|(name, field)| match field {
                    Field::Text(text) if name == key => text.clone(),
                    _ => None,
                })
        })
        .collect()
}

fn differs(base: &mut dyn Section, mine: &mut dyn Section) -> bool {
    let mut changes = Table::new();
    apply(&mut changes, base, mine);
    !changes.is_empty()
}

/// The rows under one key, in either of the two ways to write them.
enum FileRows {
    /// `[[key]]`
    Tables(ArrayOfTables),
    /// `key = [{ … }]`
    Inline(Array),
}

/// Takes the rows out of the file; [`FileRows::put_back`] returns them to the same place.
fn take_rows(file: &mut dyn TableLike, key: &str) -> FileRows {
    match file.get_mut(key) {
        Some(Item::ArrayOfTables(tables)) => FileRows::Tables(mem::take(tables)),
        Some(Item::Value(Value::Array(array))) => FileRows::Inline(mem::take(array)),
        _ => FileRows::Tables(ArrayOfTables::new()),
    }
}

impl FileRows {
    fn position(&self, id_key: &str, id: Option<&str>) -> Option<usize> {
        let has = |found: Option<&str>| found == id;
        match self {
            Self::Tables(tables) => tables
                .iter()
                .position(|row| has(row.get(id_key).and_then(Item::as_str))),
            Self::Inline(array) => array.iter().position(|row| {
                let row = row.as_inline_table();
                has(row.and_then(|row| row.get(id_key)).and_then(Value::as_str))
            }),
        }
    }

    fn find(&mut self, id_key: &str, id: Option<&str>) -> Option<&mut dyn TableLike> {
        let index = self.position(id_key, id)?;
        match self {
            Self::Tables(tables) => tables.get_mut(index).map(|row| row as &mut dyn TableLike),
            Self::Inline(array) => array
                .get_mut(index)
                .and_then(Value::as_inline_table_mut)
                .map(|row: &mut InlineTable| row as &mut dyn TableLike),
        }
    }

    fn remove(&mut self, id_key: &str, id: Option<&str>) {
        if let Some(index) = self.position(id_key, id) {
            match self {
                Self::Tables(tables) => {
                    tables.remove(index);
                }
                Self::Inline(array) => {
                    array.remove(index);
                }
            }
        }
    }

    fn push(&mut self, table: Table) {
        match self {
            Self::Tables(tables) => tables.push(table),
            Self::Inline(array) => array.push(table.into_inline_table()),
        }
    }

    fn put_back(self, file: &mut dyn TableLike, key: &str) {
        let (item, empty) = match self {
            Self::Tables(tables) => {
                let empty = tables.is_empty();
                (Item::ArrayOfTables(tables), empty)
            }
            Self::Inline(array) => {
                let empty = array.is_empty();
                (Item::Value(array.into()), empty)
            }
        };
        match file.get_mut(key) {
            Some(_) if empty => {
                file.remove(key);
            }
            Some(place) => *place = item,
            None if empty => {}
            None => {
                file.insert(key, item);
            }
        }
    }
}
