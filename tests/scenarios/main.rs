//! The real agent against the sandbox, one file per story.

mod command_line;
mod disk;
mod faults;
mod hostup_account;
mod imports;
mod main_road;
mod network_events;
mod refusals;
mod restarts;
mod services;
mod settings_file;
