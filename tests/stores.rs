//! The stores of the room `status` with the real databases: what every store must do on
//! PostgreSQL, many processes at once, and faults.

#[cfg(feature = "sqlite")]
#[path = "stores/concurrency.rs"]
mod concurrency;
#[cfg(feature = "sqlite")]
#[path = "stores/faults.rs"]
mod faults;
#[cfg(all(unix, feature = "postgres"))]
#[path = "stores/lost.rs"]
mod lost;
#[cfg(feature = "sqlite")]
#[path = "stores/place.rs"]
mod place;
#[cfg(all(unix, feature = "postgres"))]
#[path = "stores/postgres.rs"]
mod postgres;
#[cfg(all(unix, feature = "postgres"))]
#[path = "support/postgres.rs"]
mod server;
