//! What a program can check about the house itself.

mod arrows;
mod rooms;
mod words;
