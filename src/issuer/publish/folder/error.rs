use std::io;
use std::path::PathBuf;

use super::Published;
use crate::issuer::IssueError;
use crate::text::Iri;

/// What was published, and why not all of it: what is refused of one list holds up no other.
#[derive(Debug)]
#[non_exhaustive]
pub struct Unpublished {
    /// What was published all the same.
    pub published: Published,
    /// Why the others were not, in the order of the lists; at least one.
    pub errors: Vec<PublishError>,
}

impl std::error::Error for Unpublished {}

impl std::fmt::Display for Unpublished {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let texts: Vec<String> = self.errors.iter().map(ToString::to_string).collect();
        f.write_str(&texts.join("; "))
    }
}

impl From<PublishError> for Unpublished {
    fn from(error: PublishError) -> Self {
        Self { published: Published::default(), errors: vec![error] }
    }
}

/// Why a list was not published. Every file is whole.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PublishError {
    /// The store failed or is behind what was published ([`IssueError::Older`]), or the signer
    /// refused.
    #[error(transparent)]
    Issue(#[from] IssueError),
    /// A file cannot be read or written.
    #[error("{}: {error}", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// What stands beside the lists is not what was written there. Without it, every list is
    /// published anew.
    #[error("{}: {reason}; remove it, and every list is published anew", .path.display())]
    Manifest {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A file of which nothing is known stands where a list is to be, and cannot be read as one:
    /// whether it has something set that is never undone cannot be said.
    #[error("{}: it cannot be read as a list, nor is it known; remove it where it is none", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
    },
    /// The list in the folder has an entry set that is never undone, and the store has it clear.
    #[error(
        "{list} in the folder has entry {index} set, and the store does not: it is older, or \
         another; keep what the store lost, or, where another is meant, publish into an empty folder"
    )]
    Cleared {
        /// The list.
        list: Iri,
        /// The index.
        index: u64,
    },
    /// The list of revoked credentials in the folder names one that the store does not have revoked.
    #[error(
        "{list} in the folder names {credential}, which the store does not have revoked: it is \
         older, or another; keep what the store lost, or, where another is meant, publish into an \
         empty folder"
    )]
    Unrevoked {
        /// The list.
        list: Iri,
        /// The credential.
        credential: String,
    },
    /// What is to be revoked as lost is not. Nothing was published.
    #[error("entry {index} of {list} is not lost: {why}")]
    NotLost {
        /// The list.
        list: Iri,
        /// The index.
        index: u64,
        /// Why it is not.
        why: &'static str,
    },
    /// The folder holds the lists of another store.
    #[error("the folder holds {published}, and the store publishes {url}")]
    OtherStore {
        /// A list in the folder.
        published: Iri,
        /// A list of the store.
        url: Iri,
    },
}

impl PublishError {
    /// Whether it says something of one list, and the others can be published.
    pub(super) fn is_of_a_list(&self) -> bool {
        match self {
            PublishError::Cleared { .. }
            | PublishError::Unrevoked { .. }
            | PublishError::OtherStore { .. }
            | PublishError::Unreadable { .. }
            | PublishError::Issue(IssueError::Older { .. }) => true,
            PublishError::File { error, .. } => error.kind() != io::ErrorKind::StorageFull,
            PublishError::Issue(_)
            | PublishError::Manifest { .. }
            | PublishError::NotLost { .. } => false,
        }
    }
}
