//! The engine, driven through its handle in a pretend world with a paused clock.

mod harness;

mod days;
mod notices;
mod people;
mod settings;
mod tray;
mod trouble;
mod words;
