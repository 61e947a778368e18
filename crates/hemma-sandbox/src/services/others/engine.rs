//! What all rows share: login, names, intervals, writing, and manners.

use std::net::IpAddr;
use std::time::Duration;

use super::order::{Order, Wish};
use super::records::with_prefix;
use super::speech::{Done, Speech, Step};
use crate::clock::Moment;
use crate::ledger::Rude;
use crate::script::Fault;
use crate::services::dyndns2::is_fqdn;
use crate::services::{Note, Reply, Request, scripted};
use crate::target::Target;
use crate::world::services::Service;
use crate::world::{Account, Family, World, Zones};

/// One service of the table.
pub(crate) struct Row {
    pub(crate) target: Target,
    /// Paths; one that ends in `*` is a beginning.
    pub(super) paths: &'static [&'static str],
    pub(super) credentials: fn(&Request) -> Credentials,
    pub(super) order: fn(&Ask<'_>) -> Result<Order, Refusal>,
    pub(super) speak: Speech,
    pub(super) interval: Option<Interval>,
    /// Whether names are answered one by one; otherwise one bad name refuses all.
    pub(super) by_name: bool,
    /// Least service time between trouble at the service and the next request.
    pub(super) patience: Duration,
    /// Service time after which a record that was not refreshed is forgotten.
    pub(super) forgets_after: Option<Duration>,
}

impl Row {
    /// Returns the path where updates are taken.
    pub(crate) fn path(&self) -> &'static str {
        self.paths.first().copied().unwrap_or("/")
    }

    /// Whether a path is one of the service's.
    pub(crate) fn takes(&self, path: &str) -> bool {
        self.paths.iter().any(|own| match own.strip_suffix('*') {
            Some(beginning) => path.starts_with(beginning),
            None => path == *own,
        })
    }
}

/// How often a name may be updated, by service time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Interval {
    /// Updates that are taken within the time.
    pub(super) updates: usize,
    pub(super) seconds: u64,
}

/// What a request shows to be let in.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Credentials {
    /// A username; `None` where the secret alone opens.
    pub(super) user: Option<String>,
    pub(super) secret: String,
}

/// A request after its login was accepted.
pub(super) struct Ask<'a> {
    pub(super) request: &'a Request,
    pub(super) credentials: &'a Credentials,
    pub(super) account: &'a Account,
}

impl Ask<'_> {
    pub(super) fn own_names(&self) -> Vec<String> {
        let hosts = self.account.hosts.iter();
        hosts.map(|host| host.name.clone()).collect()
    }

    /// Refuses an address of a family that the login's record has not.
    pub(super) fn own_family_only(&self, order: Order) -> Result<Order, Refusal> {
        let host = self.account.hosts.first().ok_or(Refusal::Unknown)?;
        let fits = |address: &IpAddr| host.takes(Family::of(*address));
        if order.addresses().iter().all(fits) {
            Ok(order)
        } else {
            Err(Refusal::Address)
        }
    }
}

/// Why nothing was done for a name or for the whole request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    Login,
    NoName,
    Malformed,
    Unknown,
    Foreign,
    Address,
    /// An address of a network the service does not serve.
    Network,
    System,
    /// Names of several domains in one request where one is allowed.
    Mixed,
    TooSoon,
    Blocked,
    /// The account has been closed.
    Inactive,
}

/// Answers one request; `None` when the service has no such path.
pub(crate) fn answer(
    world: &mut World,
    row: &Row,
    request: &Request,
    now: Moment,
    fault: Option<&Fault>,
) -> Option<Reply> {
    if !row.takes(&request.path) {
        return None;
    }
    let World {
        services, zones, ..
    } = world;
    let service = services.entry(row.target).or_default();
    let credentials = (row.credentials)(request);
    let mut note = Note {
        user: credentials.user.clone(),
        ..Note::default()
    };
    if request.user_agent.trim().is_empty() {
        note.rude = Some(Rude::BadUserAgent);
    }
    if service.memory.refused_logins.contains(&credentials) {
        note.rude = note.rude.or(Some(Rude::AfterBadauth));
    }
    if service
        .memory
        .trouble_until
        .is_some_and(|until| now.service < until)
    {
        note.rude = note.rude.or(Some(Rude::Hurried));
    }
    service.memory.trouble_until = None;
    let index = service
        .accounts
        .iter()
        .position(|account| opens(account, &credentials));
    let account = index.and_then(|index| service.accounts.get(index)).cloned();
    let order = account.as_ref().map(|account| {
        (row.order)(&Ask {
            request,
            credentials: &credentials,
            account,
        })
    });
    if let Some(Ok(order)) = &order {
        note.names.clone_from(&order.names);
        note.addresses = order.addresses();
    }
    let names = note.names.len();
    let reply = match fault.and_then(|fault| scripted::reply(fault, names)) {
        Some(reply) => reply,
        None => {
            let desk = Desk {
                row,
                service,
                zones,
                now,
            };
            let outcome = match (index, account, order) {
                (Some(index), Some(account), Some(order)) => {
                    desk.serve(index, &account, order, &mut note)
                }
                _ => Err(Refusal::Login),
            };
            if outcome == Err(Refusal::Login) {
                service.memory.refused_logins.insert(credentials);
            }
            (row.speak)(&outcome, request, zones)
        }
    };
    let word = reply.words().first().cloned().unwrap_or_default();
    if reply.status >= 500
        || ["911", "dnserr", "servererror"].contains(&word.as_str()) && fault.is_some()
    {
        service.memory.trouble_until = Some(now.service + row.patience);
    }
    Some(reply.noted(note))
}

fn opens(account: &Account, shown: &Credentials) -> bool {
    let user_fits = shown.user.as_ref().is_none_or(|user| {
        *user == account.user || (account.user.is_empty() && account.host(user).is_some())
    });
    user_fits && account.password == shown.secret && !shown.secret.is_empty()
}

/// What was said to a whole request: one entry per name, or why none was looked at.
pub(super) type Outcome = Result<Vec<Result<Done, Refusal>>, Refusal>;

struct Desk<'a> {
    row: &'a Row,
    service: &'a mut Service,
    zones: &'a mut Zones,
    now: Moment,
}

impl Desk<'_> {
    fn serve(
        mut self,
        index: usize,
        account: &Account,
        order: Result<Order, Refusal>,
        note: &mut Note,
    ) -> Outcome {
        if account.blocked {
            return Err(Refusal::Blocked);
        }
        if account.closed {
            return Err(Refusal::Inactive);
        }
        let order = order?;
        if order.names.is_empty() {
            return Err(Refusal::NoName);
        }
        if let Some(outside) = &self.service.serves_only
            && !order
                .addresses()
                .iter()
                .all(|address| outside.contains(address))
        {
            return Err(Refusal::Network);
        }
        let judged: Vec<Result<(), Refusal>> = order
            .names
            .iter()
            .map(|name| self.judge(index, account, name, note))
            .collect();
        if !self.row.by_name
            && let Some(refusal) = judged.iter().find_map(|judged| judged.err())
        {
            return Err(refusal);
        }
        if self.row.target == Target::Desec && !self.same_zone(&order.names) {
            return Err(Refusal::Mixed);
        }
        let interval = self.interval();
        for name in &order.names {
            if self.hurried(name, interval) {
                note.rude = note.rude.or(Some(Rude::Hurried));
                return Err(Refusal::TooSoon);
            }
        }
        let done = order.names.iter().zip(judged).map(|(name, judged)| {
            judged.map(|()| {
                let done = self.write(account, name, &order);
                note.changed |= done.changed();
                done
            })
        });
        Ok(done.collect())
    }

    /// Whether a name may be updated by this login.
    fn judge(
        &mut self,
        index: usize,
        account: &Account,
        name: &str,
        note: &mut Note,
    ) -> Result<(), Refusal> {
        // Not every name is a DNS name: tunnels have numbers.
        let refusal = if account.host(name).is_some() {
            return Ok(());
        } else if !is_fqdn(name) {
            Refusal::Malformed
        } else if self
            .service
            .accounts
            .iter()
            .any(|other| other.host(name).is_some())
        {
            Refusal::Foreign
        } else {
            Refusal::Unknown
        };
        if !self
            .service
            .memory
            .refused_names
            .insert((index, name.to_owned()))
        {
            note.rude = note.rude.or(Some(Rude::AfterRefusedName));
        }
        Err(refusal)
    }

    fn same_zone(&self, names: &[String]) -> bool {
        let mut zones = names.iter().map(|name| self.zones.apex_of(name));
        let first = zones.next().flatten();
        zones.all(|zone| zone == first)
    }

    fn interval(&self) -> Option<Interval> {
        match self.service.interval_seconds {
            Some(0) => None,
            Some(seconds) => Some(Interval {
                updates: self.row.interval.map_or(1, |own| own.updates),
                seconds,
            }),
            None => self.row.interval,
        }
    }

    fn hurried(&self, name: &str, interval: Option<Interval>) -> bool {
        let Some(Interval { updates, seconds }) = interval else {
            return false;
        };
        let key = self.pace_key(name);
        let taken = self
            .service
            .memory
            .taken
            .get(&key)
            .map_or(&[][..], Vec::as_slice);
        let length = Duration::from_secs(seconds);
        let recent = taken.iter().filter(|at| self.now.service < **at + length);
        recent.count() >= updates
    }

    /// What the interval counts by: the name, or its zone at deSEC.
    fn pace_key(&self, name: &str) -> String {
        match self.row.target {
            Target::Desec => self.zones.apex_of(name).unwrap_or(name).to_owned(),
            _ => name.to_owned(),
        }
    }

    fn write(&mut self, account: &Account, name: &str, order: &Order) -> Done {
        let key = self.pace_key(name);
        self.service
            .memory
            .taken
            .entry(key)
            .or_default()
            .push(self.now.service);
        self.service
            .memory
            .refreshed
            .insert(name.to_owned(), self.now.service);
        let mut steps = [Step::Untouched; 2];
        for (step, family) in steps.iter_mut().zip([Family::V4, Family::V6]) {
            let takes = account
                .hosts
                .iter()
                .any(|host| host.name.eq_ignore_ascii_case(name) && host.takes(family));
            if takes {
                *step = self.write_family(name, family, order.wish(family));
            }
        }
        let [v4, v6] = steps;
        Done {
            name: name.to_owned(),
            before: [Family::V4, Family::V6].map(|family| match family {
                Family::V4 => v4.before(),
                Family::V6 => v6.before(),
            }),
            v4,
            v6,
        }
    }

    fn write_family(&mut self, name: &str, family: Family, wish: Wish) -> Step {
        let before = self.zones.registered(name, family);
        let wanted = match wish {
            Wish::Leave => return Step::Untouched,
            Wish::Delete => None,
            Wish::Set(address) => Some(address),
            Wish::Prefix(prefix, length) => match before {
                Some(old) => Some(with_prefix(prefix, length, old)),
                None => return Step::Untouched,
            },
        };
        if wanted == before {
            return wanted.map_or(Step::Untouched, Step::Same);
        }
        self.zones.publish(name, family, wanted, self.now.real);
        match wanted {
            Some(address) => Step::Changed { before, address },
            None => Step::Deleted { before },
        }
    }
}
