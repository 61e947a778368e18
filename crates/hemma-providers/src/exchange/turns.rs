//! Several requests one after another, for one attempt.

use hemma_core::names::RecordId;
use hemma_core::verdict::{LaterReason, Meaning, Outcome, Scope, UnclearReason, Verdict};
use std::collections::{BTreeMap, VecDeque};

use super::{Exchange, Request, Response, SendFailure, Step};

/// One request and the records it is about.
#[derive(Clone, Debug)]
pub(crate) struct Turn<A> {
    /// What is sent.
    pub(crate) request: Request,
    /// What was asked, in the order of the request.
    pub(crate) asked: A,
}

/// Knows how to read the answer to one turn.
pub(crate) trait Reader: Send {
    /// What one request asks.
    type Asked: Send;
    /// Returns the records a request is about.
    fn records(asked: &Self::Asked) -> Vec<RecordId>;
    /// Reads one answer. Gives a verdict for every record asked.
    fn read(&self, asked: &Self::Asked, response: &Response) -> Outcome;
}

/// An exchange that takes its turns in order and stops early when going on would be rude or pointless.
pub(crate) struct Turns<R: Reader> {
    reader: R,
    current: Option<Turn<R::Asked>>,
    waiting: VecDeque<Turn<R::Asked>>,
    outcome: Outcome,
}

impl<R: Reader> Turns<R> {
    pub(crate) fn new(reader: R, turns: Vec<Turn<R::Asked>>) -> Self {
        Self {
            reader,
            current: None,
            waiting: turns.into(),
            outcome: Outcome {
                verdicts: BTreeMap::new(),
                quote: None,
                status: None,
            },
        }
    }

    fn next(&mut self) -> Step {
        self.current = self.waiting.pop_front();
        match &self.current {
            Some(turn) => Step::Send(turn.request.clone()),
            None => Step::Done(self.outcome.clone()),
        }
    }

    /// Gives `verdict` to everything that was not sent yet, and ends.
    fn stop(&mut self, verdict: &Verdict) -> Step {
        for turn in std::mem::take(&mut self.waiting) {
            for record in R::records(&turn.asked) {
                self.outcome.verdicts.insert(record, verdict.clone());
            }
        }
        self.next()
    }

    fn take_in(&mut self, outcome: Outcome) {
        // The quote and status kept are those of the first answer that was not a plain success.
        let plain = |outcome: &Outcome| outcome.verdicts.values().all(is_success);
        if self.outcome.status.is_none() || (plain(&self.outcome) && !plain(&outcome)) {
            self.outcome.quote = outcome.quote;
            self.outcome.status = outcome.status;
        }
        self.outcome.verdicts.extend(outcome.verdicts);
    }
}

fn is_success(verdict: &Verdict) -> bool {
    matches!(
        verdict.meaning,
        Meaning::Accepted { .. } | Meaning::AlreadySo { .. }
    )
}

impl<R: Reader> Exchange for Turns<R> {
    fn begin(&mut self) -> Step {
        self.next()
    }

    fn planned(&self) -> Vec<Request> {
        self.current
            .iter()
            .chain(&self.waiting)
            .map(|turn| turn.request.clone())
            .collect()
    }

    fn answer(&mut self, response: Response) -> Step {
        let Some(turn) = self.current.take() else {
            return self.next();
        };
        let outcome = self.reader.read(&turn.asked, &response);
        let wider = outcome
            .verdicts
            .values()
            .filter(|verdict| !is_success(verdict) && verdict.scope > Scope::Record)
            .max_by_key(|verdict| verdict.scope)
            .cloned();
        self.take_in(outcome);
        match wider {
            // What binds the profile binds what is left of this attempt.
            Some(verdict) => self.stop(&verdict),
            None => self.next(),
        }
    }

    fn failed(&mut self, failure: SendFailure) -> Step {
        let Some(turn) = self.current.take() else {
            return self.next();
        };
        let not_sent = Verdict {
            meaning: Meaning::Later {
                reason: LaterReason::NotSent {
                    problem: failure.problem.clone(),
                },
                not_before: None,
            },
            scope: Scope::Record,
        };
        let verdict = if failure.sent {
            Verdict {
                meaning: Meaning::Unclear {
                    reason: UnclearReason::AnswerLost {
                        problem: failure.problem,
                    },
                    not_before: None,
                },
                scope: Scope::Record,
            }
        } else {
            not_sent.clone()
        };
        for record in R::records(&turn.asked) {
            self.outcome.verdicts.insert(record, verdict.clone());
        }
        self.stop(&not_sent)
    }
}
