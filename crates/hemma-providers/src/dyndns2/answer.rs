//! From an answer to verdicts.

use hemma_core::address::Family;
use hemma_core::names::RecordId;
use hemma_core::verdict::{LaterReason, Meaning, Outcome, Refusal, Scope, UnclearReason, Verdict};
use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use super::lines::{Addresses, Answer, Line};
use super::{FIVE_MINUTES, HALF_AN_HOUR, Reach, Sense, Word};
use crate::exchange::{Mask, Response};
use crate::speech::{Asked, Dialect, Ear};

/// Reads one answer. Every record asked gets a verdict.
pub(crate) fn read(
    dialect: &Dialect,
    ear: &Ear,
    asked: &Asked,
    response: &Response,
    mask: &Mask,
) -> Outcome {
    let answer = Answer::of(dialect, ear, response);
    let (verdicts, deciding) = if speaks(dialect, &answer, response.status) {
        let desk = Desk {
            dialect,
            asked,
            answer: &answer,
            response,
        };
        desk.pair()
    } else {
        let verdict = by_status(dialect, &answer, response);
        (everybody(asked, &verdict), 0)
    };
    Outcome {
        verdicts,
        quote: answer
            .lines
            .get(deciding)
            .filter(|line| !line.text.is_empty())
            .map(|line| mask.quote(&line.text)),
        status: Some(response.status),
    }
}

/// Whether the words decide. Otherwise the HTTP status does.
fn speaks(dialect: &Dialect, answer: &Answer, status: u16) -> bool {
    if answer.markup || (status == 401 && dialect.unauthorized_is_final) {
        return false;
    }
    match answer.first_word() {
        Some(word) => !word.is_success() || success_counts(status),
        None => !answer.lines.is_empty() && !answer.cut && (200..=299).contains(&status),
    }
}

/// A success word counts unless the status says the opposite: a redirect, a refused login, "too often", or their own
/// trouble (F61, F63).
fn success_counts(status: u16) -> bool {
    !matches!(status, 300..=399 | 401 | 429 | 500..=599)
}

/// What an answer without a usable word means.
fn by_status(dialect: &Dialect, answer: &Answer, response: &Response) -> Verdict {
    if let Some(word) = dialect.status(response.status) {
        return match word.sense {
            Sense::Good | Sense::NoChange => Verdict {
                meaning: stored(word.sense == Sense::Good, None),
                scope: Scope::Record,
            },
            _ => verdict_of(dialect, word, Reach::Name),
        };
    }
    match response.status {
        401 => {
            let badauth = dialect
                .listed("badauth")
                .unwrap_or(Word::refused(Refusal::LoginRefused, Reach::Profile));
            verdict_of(dialect, badauth, Reach::Name)
        }
        // Abuse-like: stop, and a person decides (`noip-update.md` §5.2).
        403 => needs_person(Refusal::Forbidden, Scope::Credential),
        // A portal cannot answer for a certificate it does not have, so this is the server's own "no such thing".
        400 | 404 | 405 | 410 | 414 => needs_person(Refusal::RequestRefused, Scope::Profile),
        429 => {
            let asked_for = response.retry_after().unwrap_or(Duration::ZERO);
            let wait = asked_for.max(HALF_AN_HOUR);
            later(LaterReason::TooOften, wait, dialect.everyone)
        }
        300..=399 | 407 | 511 => later(LaterReason::Intercepted, FIVE_MINUTES, Scope::Profile),
        500..=599 => later(LaterReason::ServiceTrouble, HALF_AN_HOUR, dialect.everyone),
        _ if answer.lines.is_empty() => {
            later(LaterReason::EmptyAnswer, FIVE_MINUTES, Scope::Profile)
        }
        _ if answer.markup || answer.cut => {
            later(LaterReason::Intercepted, FIVE_MINUTES, Scope::Profile)
        }
        _ => unclear(UnclearReason::UnknownWord, Some(HALF_AN_HOUR)),
    }
}

struct Desk<'a> {
    dialect: &'a Dialect,
    asked: &'a Asked,
    answer: &'a Answer,
    response: &'a Response,
}

impl Desk<'_> {
    /// Gives each name its line. Returns the verdicts and which line to quote.
    fn pair(&self) -> (BTreeMap<RecordId, Verdict>, usize) {
        let lines = &self.answer.lines;
        let mut verdicts = BTreeMap::new();
        let deciding = lines
            .iter()
            .position(|line| !line.is_success())
            .unwrap_or(0);
        match (self.asked.names.as_slice(), lines.as_slice()) {
            // One name: several lines may come, one per family. All must be successes, or the refusal counts.
            ([records], _) => {
                let known_refusal = lines
                    .iter()
                    .find(|line| line.word.is_some_and(|word| !word.is_success()));
                let deciding = known_refusal.or(lines.first());
                let together: Vec<&Line> = match deciding {
                    Some(line) if line.is_success() => {
                        lines.iter().filter(|line| line.is_success()).collect()
                    }
                    deciding => deciding.into_iter().collect(),
                };
                self.judge(records, &together, &mut verdicts);
            }
            // One line that is no success, for many names: account-level words are given once (Dyn), and a refused
            // list is refused as a whole (`noip-update.md` §5.2).
            (names, [line]) if !line.is_success() => {
                for records in names {
                    self.judge(records, &[line], &mut verdicts);
                }
            }
            // Strictly one line per name, in the order of the request; a missing one is no success (F23).
            (names, lines) => {
                let missing = self.missing();
                for (place, records) in names.iter().enumerate() {
                    match lines.get(place) {
                        Some(line) => self.judge(records, &[line], &mut verdicts),
                        None => {
                            verdicts.extend(records.iter().map(|id| (id.clone(), missing.clone())));
                        }
                    }
                }
            }
        }
        (verdicts, deciding)
    }

    /// What a name without a line is told: a profile-wide word on any line, or that nobody knows.
    fn missing(&self) -> Verdict {
        self.answer
            .lines
            .iter()
            .filter_map(|line| line.word)
            .filter(|word| !word.is_success() && word.reach > Reach::Name)
            .max_by_key(|word| word.reach)
            .map_or_else(
                || unclear(UnclearReason::MissingLine, None),
                |word| verdict_of(self.dialect, word, self.name_reach()),
            )
    }

    /// How far a word about a name reaches: a refused name with no success beside it stops the profile where the
    /// vendor wants new login data first (No-IP, `nohost`).
    fn name_reach(&self) -> Reach {
        let alone = !self.answer.lines.iter().any(Line::is_success);
        if alone && self.dialect.lone_refusal_binds_profile {
            Reach::Profile
        } else {
            Reach::Name
        }
    }

    /// Judges the records of one name by its lines, of which there is more than one only if all are successes.
    fn judge(
        &self,
        records: &[RecordId],
        lines: &[&Line],
        verdicts: &mut BTreeMap<RecordId, Verdict>,
    ) {
        for record in records {
            let verdict = match lines.first().map(|line| (line, line.word)) {
                Some((_, Some(word))) if word.is_success() => self.success(record, lines),
                Some((_, Some(word))) => verdict_of(self.dialect, word, self.name_reach()),
                _ => unclear(UnclearReason::UnknownWord, Some(HALF_AN_HOUR)),
            };
            verdicts.insert(record.clone(), verdict);
        }
    }

    fn success(&self, record: &RecordId, lines: &[&Line]) -> Verdict {
        if !success_counts(self.response.status) {
            return by_status(self.dialect, self.answer, self.response);
        }
        let changed = lines
            .iter()
            .any(|line| matches!(line.word.map(|word| word.sense), Some(Sense::Good)));
        let echoes: Vec<IpAddr> = lines
            .iter()
            .flat_map(|line| match &line.addresses {
                Addresses::Some(addresses) => addresses.as_slice(),
                Addresses::None | Addresses::Unreadable => &[],
            })
            .copied()
            .collect();
        let sent = self.sent(record.family);
        let meaning = if echoes.is_empty() {
            // A word alone confirms what was sent; a word with prose behind it is not this protocol.
            if lines
                .iter()
                .any(|line| line.addresses == Addresses::Unreadable)
            {
                return unclear(UnclearReason::UnknownWord, Some(HALF_AN_HOUR));
            }
            stored(changed, None)
        } else if sent.is_some_and(|sent| echoes.contains(&sent)) {
            stored(changed, sent)
        } else if changed && echoes.contains(&IpAddr::V4(Ipv4Addr::LOCALHOST)) {
            // Dyn: the request was ignored because of the client (F33).
            return needs_person(Refusal::ClientBlocked, self.dialect.everyone);
        } else if self.names_only_the_other_family(record.family, &echoes) {
            if self.dialect.names_every_address {
                return unclear(UnclearReason::MissingLine, None);
            }
            stored(changed, None)
        } else {
            let own = echoes
                .iter()
                .find(|echo| Family::of(**echo) == record.family);
            match own.or(echoes.first()) {
                Some(echoed) => Meaning::NotConfirmed { echoed: *echoed },
                None => return unclear(UnclearReason::MissingLine, None),
            }
        };
        Verdict {
            meaning,
            scope: Scope::Record,
        }
    }

    fn sent(&self, family: Family) -> Option<IpAddr> {
        let of_family = |address: &&IpAddr| Family::of(**address) == family;
        self.asked.sent.iter().find(of_family).copied()
    }

    /// Both families were sent and the line confirms the other one as sent, without a word about this one (an A-only
    /// host in a dual-stack request).
    fn names_only_the_other_family(&self, family: Family, echoes: &[IpAddr]) -> bool {
        echoes.iter().all(|echo| Family::of(*echo) != family)
            && echoes.iter().all(|echo| self.asked.sent.contains(echo))
    }
}

fn stored(changed: bool, echoed: Option<IpAddr>) -> Meaning {
    if changed {
        Meaning::Accepted { echoed }
    } else {
        Meaning::AlreadySo { echoed }
    }
}

/// Turns a word that is no success into a verdict.
fn verdict_of(dialect: &Dialect, word: Word, name_reach: Reach) -> Verdict {
    let reach = match (word.reach, word.sense) {
        // Only refusals stop a profile in place of a name; a wait for one name stays with it.
        (Reach::Name, Sense::Refused(..)) => name_reach,
        (reach, _) => reach,
    };
    let scope = match reach {
        Reach::Name => Scope::Record,
        Reach::Profile => Scope::Profile,
        Reach::Login => Scope::Credential,
        Reach::Everyone => dialect.everyone,
    };
    match word.sense {
        Sense::Refused(refusal, not_before) => Verdict {
            meaning: Meaning::NeedsPerson {
                refusal,
                not_before,
            },
            scope,
        },
        Sense::Trouble(wait) => later(LaterReason::ServiceTrouble, wait, scope),
        Sense::TooSoon(wait) => later(LaterReason::TooOften, wait, scope),
        Sense::NotFound(wait) => later(LaterReason::NotFound, wait, scope),
        Sense::Good | Sense::NoChange => unclear(UnclearReason::UnknownWord, None),
    }
}

fn everybody(asked: &Asked, verdict: &Verdict) -> BTreeMap<RecordId, Verdict> {
    asked
        .names
        .iter()
        .flatten()
        .map(|record| (record.clone(), verdict.clone()))
        .collect()
}

fn later(reason: LaterReason, wait: Duration, scope: Scope) -> Verdict {
    Verdict {
        meaning: Meaning::Later {
            reason,
            not_before: Some(wait),
        },
        scope,
    }
}

fn needs_person(refusal: Refusal, scope: Scope) -> Verdict {
    Verdict {
        meaning: Meaning::NeedsPerson {
            refusal,
            not_before: None,
        },
        scope,
    }
}

fn unclear(reason: UnclearReason, not_before: Option<Duration>) -> Verdict {
    Verdict {
        meaning: Meaning::Unclear { reason, not_before },
        scope: Scope::Record,
    }
}
