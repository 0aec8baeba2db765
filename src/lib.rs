//! Tribunal, an online-judge engine for JavaScript.

pub mod raw_run;
pub mod value;
pub mod verdict;
