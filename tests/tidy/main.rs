//! What a program can check about the house itself.

mod arrows;
mod proofs;
mod rooms;
mod words;
