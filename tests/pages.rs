//! The picture of a set of micro-credentials and the portfolio of an educator: what is in them, and the
//! pages that people look at.
#![cfg(all(feature = "html", feature = "toml"))]

#[path = "pages/axe.rs"]
mod axe;
#[path = "pages/cases.rs"]
mod cases;
#[path = "pages/html.rs"]
mod html;
#[path = "javascript/node.rs"]
mod node;
#[path = "recognition/office.rs"]
#[allow(dead_code)]
mod office;
#[path = "support/page.rs"]
mod page;
#[path = "pages/picture.rs"]
mod picture;
mod support;
#[path = "pages/truth.rs"]
mod truth;
