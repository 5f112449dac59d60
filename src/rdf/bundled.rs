use std::sync::Arc;

use super::{ContextDigest, ContextLoader};
use crate::context;
use crate::json::Value;

/// Serves the contexts that are bundled with the library, and those of another loader.
///
/// Bundled contexts win: nobody can put other terms in the place of the standard's.
#[derive(Default)]
pub struct BundledContexts {
    more: Option<Box<dyn ContextLoader>>,
}

impl BundledContexts {
    /// The bundled contexts alone.
    pub fn new() -> Self {
        Self::default()
    }

    /// The bundled contexts, and those of `loader` under other URLs.
    pub fn and(loader: impl ContextLoader + 'static) -> Self {
        Self { more: Some(Box::new(loader)) }
    }
}

impl ContextLoader for BundledContexts {
    fn load(&self, url: &str) -> Option<Arc<Value>> {
        context::bundled(url).or_else(|| self.more.as_ref()?.load(url))
    }

    fn pinned(&self, url: &str) -> Option<ContextDigest> {
        self.more.as_ref()?.pinned(url)
    }
}
