//! One publisher's turn: what is signed waits beside the lists, and takes their places together.

use std::fs::{self, File};
use std::io::{ErrorKind, Write as _};
use std::path::Path;

use super::manifest::{self, Manifest};
use super::{ListFolder, MANIFEST, PublishError, Published, Unpublished, file_error};
use crate::issuer::publish::Publication;
use crate::json;
use crate::text::Iri;

/// Held by whoever publishes.
const LOCK: &str = ".lock";

/// As many lists take their places at a time, and more where there are many: each time, all that is
/// known of all lists is written down.
const TOGETHER: usize = 64;

pub(super) struct Turn<'a> {
    folder: &'a ListFolder,
    /// Nobody else publishes here while it is held.
    _lock: File,
    manifest: Manifest,
    staged: Vec<Publication>,
    pub(super) published: Published,
    pub(super) errors: Vec<PublishError>,
}

impl<'a> Turn<'a> {
    pub(super) fn begin(folder: &'a ListFolder) -> Result<Self, PublishError> {
        let path = folder.path.join(LOCK);
        let lock = File::create(&path).map_err(|error| file_error(&path, error))?;
        lock.lock().map_err(|error| file_error(&path, error))?;
        let manifest = folder.manifest()?;
        let (staged, published, errors) = Default::default();
        Ok(Self { folder, _lock: lock, manifest, staged, published, errors })
    }

    /// What was published of the list at `url`.
    pub(super) fn last(&self, url: &Iri, name: &str) -> Result<Option<Publication>, PublishError> {
        match self.manifest.get(name) {
            Some(last) if last.url != *url => {
                Err(PublishError::OtherStore { published: last.url.clone(), url: url.clone() })
            }
            last => Ok(last.cloned()),
        }
    }

    /// Writes what is to take the place of a file, until it is on the disk.
    pub(super) fn stage(
        &mut self,
        bytes: &[u8],
        publication: Publication,
    ) -> Result<(), PublishError> {
        let name = publication.file_name();
        self.folder.write_part(&name, bytes)?;
        self.staged.push(publication);
        if self.staged.len() >= TOGETHER.max(self.manifest.len() / 8) {
            self.replace()?;
        }
        Ok(())
    }

    /// Puts everything that is left in its place.
    pub(super) fn end(mut self) -> Result<Published, Unpublished> {
        if let Err(error) = self.replace() {
            self.errors.push(error);
        }
        match self.errors.is_empty() {
            true => Ok(self.published),
            false => Err(Unpublished { published: self.published, errors: self.errors }),
        }
    }

    /// Puts what was staged in its place, and writes down what stands there then.
    fn replace(&mut self) -> Result<(), PublishError> {
        if self.staged.is_empty() {
            return Ok(());
        }
        for publication in std::mem::take(&mut self.staged) {
            let placed = self.folder.place(&publication.file_name()).and_then(|()| {
                let name = publication.url.as_str().rsplit('/').next().unwrap_or_default();
                let before = self.manifest.insert(name.to_owned(), publication.clone());
                self.published.written.push(publication.clone());
                // A list that is a token now is no JSON any more.
                match before.filter(|it| it.file_name() != publication.file_name()) {
                    Some(before) => remove(&self.folder.file(&before)),
                    None => Ok(()),
                }
            });
            self.errors.extend(placed.err());
        }
        // The lists first: what is written down of them is true then.
        self.folder.sync()?;
        let text = json::pretty(&manifest::written(&self.manifest));
        self.folder.write_part(MANIFEST, text.as_bytes())?;
        self.folder.place(MANIFEST)?;
        self.folder.sync()
    }
}

impl ListFolder {
    /// Writes the file that is to take the place of another, until it is on the disk.
    fn write_part(&self, name: &str, bytes: &[u8]) -> Result<(), PublishError> {
        let part = self.path.join(format!(".{name}.part"));
        let written = File::create(&part)
            .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()));
        written.map_err(|error| {
            // What is left behind would be overwritten the next time; the error is what counts.
            let _ = fs::remove_file(&part);
            file_error(&self.path.join(name), error)
        })
    }

    /// Replaces a file in one step.
    fn place(&self, name: &str) -> Result<(), PublishError> {
        let (path, part) = (self.path.join(name), self.path.join(format!(".{name}.part")));
        fs::rename(&part, &path).map_err(|error| {
            let _ = fs::remove_file(&part);
            file_error(&path, error)
        })
    }

    /// Waits until the names of the files are on the disk.
    fn sync(&self) -> Result<(), PublishError> {
        if cfg!(unix) {
            let folder = File::open(&self.path).and_then(|folder| folder.sync_all());
            folder.map_err(|error| file_error(&self.path, error))?;
        }
        Ok(())
    }
}

fn remove(path: &Path) -> Result<(), PublishError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(file_error(path, error)),
        _ => Ok(()),
    }
}
