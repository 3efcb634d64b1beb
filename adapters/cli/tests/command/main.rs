//! The command as people and scripts use it: what it prints, and how it exits.

mod bench;
mod call;
mod call_dry_run;
mod call_refusals;
mod demo;
mod diagnose;
mod diagnose_captured;
mod diagnose_hidden;
mod diagnose_inputs;
mod diagnosed;
mod read;
mod read_confirmed;
mod read_observed;
mod read_transcripts;
mod repeating;
mod sandbox;
mod secrets;
mod sign;
mod support;
mod usage;
mod usual_method;
mod vectors;
mod vectors_callbacks;
mod verify;
