//! Where two judges differ, and why.

use openbadges::Limits;
use openbadges::json::{self, Value};

use crate::judges::Fault;

/// The exceptions of `tests/schema/exceptions.json`, and which of them occurred.
///
/// Each has `refuses` and `accepts`, judges; `fault`, a code or keyword; optionally `members`, at
/// which it may stand, and `found`, the kind of value there; and the reason.
pub struct Exceptions {
    list: Vec<(Value, Vec<(String, bool)>)>,
}

impl Exceptions {
    pub fn read() -> Self {
        let text = include_bytes!("exceptions.json");
        let list = json::read(text, &Limits::default()).unwrap();
        let with_use = |exception: &Value| {
            assert!(exception.get("reason").and_then(Value::as_str).is_some(), "{exception}");
            let accepting = texts(exception, "accepts").map(|name| (name.to_owned(), false));
            let accepting: Vec<_> = accepting.collect();
            (exception.clone(), accepting)
        };
        Self { list: list.items().iter().map(with_use).collect() }
    }

    /// Whether an exception says that one refuses for this what the other accepts.
    pub fn cover(&mut self, refuses: &str, accepts: &str, fault: &Fault) -> bool {
        let mut covered = false;
        for (exception, used) in &mut self.list {
            let is_any = |name: &str, value: &str| {
                exception.get(name).is_none() || texts(exception, name).any(|text| text == value)
            };
            if texts(exception, "refuses").any(|name| name == refuses)
                && is_any("fault", &fault.label)
                && is_member(exception, &fault.member)
                && is_any("found", &fault.found)
                && let Some((_, used)) = used.iter_mut().find(|(name, _)| name == accepts)
            {
                *used = true;
                covered = true;
            }
        }
        covered
    }

    /// Those that never occurred.
    pub fn idle(&self) -> Vec<String> {
        let idle = |(exception, used): &(Value, Vec<(String, bool)>)| {
            let idle = used.iter().filter(|(_, used)| !used).map(|(name, _)| name.as_str());
            let idle: Vec<&str> = idle.collect();
            (!idle.is_empty()).then(|| format!("accepted by {}: {exception}", idle.join(", ")))
        };
        self.list.iter().filter_map(idle).collect()
    }
}

/// Members are given as `inner`, `outer.inner` or `outer.*`.
fn is_member(exception: &Value, member: &str) -> bool {
    let (outer, inner) = member.split_once('.').unwrap();
    let is = |text: &str| match text.split_once('.') {
        None => text == inner,
        Some((of, "*")) => of == outer,
        Some(_) => text == member,
    };
    exception.get("members").is_none() || texts(exception, "members").any(is)
}

fn texts<'v>(exception: &'v Value, name: &str) -> impl Iterator<Item = &'v str> {
    exception.get(name).map_or(&[][..], Value::items).iter().filter_map(Value::as_str)
}
