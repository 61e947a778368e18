//! The command line: what can be said, and which exit code answers.

pub mod check;
pub mod client;
pub mod doctor;
pub mod home;
pub mod import;
pub mod logs;
pub mod once;
pub mod secret;
pub mod status;
pub mod watch;

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Keeps your names pointing home.
#[derive(Debug, Parser)]
#[command(name = "hemma-agent", version, about = "Keeps your names pointing home", after_help = EXIT_CODES)]
pub struct Cli {
    /// Where things are.
    #[command(flatten)]
    pub places: Places,
    /// How much is told on standard error: error, warn, info, debug, trace.
    #[arg(
        long,
        global = true,
        default_value = "info",
        value_name = "LEVEL",
        env = "HEMMA_LOG"
    )]
    pub log: tracing::Level,
    /// What to do; `run` when nothing is said.
    #[command(subcommand)]
    pub command: Option<Verb>,
}

/// Where things are.
#[derive(Args, Clone, Debug, Default)]
pub struct Places {
    /// The settings file to use.
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// The folder for everything Hemma writes; nothing is written elsewhere.
    #[arg(long, global = true, value_name = "DIR")]
    pub state: Option<PathBuf>,
    /// A file with the password of the sealed secrets, readable by its owner only.
    #[arg(long, global = true, value_name = "FILE")]
    pub password_file: Option<PathBuf>,
}

/// What can be asked.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Stay, keep the names, show the tray icon where there is a place for it.
    Run {
        /// Do not show a tray icon even where there is a place for it.
        #[arg(long)]
        no_tray: bool,
    },
    /// Bring every name up to date once, then leave.
    Once {
        /// Give up after this many seconds.
        #[arg(long, default_value_t = 120, value_name = "SECONDS")]
        timeout: u32,
    },
    /// Look and compare, tell what would be sent, send nothing.
    Check,
    /// Tell how things are.
    Status {
        /// As JSON, for programs.
        #[arg(long)]
        json: bool,
    },
    /// Print what the system and the router say, as it happens, until Ctrl-C.
    Watch {
        /// Listen to the router on networks that are not home, too.
        #[arg(long)]
        everywhere: bool,
    },
    /// Stop looking and sending for a while.
    Pause {
        /// For how long.
        #[arg(long = "for", value_enum, default_value_t = PauseFor::UntilResumed)]
        length: PauseFor,
    },
    /// End a pause.
    Resume,
    /// Tell or change on which networks names are kept; `list` when nothing is said.
    Home {
        /// What to do.
        #[command(subcommand)]
        wish: Option<home::Wish>,
    },
    /// Tell the history.
    Logs {
        /// The most lines.
        #[arg(short = 'n', long, default_value_t = 50)]
        lines: u32,
        /// One JSON object per line, for programs.
        #[arg(long)]
        json: bool,
    },
    /// Look at everything that can stand between names and this computer, and print a report without secrets.
    Doctor {
        /// Mask names and the end of addresses too.
        #[arg(long)]
        mask: bool,
    },
    /// Store a secret, read from standard input, for a profile of the settings file.
    Secret {
        /// The profile's id (at HostUp: the API key of the account), or `profile/name/ipv4` where each name has a secret of
        /// its own.
        key: String,
    },
    /// Take over profiles and secrets from another program's file. The file is never changed.
    Import {
        /// ddclient.conf, inadyn.conf, the file of No-IP's client, or config.json of ddns-updater.
        file: PathBuf,
        /// Whose file it is, where its content does not tell.
        #[arg(long, value_enum)]
        format: Option<ImportFrom>,
        /// Only tell what would be taken over and what not.
        #[arg(long)]
        dry_run: bool,
    },
    /// Leave.
    Quit,
}

/// How long a pause lasts.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum PauseFor {
    /// One hour.
    OneHour,
    /// Until tomorrow morning.
    Tomorrow,
    /// Until resumed.
    UntilResumed,
}

/// Whose file is imported.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum ImportFrom {
    /// ddclient.
    Ddclient,
    /// inadyn, version 1 or 2.
    Inadyn,
    /// No-IP's own client, version 2 or 3.
    Noip,
    /// ddns-updater.
    DdnsUpdater,
}

impl From<ImportFrom> for hemma_engine::messages::ImportFormat {
    fn from(from: ImportFrom) -> Self {
        match from {
            ImportFrom::Ddclient => Self::Ddclient,
            ImportFrom::Inadyn => Self::Inadyn,
            ImportFrom::Noip => Self::NoipDuc,
            ImportFrom::DdnsUpdater => Self::DdnsUpdater,
        }
    }
}

/// The exit codes, as the help prints them. `README.md` repeats this table.
pub const EXIT_CODES: &str = "Exit codes:
  0  all names are up to date, or the request was carried out
  1  something failed that has no code of its own; the reason is on standard error
  2  the command line was not understood
  3  the settings have mistakes; they are listed with line and field
  4  a person is needed: a login was refused, an account is blocked, a secret is missing
  5  not up to date yet: waiting, away, paused, or nothing certain is known
  6  no agent is running
  7  another agent of this user is already running";

/// An exit code with a meaning of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// All names are up to date, or the request was carried out.
    Good = 0,
    /// Something failed that has no code of its own.
    Failed = 1,
    /// The settings have mistakes.
    SettingsWrong = 3,
    /// A person is needed.
    PersonNeeded = 4,
    /// Not up to date yet.
    NotYet = 5,
    /// No agent is running.
    NotRunning = 6,
    /// Another agent of this user is already running.
    AlreadyRunning = 7,
}

impl From<Exit> for std::process::ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
