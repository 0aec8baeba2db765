//! Set-up tasks of the checkout.
fn main() {}
