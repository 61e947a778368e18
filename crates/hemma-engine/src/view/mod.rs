//! From status to what surfaces show: the snapshot, the tray as comparable data, and toasts.
//!
//! Nothing here decides about names. A surface draws what it is given and sends a [`Deed`] back.

pub mod notice;
mod overall;
pub(crate) mod snapshot;
pub mod tray;

use std::fmt;

use hemma_core::names::{ProfileId, UpdateName};

use crate::messages::Command;

/// What happens when a person clicks something in the tray or on a toast.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    /// A wish for the engine.
    Tell(Command),
    /// Open the window at a page.
    Open(Page),
    /// Copy a text.
    Copy(String),
}

/// A page of the window. Prints in the form in which the window takes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Page {
    /// How things are.
    Overview,
    /// Names and accounts.
    Names,
    /// One name.
    Name(ProfileId, UpdateName),
    /// One profile's form.
    Profile(ProfileId),
    /// What happened.
    History,
    /// Settings.
    Settings,
}

impl fmt::Display for Page {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Overview => f.write_str("overview"),
            Self::Names => f.write_str("names"),
            Self::Name(profile, name) => write!(f, "names/{profile}/{name}"),
            Self::Profile(profile) => write!(f, "names/{profile}"),
            Self::History => f.write_str("history"),
            Self::Settings => f.write_str("settings"),
        }
    }
}
