//! Memory: the only crate that writes to disk or keychain.
//!
//! | Module | Holds |
//! | --- | --- |
//! | [`paths`] | where things lie on this computer |
//! | [`settings_file`] | `settings.toml`: the person's file, read with line numbers, edited without losing comments |
//! | [`salt`] | random bytes of this installation, for the fingerprints of networks |
//! | [`database`] | one SQLite file for memory and journal |
//! | [`import`] | files of other update programs: read, never changed |
//! | [`vault`] | secrets: keychain, secret files, sealed file |
//!
//! It implements the ports `Notebook`, `SettingsFile`, `ImportReader` and `Vault` of `hemma-engine`.
//!
//! What it must never do: print or log a secret, or the text of a file that may hold one (F37); write a secret
//! anywhere as plain text (F39); ask a person for a password unless a person just asked for that; make a file that
//! others can read (F40); lose what was saved before because a new save failed (F49). It reads no clock and decides
//! nothing: it keeps what it is given and says truly whether it could.

pub mod database;
pub mod import;
pub mod paths;
mod private;
pub mod salt;
pub mod settings_file;
pub mod vault;
