//! What crosses after the greeting.

use serde::{Deserialize, Serialize};

use crate::messages::{Answer, Command, CommandError, Done, Query, QueryError, Snapshot};

/// From a visitor to the agent. Answers carry the same number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToAgent {
    /// Chosen by the visitor; unique on its connection.
    pub number: u32,
    /// What it wants.
    pub body: Wanted,
}

/// What a visitor wants.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "of", rename_all = "snake_case")]
pub enum Wanted {
    /// Carry out a command.
    Tell(Command),
    /// Answer a question.
    Ask(Query),
    /// Send the current snapshot and every later one.
    Subscribe,
    /// The window came to the front or left it. While it is there, notices are not shown twice.
    InFront(bool),
    /// Nobody waits any more for the answer to the [`Wanted::Ask`] of the same number. A command cannot be given up: it
    /// may have been carried out already.
    GiveUp,
}

/// From the agent to a visitor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ToVisitor {
    /// A [`Wanted::Tell`] that was carried out.
    Told {
        /// Which.
        number: u32,
        /// What it has to tell beside that.
        done: Box<Done>,
    },
    /// A [`Wanted::Tell`] that was not carried out.
    NotTold {
        /// Which.
        number: u32,
        /// Why.
        error: Box<CommandError>,
    },
    /// The answer to a [`Wanted::Ask`].
    Answered {
        /// Which.
        number: u32,
        /// The answer.
        answer: Box<Answer>,
    },
    /// A [`Wanted::Ask`] that has no answer.
    NotAnswered {
        /// Which.
        number: u32,
        /// Why.
        error: QueryError,
    },
    /// A snapshot, to a subscriber.
    Snapshot {
        /// The snapshot.
        snapshot: Box<Snapshot>,
    },
}
