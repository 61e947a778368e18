//! Turning pages without running in circles (`hostup-api.md` §3).

use hemma_core::time::Timestamp;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::BTreeSet;

use super::call::Scope;
use super::door::ApiDoor;
use super::problem::{ApiProblem, ApiProblemKind};
use super::reading;
use crate::exchange::Response;

/// The most pages of one list.
const MOST_PAGES: usize = 50;

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// The readable entries.
    pub items: Vec<T>,
    /// The mark of the next page; `None` on the last one.
    pub next: Option<String>,
    /// Whether the server says that there is more and gives no mark to ask for it.
    pub unmarked: bool,
    /// How many entries could not be read and were left out.
    pub skipped: usize,
}

impl<T: DeserializeOwned> Page<T> {
    /// The members of which a page has at least one.
    const MEMBERS: &[&str] = &["data", "nextCursor", "hasMore"];

    /// Reads the answer to a call that lists.
    pub(super) fn read(
        door: &ApiDoor,
        response: &Response,
        now: Timestamp,
        scopes: &'static [Scope],
    ) -> Result<Self, ApiProblem> {
        let mut body = reading::object(door, response, now, scopes, Self::MEMBERS)?;
        let (items, skipped) = reading::list(response.status, &mut body, "data")?;
        let more = body.get("hasMore").and_then(Value::as_bool);
        let next = body.get("nextCursor").and_then(Value::as_str);
        let next = next.filter(|cursor| more != Some(false) && !cursor.is_empty());
        Ok(Self {
            items,
            next: next.map(str::to_owned),
            unmarked: more == Some(true) && next.is_none(),
            skipped,
        })
    }
}

/// Collects the pages of one list. Ask for [`Pager::cursor`], bring what came to [`Pager::take`], until it is done.
#[derive(Clone, Debug)]
pub struct Pager<T> {
    items: Vec<T>,
    skipped: usize,
    cursor: Option<String>,
    seen: BTreeSet<String>,
    pages: usize,
    restarted: bool,
}

/// What a [`Pager`] wants next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Paging<T> {
    /// Ask for the page at [`Pager::cursor`].
    More,
    /// That was all there is to get.
    Done(Listing<T>),
}

/// A list as far as it could be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing<T> {
    /// The readable entries, in the server's order.
    pub items: Vec<T>,
    /// How many entries could not be read and were left out.
    pub skipped: usize,
    /// Why it ended.
    pub end: ListingEnd,
}

/// Why a list ended. Unless it is [`ListingEnd::Complete`] with nothing skipped, what is missing is not what is gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListingEnd {
    /// The server said that this is all.
    Complete,
    /// The server gave a page mark a second time, or none although there is more.
    Circle,
    /// Fifty pages were read; there may be more.
    TooLong,
    /// A page was refused. What came before it is kept.
    Broken(ApiProblem),
}

impl<T> Default for Pager<T> {
    fn default() -> Self {
        Self {
            items: Vec::new(),
            skipped: 0,
            cursor: None,
            seen: BTreeSet::new(),
            pages: 0,
            restarted: false,
        }
    }
}

impl<T> Pager<T> {
    /// Starts before the first page.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns the mark of the page to ask for; `None` stands for the first.
    #[must_use]
    pub fn cursor(&self) -> Option<String> {
        self.cursor.clone()
    }

    /// Takes what came for the page at [`Pager::cursor`].
    pub fn take(&mut self, came: Result<Page<T>, ApiProblem>) -> Paging<T> {
        let page = match came {
            Ok(page) => page,
            Err(problem)
                if problem.kind == ApiProblemKind::CursorInvalid
                    && self.cursor.is_some()
                    && !self.restarted =>
            {
                *self = Self {
                    restarted: true,
                    ..Self::default()
                };
                return Paging::More;
            }
            Err(problem) => return self.end(ListingEnd::Broken(problem)),
        };
        self.pages += 1;
        self.items.extend(page.items);
        self.skipped += page.skipped;
        match page.next {
            None if page.unmarked => self.end(ListingEnd::Circle),
            None => self.end(ListingEnd::Complete),
            Some(next) if !self.seen.insert(next.clone()) => self.end(ListingEnd::Circle),
            Some(_) if self.pages >= MOST_PAGES => self.end(ListingEnd::TooLong),
            Some(next) => {
                self.cursor = Some(next);
                Paging::More
            }
        }
    }

    fn end(&mut self, end: ListingEnd) -> Paging<T> {
        Paging::Done(Listing {
            items: std::mem::take(&mut self.items),
            skipped: self.skipped,
            end,
        })
    }
}
