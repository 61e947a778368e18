//! How the pretend router behaves.

/// All of it.
#[derive(Clone, Debug, Default)]
pub struct RouterManners {
    /// Over NAT-PMP.
    pub nat_pmp: NatPmp,
    /// When searched.
    pub search: Search,
    /// When its description is fetched.
    pub description: Description,
    /// When it is asked over UPnP.
    pub control: Control,
    /// When somebody subscribes.
    pub events: Events,
}

/// Over NAT-PMP.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum NatPmp {
    /// As RFC 6886 says.
    #[default]
    Polite,
    /// Not at all.
    Silent,
    /// It leaves so many questions unanswered, then it is polite.
    SilentFor(u32),
    /// With this result code.
    Result(u16),
    /// As a gateway that only speaks PCP.
    OnlyPcp,
    /// With these bytes.
    Bytes(Vec<u8>),
}

/// When searched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Search {
    /// It names its description.
    #[default]
    Polite,
    /// It does not answer.
    Silent,
    /// It names this address.
    PointsTo(String),
    /// It answers with this text.
    Text(String),
}

/// When its description is fetched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Description {
    /// One WANIPConnection:1.
    #[default]
    Polite,
    /// This text.
    Text(String),
    /// A redirect to this address.
    Redirect(String),
    /// So many bytes, and more if anybody reads them.
    Endless,
}

/// When it is asked over UPnP.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Control {
    /// It tells the address.
    #[default]
    Polite,
    /// A fault with this code.
    Fault(u16),
    /// This text, with status 200.
    Text(String),
}

/// When somebody subscribes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Events {
    /// It grants so many seconds.
    Grants(u32),
    /// It answers with this status.
    Refuses(u16),
}

impl Default for Events {
    fn default() -> Self {
        Self::Grants(1800)
    }
}
