//! The room `report`: what was found as JSON, as the results of a test suite, and as a page.

#[cfg(feature = "html")]
#[path = "report/axe.rs"]
mod axe;
#[path = "report/cases.rs"]
mod cases;
#[cfg(feature = "html")]
#[path = "report/html.rs"]
mod html;
#[path = "report/json.rs"]
mod json;
#[path = "report/junit.rs"]
mod junit;
#[path = "verifier/mint.rs"]
#[allow(dead_code)]
mod mint;
#[cfg(feature = "html")]
#[path = "javascript/node.rs"]
mod node;
#[cfg(feature = "html")]
#[path = "support/page.rs"]
mod page;
#[cfg(feature = "html")]
mod support;
