//! Renderers of the results of `verify`.

mod json;
mod table;

pub use json::write as write_json;
pub use table::{Style, write as write_table};
