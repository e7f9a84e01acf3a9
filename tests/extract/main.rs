//! The extractor on text with the answer marked in it; adding a case is adding a line.
//!
//! Every sentence here is invented. `marked` says how answers are written.

mod boilerplate;
mod bounds;
mod complaints;
mod direct;
mod headline;
mod indirect;
mod marked;
mod properties;
mod speakers;
mod voices;
