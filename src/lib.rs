//! Tribunal, an online-judge engine for JavaScript.
