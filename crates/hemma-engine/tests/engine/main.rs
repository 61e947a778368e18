//! The engine, driven through its handle in a pretend world with a paused clock.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod accounts;
mod harness;

mod days;
mod doctor;
mod home;
mod imports;
mod notices;
mod people;
mod rehearsals;
mod router;
mod samples;
mod samples_import;
mod samples_looks;
mod samples_services;
mod settings;
mod tray;
mod trouble;
mod words;
