//! Waiting: distance between requests, and back-off after passing failures.
