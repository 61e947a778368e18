//! The port `Hands`: requests to services.

use std::sync::Arc;

use hemma_engine::messages::{Contact, ContactPurpose};
use hemma_engine::ports::{Hands, Task};
use hemma_providers::exchange::{Request, Response, SendFailure};

use crate::contacts::ContactSheet;
use crate::http::{Bounds, Door, Errand};

/// The real hands.
#[derive(Debug)]
pub struct SystemHands {
    door: Arc<Door>,
    contacts: Arc<ContactSheet>,
}

impl SystemHands {
    pub(crate) fn new(door: Arc<Door>, contacts: Arc<ContactSheet>) -> Self {
        Self { door, contacts }
    }
}

impl Hands for SystemHands {
    fn send(&self, request: Request) -> Task<'_, Result<Response, SendFailure>> {
        let mut bounds = Bounds::UPDATE;
        if let Some(longest) = request.longest_answer() {
            bounds.body = usize::try_from(longest).unwrap_or(usize::MAX);
        }
        Box::pin(self.door.send(Errand {
            request,
            // The address travels in the request, so that either family carries it (F56).
            family: None,
            purpose: ContactPurpose::Update,
            bounds,
        }))
    }

    fn contacts(&self) -> Vec<Contact> {
        self.contacts.read()
    }
}
