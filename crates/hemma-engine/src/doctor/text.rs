//! The report as a text to copy. What could be a secret is never written here; [`super::wash`] looks once more.

use std::collections::BTreeMap;
use std::fmt::{Display, Write as _};

use hemma_core::history::{Entry, EntryKind};
use hemma_core::router::{RouterAnswer, RouterReport};
use hemma_core::settings::{Guard, Ipv6Choice, SecretSource, VaultKind, print_duration};

use super::Material;
use crate::messages::{ComparedName, ContactPurpose, DoctorFinding, NameView};
use crate::words::{Part, Voice};

/// The most names that are listed.
const MOST_NAMES: usize = 50;
/// The most lines of history.
const MOST_LINES: usize = 20;

/// Lines under headings.
struct Page<'a> {
    text: String,
    voice: &'a Voice,
}

impl Page<'_> {
    fn part(&mut self, part: Part) {
        let heading = self.voice.report_part(part);
        let _ = write!(self.text, "\n{heading}\n");
    }

    fn line(&mut self, line: impl Display) {
        let _ = writeln!(self.text, "  {line}");
    }

    fn nothing(&mut self) {
        let nothing = self.voice.report_part(Part::Nothing);
        self.line(nothing);
    }
}

/// Writes everything.
pub(super) fn text(
    material: &Material,
    summary: &str,
    findings: &[DoctorFinding],
    compared: &[ComparedName],
    voice: &Voice,
) -> String {
    let mut page = Page {
        text: voice.report_part(Part::Title),
        voice,
    };
    let _ = write!(
        page.text,
        "\n{} ({})\n{summary}\n",
        voice.stamp(material.at),
        material.at
    );
    system(&mut page, material);
    found(&mut page, findings);
    addresses(&mut page, material);
    names(&mut page, material);
    comparison(&mut page, compared);
    last_round(&mut page, material);
    router(&mut page, material.router.as_ref());
    settings(&mut page, material);
    contacts(&mut page, material);
    history(&mut page, &material.entries);
    let footer = voice.report_part(Part::Footer);
    let _ = write!(page.text, "\n{footer}\n");
    page.text
}

fn system(page: &mut Page<'_>, material: &Material) {
    let snapshot = &material.snapshot;
    let surfaces = &snapshot.surfaces;
    page.part(Part::System);
    page.line(format_args!("hemma-agent {}", snapshot.version));
    page.line(format_args!(
        "{} {}",
        std::env::consts::OS,
        std::env::consts::ARCH
    ));
    let started = page.voice.stamp(snapshot.started);
    page.line(format_args!("started {started}"));
    page.line(format_args!(
        "tray {:?}, notices {:?}, vault {:?}",
        surfaces.tray, surfaces.notices, surfaces.vault
    ));
    let place = page.voice.whereabouts(&snapshot.whereabouts);
    page.line(place);
}

fn found(page: &mut Page<'_>, findings: &[DoctorFinding]) {
    page.part(Part::Findings);
    if findings.is_empty() {
        page.nothing();
    }
    for (number, finding) in findings.iter().enumerate() {
        let since = finding.since.map(|since| page.voice.stamp(since));
        page.line(format_args!(
            "{}. [{:?}] {}{}",
            number + 1,
            finding.severity,
            finding.title,
            since.map(|since| format!(" ({since})")).unwrap_or_default()
        ));
        for more in [&finding.meaning, &finding.remedy] {
            if !more.is_empty() {
                page.line(format_args!("   {more}"));
            }
        }
    }
}

fn addresses(page: &mut Page<'_>, material: &Material) {
    page.part(Part::Addresses);
    for view in &material.snapshot.addresses {
        let gate = page.voice.gate(&view.gate);
        let family = page.voice.family(view.family);
        page.line(format_args!("{family}: {gate}"));
    }
}

fn names(page: &mut Page<'_>, material: &Material) {
    page.part(Part::Names);
    let names: Vec<&NameView> = material.snapshot.names.iter().take(MOST_NAMES).collect();
    if names.is_empty() {
        page.nothing();
    }
    for name in names {
        for record in &name.records {
            let status = &record.status;
            let phase = page.voice.phase(&status.phase, material.at);
            let family = page.voice.family(record.family);
            page.line(format_args!(
                "{} ({family}, {}): {phase}",
                name.name, name.service
            ));
            for (what, stamped) in [("confirmed", status.confirmed), ("proved", status.proved)] {
                if let Some(stamped) = stamped {
                    let at = page.voice.stamp(stamped.at);
                    page.line(format_args!("   {what} {} {at}", stamped.address));
                }
            }
        }
    }
    let left = material.snapshot.names.len().saturating_sub(MOST_NAMES);
    if left > 0 {
        page.line(format_args!("+ {left}"));
    }
}

fn comparison(page: &mut Page<'_>, compared: &[ComparedName]) {
    page.part(Part::Comparison);
    if compared.is_empty() {
        page.nothing();
    }
    let [zone, network, computer] = page.voice.ways();
    for one in compared {
        let family = page.voice.family(one.record.family);
        let verdict = page.voice.comparison(one.verdict);
        page.line(format_args!("{} ({family}): {verdict}", one.record.name));
        let ttl = one.ttl_seconds.map(|ttl| format!(" (TTL {ttl} s)"));
        let ttl = ttl.unwrap_or_default();
        let lines = [
            format!("   {zone}: {}{ttl}", page.voice.told(&one.zone)),
            format!("   {network}: {}", page.voice.told(&one.network)),
            format!("   {computer}: {}", page.voice.told(&one.computer)),
        ];
        for line in lines {
            page.line(line);
        }
    }
}

/// The trail of the first record of each family: what all of them went by.
fn last_round(page: &mut Page<'_>, material: &Material) {
    page.part(Part::LastRound);
    let mut firsts = BTreeMap::new();
    for record in material
        .snapshot
        .names
        .iter()
        .flat_map(|name| &name.records)
    {
        firsts.entry(record.family).or_insert(record);
    }
    if firsts.is_empty() {
        page.nothing();
    }
    for (family, record) in firsts {
        let family = page.voice.family(family);
        page.line(family);
        for step in &record.status.trail {
            let at = page.voice.stamp(step.at);
            let what = page.voice.trail_step(&step.step, material.at);
            page.line(format_args!("   {at} {what}"));
        }
    }
}

fn router(page: &mut Page<'_>, report: Option<&RouterReport>) {
    page.part(Part::Router);
    let Some(report) = report else {
        page.nothing();
        return;
    };
    if let Some(model) = &report.model {
        page.line(model);
    }
    let answers = [("NAT-PMP", report.nat_pmp), ("UPnP", report.upnp)];
    for (how, answer) in answers {
        let told = match answer {
            RouterAnswer::NotAsked => continue,
            RouterAnswer::Address { address } => address.to_string(),
            RouterAnswer::Nothing { problem } => page.voice.router_problem(problem),
        };
        page.line(format_args!("{how}: {told}"));
    }
    page.line(format_args!(
        "announcements {}, events {:?}",
        report.announcements, report.events
    ));
}

/// Without secrets, user names, labels, paths and addresses of pages.
fn settings(page: &mut Page<'_>, material: &Material) {
    let settings = &material.settings;
    let detection = &settings.detection;
    page.part(Part::Settings);
    page.line(format_args!(
        "interval {}, settle {}, dwell {}, ipv6 {}",
        print_duration(detection.interval),
        print_duration(detection.settle),
        print_duration(detection.dwell),
        match detection.ipv6 {
            Ipv6Choice::Off => "off",
            Ipv6Choice::Web => "web",
            _ => "own",
        }
    ));
    let sources: Vec<&str> = detection
        .sources
        .iter()
        .map(|one| one.id.as_str())
        .collect();
    page.line(format_args!("sources {}", sources.join(", ")));
    page.line(format_args!(
        "proof patience {}, servers of its own {}",
        print_duration(settings.proof.patience),
        settings.proof.servers.len()
    ));
    page.line(format_args!(
        "home guard {}, home networks {}, vault {}",
        match settings.home.guard {
            Guard::Ask => "ask",
            Guard::Networks => "networks",
            Guard::Always => "always",
        },
        settings.home.networks.len(),
        match settings.vault {
            VaultKind::Keychain => "keychain",
            VaultKind::SealedFile => "sealed file",
        }
    ));
    for profile in settings.profiles.values() {
        let kept = profile.names.iter().filter(|name| name.enabled).count();
        let secret = match profile.secret {
            SecretSource::Vault => "vault",
            SecretSource::File(_) => "file",
        };
        page.line(format_args!(
            "{}: {kept} of {} names, secret in {secret}{}",
            profile.service,
            profile.names.len(),
            if profile.endpoint.is_some() {
                ", address of its own"
            } else {
                ""
            }
        ));
    }
    let problems = material.snapshot.surfaces.settings_problems.len();
    if problems > 0 {
        page.line(format_args!("mistakes in the file: {problems}"));
    }
}

/// Counts only: the servers of a zone would tell the zone.
fn contacts(page: &mut Page<'_>, material: &Material) {
    page.part(Part::Contacts);
    let mut counts: BTreeMap<ContactPurpose, (usize, u64)> = BTreeMap::new();
    for contact in &material.contacts {
        let (servers, times) = counts.entry(contact.purpose).or_default();
        *servers += 1;
        *times += u64::from(contact.times);
    }
    if counts.is_empty() {
        page.nothing();
    }
    for (purpose, (servers, times)) in counts {
        let purpose = page.voice.contact_purpose(purpose);
        let counts = page.voice.contact_counts(servers, times);
        page.line(format_args!("{purpose}: {counts}"));
    }
}

/// The last lines without the services' own words, which may tell anything.
fn history(page: &mut Page<'_>, entries: &[Entry]) {
    page.part(Part::History);
    if entries.is_empty() {
        page.nothing();
    }
    for entry in entries.iter().take(MOST_LINES) {
        let mut entry = entry.clone();
        if let EntryKind::Answered { quote, .. } = &mut entry.kind {
            *quote = None;
        }
        let at = page.voice.stamp(entry.at);
        let what = page.voice.entry(&entry);
        page.line(format_args!("{at} {what}"));
    }
}
