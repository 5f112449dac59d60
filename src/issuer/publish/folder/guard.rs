//! What says "revoked" in a folder is never undone there.

use std::fs;
use std::io::ErrorKind;

use super::{ListFolder, LostRevocations, PublishError, file_error};
use crate::issuer::IssueError;
use crate::issuer::publish::{Publication, published_bits};
use crate::json;
use crate::limits::Limits;
use crate::status::store::Intake;
use crate::status::{
    Bitstring, ListInfo, ListName, ListPlan, Place, Purpose, RevocationList, State, StatusStore,
    StoreError,
};
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

    /// Checks that what is to be revoked as lost is: in a list that takes no credentials any more, the
    /// store knows nobody at these places.
    pub(super) fn check_lost(
        &self,
        store: &dyn StatusStore,
        lists: &[ListInfo],
    ) -> Result<(), PublishError> {
        for place in &self.lost {
            let name = ListName::revocation(place.list);
            let Some(info) = lists.iter().find(|info| info.name == name) else {
                return Err(IssueError::Store(StoreError::UnknownList(name)).into());
            };
            let why = if place.index >= info.entries {
                "the list has no such entry"
            } else if info.intake == Intake::Open {
                "the list is open, and its place may be given away; rotate beyond it first"
            } else if is_taken(store, *place).map_err(IssueError::from)? {
                "the store knows who has it; revoke that credential by its id"
            } else {
                continue;
            };
            let (list, index) = (store.url().list(&name), place.index.into());
            return Err(PublishError::NotLost { list, index, why });
        }
        Ok(())
    }

    /// The indexes that are to be set in a list, whatever the store says.
    pub(super) fn lost_in(&self, info: &ListInfo) -> impl Iterator<Item = u64> {
        let of_list = |place: &&Place| info.name == ListName::revocation(place.list);
        self.lost.iter().filter(of_list).map(|place| place.index.into())
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

/// Whether the store has a credential at a place.
fn is_taken(store: &dyn StatusStore, place: Place) -> Result<bool, StoreError> {
    let before = match (place.list, place.index) {
        (list, 1..) => Some(Place { list, index: place.index - 1 }),
        (2.., 0) => Some(Place { list: place.list - 1, index: ListPlan::MAXIMUM_ENTRIES }),
        _ => None,
    };
    let next = store.records(before, 1)?;
    Ok(next.first().is_some_and(|record| record.reservation.place() == place))
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
