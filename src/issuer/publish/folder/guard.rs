//! What says "revoked" in a folder is never undone there.

use std::fs;
use std::io::ErrorKind;

use super::{ListFolder, LostRevocations, PublishError, file_error};
use crate::issuer::publish::{Publication, published_bits};
use crate::json;
use crate::limits::Limits;
use crate::status::{Bitstring, ListName, Purpose, RevocationList, State};
use crate::text::Iri;

impl ListFolder {
    /// The bits of a list as they are to be published: the store's, with what stands in the folder
    /// and is to be kept.
    pub(super) fn guard(
        &self,
        (name, list): (&ListName, &Iri),
        mut bits: Bitstring,
        last: Option<&Publication>,
    ) -> Result<Bitstring, PublishError> {
        if !matches!(name.purpose(), Purpose::Revocation | Purpose::Refresh) {
            return Ok(bits);
        }
        // A list may stand there in the other form.
        for ending in ["json", "jwt"] {
            let standing = self.standing(&format!("{name}.{ending}"), last, |bytes| {
                published_bits(bytes, &Limits::default())
            })?;
            let Some(standing) = standing else { continue };
            for index in lost(&standing, &bits) {
                let kept = match self.lost_revocations {
                    LostRevocations::Keep => bits.set(index, 1, 1).is_ok(),
                    LostRevocations::Refuse => false,
                };
                if !kept {
                    return Err(PublishError::Cleared { list: list.clone(), index });
                }
            }
        }
        Ok(bits)
    }

    /// The list of revoked credentials as it is to be published.
    pub(super) fn guard_revoked(
        &self,
        mut list: RevocationList,
        (url, file): (&Iri, &str),
        last: Option<&Publication>,
    ) -> Result<RevocationList, PublishError> {
        let limits = unlimited();
        let standing = self.standing(file, last, |bytes| {
            RevocationList::read(&json::read(bytes, &limits).ok()?).ok()
        })?;
        let Some(standing) = standing else { return Ok(list) };
        for lost in standing.credentials().filter(|it| it.state == State::Set) {
            match self.lost_revocations {
                _ if list.state(&lost.id) == State::Set => {}
                LostRevocations::Keep => list.add(lost.clone()),
                LostRevocations::Refuse => {
                    let (list, credential) = (url.clone(), lost.id.clone());
                    return Err(PublishError::Unrevoked { list, credential });
                }
            }
        }
        Ok(list)
    }

    /// What stands in a file. `None` where there is none, or where it was damaged and it is known
    /// what it was.
    fn standing<T>(
        &self,
        file: &str,
        last: Option<&Publication>,
        read: impl Fn(&[u8]) -> Option<T>,
    ) -> Result<Option<T>, PublishError> {
        let path = self.path.join(file);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(file_error(&path, error)),
        };
        match read(&bytes) {
            Some(standing) => Ok(Some(standing)),
            None if last.is_some_and(|last| last.file_name() == file) => Ok(None),
            None => Err(PublishError::Unreadable { path }),
        }
    }
}

/// The entries that are set in the first, and not in the second.
fn lost(standing: &Bitstring, bits: &Bitstring) -> Vec<u64> {
    let bits = bits.as_bytes().iter().copied().chain(std::iter::repeat(0));
    let mut lost = Vec::new();
    for (place, (before, now)) in (0_u64..).zip(standing.as_bytes().iter().zip(bits)) {
        let mut cleared = before & !now;
        while cleared != 0 {
            let first = cleared.leading_zeros();
            lost.push(8 * place + u64::from(first));
            cleared &= !(0x80 >> first);
        }
    }
    lost
}

/// For what was written here.
pub(super) fn unlimited() -> Limits {
    Limits { document_bytes: usize::MAX, items: usize::MAX, ..Limits::default() }
}
