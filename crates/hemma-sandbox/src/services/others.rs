//! The update services that are not plain dyndns2, each as strict as the table in
//! dyndns2-services.md §2 says.
//!
//! A service is one row of [`ROWS`]: where it listens, what opens it, how it reads an order, how it
//! speaks, and how often it may be asked. What the rows have in common (login, names, intervals,
//! writing, manners) is in `engine`. A family that a service deletes when it is not named is really
//! deleted in the sandbox's DNS, so that a careless client fails its test.
//!
//! Nearly all of this is known from clients' sources only (C in the reference), and texts of refusals
//! are often our own: a client may rely on the words and statuses the table names and on nothing else.

pub(crate) mod engine;
mod order;
mod plain;
mod records;
mod speech;
mod words;
mod xml;

use self::engine::Row;
pub(crate) use self::records::forget_stale;
use crate::target::Target;

/// All services of the table, by the way they answer.
static ROWS: [&[Row]; 3] = [&words::ROWS, &plain::ROWS, &xml::ROWS];

/// Returns the row of a service.
pub(crate) fn row(target: Target) -> Option<&'static Row> {
    ROWS.iter()
        .copied()
        .flatten()
        .find(|row| row.target == target)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_other_service_has_exactly_one_row() {
        for target in Target::ALL {
            let rows = ROWS.iter().copied().flatten();
            let count = rows.filter(|row| row.target == target).count();
            assert_eq!(count, usize::from(target.is_other_service()), "{target}");
        }
    }
}
