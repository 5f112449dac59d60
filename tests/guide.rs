//! `docs/GUIDE.md` is run as it stands: its files are written, its commands are typed into a shell in an
//! empty folder, and what they print is compared with what it shows.
//!
//! An ellipsis in a line of output stands for a run of characters that are no spaces (a key, an
//! identifier, a time), and a line of only an ellipsis for any lines.
#![cfg(all(feature = "cli", unix))]

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What the guide does, in this order, and what must be seen when it does. Who takes a step out of the
/// guide takes it out of here.
const STORY: &[(&str, &str)] = &[
    ("openbadges framework import ", "items        19, of which 4 at the top"),
    ("openbadges framework show ", "\"targetType\": \"CFItem\""),
    ("openbadges micro-credential render ", "wait-time.md"),
    ("openbadges assess ", "not decided (the assessors disagree on 1 of 2 criteria)"),
    ("openbadges assess ", "passed (2 of 2 criteria met, all are needed)"),
    ("openbadges issue ", "educator@district.example"),
    ("openbadges status publish ", "lists/revocation-1.json"),
    ("openbadges recognise ", ""),
    ("openbadges verify recognition.json", ": valid  Recognised for"),
    ("openbadges verify --trust ", ": valid  Wait Time"),
    ("openbadges verify badges", ": indeterminate  Wait Time"),
    ("openbadges value --policy policy.toml", "Wait Time: does not count yet"),
    ("openbadges value --policy policy.toml", "15 clock hours by this claim"),
    ("openbadges value --policy tennessee", "6 professional development points by this claim"),
    ("openbadges value --policy policy.toml", "What counts was written to the ledger."),
    ("openbadges value --policy policy.toml", "Nothing was written to the ledger."),
    ("openbadges report portfolio ", ""),
    ("openbadges report picture ", ""),
    ("openbadges revoke ", "revoked  urn:uuid:"),
    ("openbadges status publish ", "lists/revocation-1.json"),
    ("openbadges value --policy tennessee", "revoked by its issuer"),
    ("openbadges ledger reverse ", "taken back"),
    ("openbadges ledger show ", "counted"),
];

/// How a reader gets to an empty folder with the command at hand; the test has its own way.
const PREPARATION: &str = "\
cargo install --path . --features cli
export OPENBADGES=\"$PWD\"
mkdir -p ~/openbadges-guide && cd ~/openbadges-guide
";

#[test]
fn the_guide_does_what_it_says() {
    let text = std::fs::read_to_string(root().join("docs/GUIDE.md")).unwrap();
    let parts = parts(&text).unwrap();
    told_whole(&parts).unwrap();
    let faults = differences(&parts);
    assert!(faults.is_empty(), "docs/GUIDE.md\n{}", faults.join("\n"));
}

#[test]
fn what_is_not_so_is_found() {
    let guide = |block: &str| {
        let text = format!(
            "Save this as `a.txt`:\n\n```text a.txt\none\ntwo\n```\n\n```console\n{block}```\n"
        );
        differences(&parts(&text).unwrap()).len()
    };
    for (block, faults) in [
        ("$ cat a.txt\none\ntwo\n", 0),
        ("$ cat a.txt\none\n", 1),
        ("$ cat a.txt\none\ntwo\nthree\n", 1),
        ("$ cat a.txt\none\ntwo \n", 1),
        ("$ cat a.txt\none\n…\n", 0),
        ("$ cat a.txt\n…\n", 0),
        ("$ cat a.txt\none\ntwo\n…\n", 1),
        ("$ cat a.txt\n…o…\ntwo\n", 1),
        ("$ cat a.txt\no…e\nt…\n", 0),
        ("$ echo one two\no…o\n", 1),
        ("$ A=one; cat a.txt | \\\n    grep $A\none\n$ echo $A\none\n", 0),
        ("$ cat b.txt 2>/dev/null\n[exit status 1]\n", 0),
        ("$ cat b.txt 2>/dev/null\n", 1),
        ("$ true\n[exit status 1]\n", 1),
        ("$ echo to-stderr >&2\nto-stderr\n", 0),
        ("$ false\n$ true\n$ echo no\nyes\n", 2),
    ] {
        assert_eq!(guide(block), faults, "{block}");
    }
}

#[test]
fn blocks_that_nobody_runs_are_found() {
    for text in [
        "```sh\ncargo install something\n```\n",
        "```toml\na = 1\n```\n",
        "```console\nopenbadges --help\n```\n",
        "```text a.txt\nnobody is told its name\n```\n",
        "    $ openbadges --help\n",
        "```console\n$ openbadges --help\n",
    ] {
        assert!(parts(text).is_err(), "{text}");
    }
}

#[test]
fn a_step_that_was_removed_is_found() {
    let text = std::fs::read_to_string(root().join("docs/GUIDE.md")).unwrap();
    let whole = parts(&text).unwrap();
    told_whole(&whole).unwrap();
    let commands = whole.iter().enumerate().filter(|(_, part)| matches!(part, Part::Step { .. }));
    let mut found = 0;
    for (index, _) in commands {
        let mut fewer = whole.clone();
        fewer.remove(index);
        found += usize::from(told_whole(&fewer).is_err());
    }
    assert_eq!(found, STORY.len(), "each step of the story is one that is missed");
}

/// A part of the guide that does something.
#[derive(Clone, Debug)]
enum Part {
    /// A file that the reader saves.
    File { name: String, text: String },
    /// A command, and what is shown of it; the line is where it stands.
    Step { line: usize, command: String, shown: Vec<String> },
}

/// The files and the commands, in their order.
fn parts(text: &str) -> Result<Vec<Part>, String> {
    let lines: Vec<&str> = text.lines().collect();
    let (mut parts, mut at) = (Vec::new(), 0);
    while at < lines.len() {
        if lines[at].starts_with("    $ ") {
            return Err(format!("line {}: a command outside of a block", at + 1));
        }
        let Some(kind) = lines[at].strip_prefix("```") else {
            at += 1;
            continue;
        };
        let start = at + 1;
        let length = lines[start..].iter().position(|line| *line == "```");
        let block = &lines[start..start + length.ok_or("a block does not end")?];
        at = start + block.len() + 1;
        match kind.split_once(' ') {
            Some((_, name)) => {
                let before =
                    lines[..start].iter().rev().take(6).any(|it| it.contains(&format!("`{name}`")));
                if !before {
                    return Err(format!("line {start}: the reader is not told to save {name}"));
                }
                parts.push(Part::File { name: name.to_owned(), text: joined(block) });
            }
            None if kind == "console" => parts.extend(steps(block, start)?),
            None if kind == "sh" && joined(block) == PREPARATION => {}
            None => return Err(format!("line {start}: a block that nobody runs: {kind}")),
        }
    }
    Ok(parts)
}

fn joined(lines: &[&str]) -> String {
    lines.iter().map(|line| format!("{line}\n")).collect()
}

fn steps(block: &[&str], start: usize) -> Result<Vec<Part>, String> {
    let mut steps: Vec<Part> = Vec::new();
    for (index, line) in block.iter().enumerate() {
        match (line.strip_prefix("$ "), steps.last_mut()) {
            (Some(typed), _) => steps.push(Part::Step {
                line: start + index + 1,
                command: typed.to_owned(),
                shown: Vec::new(),
            }),
            (None, Some(Part::Step { command, shown, .. })) => {
                if shown.is_empty() && command.ends_with('\\') {
                    command.push('\n');
                    command.push_str(line);
                } else {
                    shown.push((*line).to_owned());
                }
            }
            _ => return Err(format!("line {}: output of no command", start + index + 1)),
        }
    }
    Ok(steps)
}

/// Whether the story is told whole.
fn told_whole(parts: &[Part]) -> Result<(), String> {
    let mut story = STORY.iter().peekable();
    for part in parts {
        let Part::Step { command, shown, .. } = part else { continue };
        if story.peek().is_some_and(|(typed, seen)| {
            command.starts_with(typed)
                && (seen.is_empty() || shown.iter().any(|line| line.contains(seen)))
        }) {
            story.next();
        }
    }
    story.next().map_or(Ok(()), |missing| Err(format!("the guide lacks {missing:?}")))
}

/// Runs the parts in one shell, in an empty folder; gives what differs from what is shown.
fn differences(parts: &[Part]) -> Vec<String> {
    let outputs = run(parts);
    let steps = parts.iter().filter_map(|part| match part {
        Part::Step { line, command, shown } => Some((line, command, shown)),
        Part::File { .. } => None,
    });
    let mut faults = Vec::new();
    for (index, (line, command, shown)) in steps.enumerate() {
        let output: &[String] = outputs.get(index).map_or(&[], Vec::as_slice);
        if !fits(shown, output) {
            let (shown, output) = (shown.join("\n"), output.join("\n"));
            faults.push(format!("line {line}: {command}\nshown:\n{shown}\nprinted:\n{output}\n"));
        }
    }
    faults
}

/// The lines that each command prints, on both outputs, and its exit status where that is not 0.
fn run(parts: &[Part]) -> Vec<Vec<String>> {
    // Ends the output of a command; no text has it.
    const END: char = '\u{1e}';
    let mut script = String::from("exec 2>&1\n");
    for part in parts {
        match part {
            Part::File { name, text } => {
                script += &format!("cat > '{name}' <<'END OF FILE'\n{text}END OF FILE\n");
            }
            Part::Step { command, .. } => {
                script += &format!("{command}\nprintf '\\036%s\\036' $?\n");
            }
        }
    }
    let folder = Folder::new();
    let bin = Path::new(env!("CARGO_BIN_EXE_openbadges")).parent().unwrap();
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
    let mut shell = Command::new("sh")
        .current_dir(&folder.0)
        .env("PATH", path)
        .env("OPENBADGES", root())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = shell.stdin.take().unwrap();
    let typed = std::thread::spawn(move || stdin.write_all(script.as_bytes()));
    let output = shell.wait_with_output().unwrap();
    typed.join().unwrap().unwrap();
    let output = String::from_utf8(output.stdout).unwrap();
    let fields: Vec<&str> = output.split(END).collect();
    let (pairs, _) = fields.as_chunks::<2>();
    let each = pairs.iter().map(|[printed, status]| {
        let mut lines: Vec<String> = printed.lines().map(str::to_owned).collect();
        if *status != "0" {
            lines.push(format!("[exit status {status}]"));
        }
        lines
    });
    each.collect()
}

/// Whether lines are as they are shown.
fn fits(shown: &[String], lines: &[String]) -> bool {
    match (shown, lines) {
        ([], lines) => lines.is_empty(),
        ([first, rest @ ..], lines) if first == "…" => {
            (1..=lines.len()).any(|skipped| fits(rest, &lines[skipped..]))
        }
        ([first, rest @ ..], [line, others @ ..]) => line_fits(first, line) && fits(rest, others),
        _ => false,
    }
}

/// Whether a line is as it is shown, where an ellipsis is one character or more, but no spaces.
fn line_fits(shown: &str, line: &str) -> bool {
    let Some((before, after)) = shown.split_once('…') else { return shown == line };
    let Some(rest) = line.strip_prefix(before) else { return false };
    let varying = rest.char_indices().take_while(|(_, c)| !c.is_whitespace());
    varying.into_iter().any(|(at, c)| line_fits(after, &rest[at + c.len_utf8()..]))
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A folder that goes when the test ends.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        use std::sync::atomic::{AtomicU32, Ordering};
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("openbadges-guide-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
