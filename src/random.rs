//! Where chance comes from: the operating system, or what a test hands in.

/// A source of random bytes. Salts, identifiers, keys and status indexes are drawn from it.
pub trait Random: Send + Sync {
    /// Fills `bytes` with bytes that nobody can predict.
    ///
    /// # Errors
    /// [`NoRandom`] when the source is out of order; the bytes are then not to be used.
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoRandom>;
}

/// The random source is out of order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the source of randomness failed")]
pub struct NoRandom;

/// The operating system's cryptographic random source.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemRandom;

impl Random for SystemRandom {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoRandom> {
        getrandom::fill(bytes).map_err(|_| NoRandom)
    }
}

/// A new `urn:uuid` of version 4 (RFC 9562, section 5.4).
///
/// # Errors
/// [`NoRandom`] when the source is out of order.
pub fn urn_uuid(random: &dyn Random) -> Result<String, NoRandom> {
    let mut bytes = [0; 16];
    random.fill(&mut bytes)?;
    Ok(uuid::Builder::from_random_bytes(bytes).into_uuid().urn().to_string())
}

/// A new `urn:uuid` of version 7 (RFC 9562, section 5.7), which starts with a time: the seconds since
/// 1970, or 0 for one before. Indexes of databases grow at one end with these, where those of version
/// 4 touch a page anywhere for each. 74 of the bits are drawn.
///
/// # Errors
/// [`NoRandom`] when the source is out of order.
pub fn urn_uuid_at(random: &dyn Random, unix_seconds: i64) -> Result<String, NoRandom> {
    let mut bytes = [0; 10];
    random.fill(&mut bytes)?;
    let millis = u64::try_from(unix_seconds).unwrap_or(0).saturating_mul(1_000);
    let uuid = uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid();
    Ok(uuid.urn().to_string())
}

/// A number below `bound`, each equally likely. A `bound` of 0 gives 0.
///
/// # Errors
/// [`NoRandom`] when the source is out of order.
pub fn below(random: &dyn Random, bound: u64) -> Result<u64, NoRandom> {
    if bound < 2 {
        return Ok(0);
    }
    // Numbers past the last whole multiple of the bound are drawn again, or low ones would be
    // likelier.
    let usable = u64::MAX - u64::MAX % bound;
    loop {
        let mut bytes = [0; 8];
        random.fill(&mut bytes)?;
        let drawn = u64::from_le_bytes(bytes);
        if drawn < usable {
            return Ok(drawn % bound);
        }
    }
}

/// A new salt for a hashed identity: 32 letters that nobody can guess.
///
/// # Errors
/// [`NoRandom`] when the source is out of order.
pub fn salt(random: &dyn Random) -> Result<String, NoRandom> {
    let mut bytes = [0; 16];
    random.fill(&mut bytes)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
