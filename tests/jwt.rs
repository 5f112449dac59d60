//! JSON Web Tokens: published vectors, every key with every algorithm, and the samples of 1EdTech.
#![cfg(feature = "aws-lc")]

#[path = "jwt/matrix.rs"]
mod matrix;
#[path = "jwt/published.rs"]
mod published;
#[path = "jwt/tokens.rs"]
mod tokens;

mod support;
