//! The keys of `settings.toml`, once, in the order in which they are written. Reading and editing both follow this list.

use hemma_core::settings::{
    DetectionDraft, DnsDraft, GeneralDraft, HistoryDraft, HomeDraft, HomeNetworkDraft,
    NameEntryDraft, NoticesDraft, ProfileDraft, ProofDraft, SettingsDraft, SourceDraft, VaultDraft,
};

/// One field of a section, with the place where its value is.
pub(super) enum Field<'a> {
    Text(&'a mut Option<String>),
    /// A text that means a length of time.
    Duration(&'a mut Option<String>),
    Number(&'a mut Option<u32>),
    Truth(&'a mut Option<bool>),
    Texts(&'a mut Vec<String>),
    /// A list of which absence means something else than emptiness.
    MaybeTexts(&'a mut Option<Vec<String>>),
    Table(&'a mut dyn Section),
    Rows(&'a mut dyn Rows),
}

/// A table of the file.
pub(super) trait Section {
    /// Returns its fields, always the same ones in the same order.
    fn fields(&mut self) -> Vec<(&'static str, Field<'_>)>;

    /// Returns the key by which a row of its kind is recognised.
    fn identity_key(&self) -> &'static str {
        "id"
    }
}

/// A list of tables of one kind.
pub(super) trait Rows {
    fn len(&self) -> usize;
    fn row(&mut self, index: usize) -> &mut dyn Section;
    /// Appends an empty row and returns it.
    fn add(&mut self) -> &mut dyn Section;
    /// Returns an empty row that is not in the list.
    fn blank(&self) -> Box<dyn Section>;
}

impl<T: Section + Default + 'static> Rows for Vec<T> {
    fn len(&self) -> usize {
        self.len()
    }

    fn row(&mut self, index: usize) -> &mut dyn Section {
        &mut self[index]
    }

    fn add(&mut self) -> &mut dyn Section {
        let index = self.len();
        self.push(T::default());
        &mut self[index]
    }

    fn blank(&self) -> Box<dyn Section> {
        Box::new(T::default())
    }
}

impl Section for SettingsDraft {
    fn fields(&mut self) -> Vec<(&'static str, Field<'_>)> {
        vec![
            ("version", Field::Number(&mut self.version)),
            ("general", Field::Table(&mut self.general)),
            ("detection", Field::Table(&mut self.detection)),
            ("proof", Field::Table(&mut self.proof)),
            ("notices", Field::Table(&mut self.notices)),
            ("history", Field::Table(&mut self.history)),
            ("home", Field::Table(&mut self.home)),
            ("vault", Field::Table(&mut self.vault)),
            ("profile", Field::Rows(&mut self.profile)),
        ]
    }
}

impl Section for GeneralDraft {
    fn fields(&mut self) -> Vec<(&'static str, Field<'_>)> {
        vec![
            ("language", Field::Text(&mut self.language)),
            ("theme", Field::Text(&mut self.theme)),
            ("icon", Field::Text(&mut self.icon)),
            ("start_hidden", Field::Truth(&mut self.start_hidden)),
        ]
    }
}

impl Section for DetectionDraft {
    fn fields(&mut self) -> Vec<(&'static str, Field<'_>)> {
        vec![
            ("interval", Field::Duration(&mut self.interval)),
            ("settle", Field::Duration(&mut self.settle)),
            ("dwell", Field::Duration(&mut self.dwell)),
            ("ipv6", Field::Text(&mut self.ipv6)),
            ("router", Field::Truth(&mut self.router)),
            (
                "permit_documentation",
                Field::Truth(&mut self.permit_documentation),
            ),
            ("source", Field::Rows(&mut self.source)),
            ("dns", Field::Rows(&mut self.dns)),
        ]
    }
}

impl Section for SourceDraft {
    fn fields(&mut self) -> Vec<(&'static str, Field<'_>)> {
        vec![
            ("id", Field::Text(&mut self.id)),
            ("operator", Field::Text(&mut self.operator)),
            ("ipv4", Field::Text(&mut self.ipv4)),
            ("ipv6", Field::Text(&mut self.ipv6)),
            ("body", Field::Text(&mut self.body)),
            ("enabled", Field::Truth(&mut self.enabled)),
        ]
    }
}

impl Section for DnsDraft {
    fn fields(&mut self) -> Vec<(&'static str, Field<'_>)> {
        vec![
            ("id", Field::Text(&mut self.id)),
            ("operator", Field::Text(&mut self.operator)),
            ("ipv4", Field::Texts(&mut self.ipv4)),
            ("ipv6", Field::Texts(&mut self.ipv6)),
            ("name", Field::Text(&mut self.name)),
            ("answer", Field::Text(&mut self.answer)),
            ("enabled", Field::Truth(&mut self.enabled)),
        ]
    }
}

impl Section for ProofDraft {
    fn fields(&mut self) -> Vec<(&'static str, Field<'_>)> {
        vec![
            ("servers", Field::Texts(&mut self.servers)),
            ("patience", Field::Duration(&mut self.patience)),
        ]
    }
}

impl Section for NoticesDraft {
    fn fields(&mut self) -> Vec<(&'static str, Field<'_>)> {
        vec![("address_change", Field::Truth(&mut self.address_change))]
    }
}

impl Section for HistoryDraft {
    fn fields(&mut self) -> Vec<(&'static str, Field<'_>)> {
        vec![
            ("days", Field::Number(&mut self.days)),
            ("entries", Field::Number(&mut self.entries)),
        ]
    }
}

impl Section for HomeDraft {
    fn fields(&mut self) -> Vec<(&'static str, Field<'_>)> {
        vec![
            ("guard", Field::Text(&mut self.guard)),
            ("networks", Field::Texts(&mut self.networks)),
            ("declined", Field::Texts(&mut self.declined)),
            ("network", Field::Rows(&mut self.network)),
        ]
    }
}

impl Section for HomeNetworkDraft {
    fn fields(&mut self) -> Vec<(&'static str, Field<'_>)> {
        vec![
            ("id", Field::Text(&mut self.id)),
            ("name", Field::Text(&mut self.name)),
        ]
    }
}

impl Section for VaultDraft {
    fn fields(&mut self) -> Vec<(&'static str, Field<'_>)> {
        vec![("kind", Field::Text(&mut self.kind))]
    }
}

impl Section for ProfileDraft {
    fn fields(&mut self) -> Vec<(&'static str, Field<'_>)> {
        vec![
            ("id", Field::Text(&mut self.id)),
            ("service", Field::Text(&mut self.service)),
            ("label", Field::Text(&mut self.label)),
            ("username", Field::Text(&mut self.username)),
            ("secret_file", Field::Text(&mut self.secret_file)),
            ("endpoint", Field::Text(&mut self.endpoint)),
            ("api", Field::Text(&mut self.api)),
            ("zone", Field::Text(&mut self.zone)),
            ("clear_text_port", Field::Truth(&mut self.clear_text_port)),
            ("tunnel", Field::Text(&mut self.tunnel)),
            ("template", Field::Text(&mut self.template)),
            ("method", Field::Text(&mut self.method)),
            ("body", Field::Text(&mut self.body)),
            ("content_type", Field::Text(&mut self.content_type)),
            ("auth", Field::Text(&mut self.auth)),
            ("header", Field::Text(&mut self.header)),
            ("answer", Field::Text(&mut self.answer)),
            ("success", Field::Texts(&mut self.success)),
            ("no_change", Field::Texts(&mut self.no_change)),
            ("name", Field::Rows(&mut self.name)),
        ]
    }
}

impl Section for NameEntryDraft {
    fn fields(&mut self) -> Vec<(&'static str, Field<'_>)> {
        vec![
            ("name", Field::Text(&mut self.name)),
            ("hostname", Field::Text(&mut self.hostname)),
            ("families", Field::MaybeTexts(&mut self.families)),
            ("enabled", Field::Truth(&mut self.enabled)),
            ("offline", Field::Truth(&mut self.offline)),
            ("suffix", Field::Text(&mut self.suffix)),
            ("prefix", Field::Number(&mut self.prefix)),
        ]
    }

    fn identity_key(&self) -> &'static str {
        "name"
    }
}
