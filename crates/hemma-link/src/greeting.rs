//! The first words on a connection. Both sides say which protocol they speak; whoever does not fit is told what to do.

use serde::{Deserialize, Serialize};

/// The version of the messages. It grows with every change that an older side could not read.
pub const PROTOCOL: u32 = 1;

/// Who comes to the door.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The window.
    Window,
    /// A command line.
    CommandLine,
}

/// What a visitor says first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hello {
    /// The protocol it speaks.
    pub protocol: u32,
    /// Its version, for people.
    pub version: String,
    /// What it is.
    pub role: Role,
}

/// What the agent answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Greeting {
    /// Come in.
    Welcome {
        /// The protocol that is spoken from now on.
        protocol: u32,
        /// The agent's version, for people.
        version: String,
    },
    /// Not like this.
    Refused {
        /// Why, and thereby what to do.
        reason: RefusedReason,
    },
}

/// Why agent and visitor do not understand each other. The text says what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum RefusedReason {
    /// The agent was updated and this program is still the old one.
    #[error(
        "Hemma was updated to {agent} while this program ({visitor}) was open; close it and open it again"
    )]
    VisitorTooOld {
        /// The agent's version.
        agent: String,
        /// The visitor's version.
        visitor: String,
    },
    /// This program is new and the agent is still the old one.
    #[error(
        "Hemma in the background is still {agent} and this program is {visitor}; quit Hemma and start it again"
    )]
    VisitorTooNew {
        /// The agent's version.
        agent: String,
        /// The visitor's version.
        visitor: String,
    },
}

/// Judges a visitor's first words for an agent of `version`.
///
/// # Errors
///
/// Who must be renewed, when the protocols differ.
pub fn judge(hello: &Hello, version: &str) -> Result<(), RefusedReason> {
    let agent = version.to_owned();
    let visitor = hello.version.clone();
    match hello.protocol.cmp(&PROTOCOL) {
        std::cmp::Ordering::Equal => Ok(()),
        std::cmp::Ordering::Less => Err(RefusedReason::VisitorTooOld { agent, visitor }),
        std::cmp::Ordering::Greater => Err(RefusedReason::VisitorTooNew { agent, visitor }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hello(protocol: u32) -> Hello {
        Hello {
            protocol,
            version: "0.9.0".to_owned(),
            role: Role::Window,
        }
    }

    #[test]
    fn the_same_protocol_is_welcome_whatever_the_version() {
        assert_eq!(judge(&hello(PROTOCOL), "1.0.0"), Ok(()));
    }

    #[test]
    fn an_older_window_is_told_to_open_again() {
        let reason = judge(&hello(PROTOCOL - 1), "1.0.0").unwrap_err();
        assert_eq!(
            reason.to_string(),
            "Hemma was updated to 1.0.0 while this program (0.9.0) was open; close it and open it again"
        );
    }

    #[test]
    fn a_newer_window_asks_for_a_restart_of_the_agent() {
        let reason = judge(&hello(PROTOCOL + 1), "0.8.0").unwrap_err();
        assert_eq!(
            reason.to_string(),
            "Hemma in the background is still 0.8.0 and this program is 0.9.0; quit Hemma and start it again"
        );
    }
}
