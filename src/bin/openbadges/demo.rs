use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, Parser as _};
use openbadges::json::Value;

use crate::{Failure, Finish, Ran, files};

/// Tell the whole story on a SQLite file: describe a micro-credential, issue it to three
/// educators, verify each, revoke one, verify again.
///
/// Every step is a command of this program, shown before it runs. The files stay in DIR; a later
/// demo in the same DIR replaces them.
#[derive(Args)]
pub struct Arguments {
    /// The folder for the files.
    #[arg(value_name = "DIR", default_value = "openbadges-demo")]
    folder: PathBuf,
}

const STATUS_URL: &str = "https://district.example.org/status";
/// Marks a folder as a demo's, so that the next demo may replace it.
const MARK: &str = "made-by-openbadges-demo";

pub fn run(arguments: &Arguments, out: &mut dyn Write) -> Ran {
    let folder = &arguments.folder;
    start_over(folder)?;
    let mut story = Story { folder, out };

    story.tell("1. A district makes a key. Its did:key will be the issuer's id.")?;
    let did = story.keygen()?;

    story.tell(
        "2. It describes a micro-credential: one skill, a public rubric with the level that is\n   \
         required, and the framework competency that it is aligned with.",
    )?;
    story.write("micro-credential.json", &template(&did))?;
    story.write("roster.csv", ROSTER)?;

    story
        .tell("3. It issues the badge to three educators, with the evidence that was assessed.")?;
    story.step(&[
        "issue",
        "--key",
        "key.jwk",
        "--template",
        "micro-credential.json",
        "--recipients",
        "roster.csv",
        "--store",
        "status.db",
        "--status-url",
        STATUS_URL,
        "--out",
        "badges",
    ])?;
    let badges = files_in(&folder.join("badges"))?;
    story.publish()?;

    story
        .tell("4. Anyone verifies them, without asking the district: the key is in its did:key.")?;
    story.verify(&badges, Finish::Good)?;

    let [revoked, ..] = badges.as_slice() else {
        return Err(Failure("no badge was issued".into()));
    };
    let badge = files::read_json(&revoked.to_string_lossy())?.unwrap_or_default();
    let id = badge.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
    story
        .tell("5. The district finds that the evidence of one was not the educator's own work.")?;
    story.step(&["revoke", "--store", "status.db", "--reason", "evidence withdrawn", &id])?;
    story.publish()?;

    story.tell("6. Verified again, with the new status list, that one no longer stands.")?;
    story.verify(&badges, Finish::Bad)?;

    let shown = folder.display();
    // However it was started: it may be no command yet.
    let started = std::env::args_os().next().unwrap_or_else(|| "openbadges".into());
    story.tell(&format!(
        "Everything is in {shown}. Try: {} inspect {}",
        files::named(started),
        revoked.display()
    ))?;
    Ok(Finish::Good)
}

/// Tells, and does, one step after another.
struct Story<'a> {
    folder: &'a Path,
    out: &'a mut dyn Write,
}

impl Story<'_> {
    fn tell(&mut self, text: &str) -> Result<(), Failure> {
        writeln!(self.out, "\n{text}")?;
        Ok(())
    }

    fn write(&mut self, name: &str, text: &str) -> Result<(), Failure> {
        let path = self.folder.join(name);
        files::write(&path, text.as_bytes())?;
        writeln!(self.out, "   wrote {}", path.display())?;
        Ok(())
    }

    /// Makes the key; gives its DID.
    fn keygen(&mut self) -> Result<String, Failure> {
        self.step(&["keygen", "--out", "key.jwk"])?;
        Ok(files::read_key(&self.folder.join("key.jwk"))?.public().did_key())
    }

    fn publish(&mut self) -> Result<Finish, Failure> {
        self.step(&[
            "status",
            "publish",
            "--key",
            "key.jwk",
            "--store",
            "status.db",
            "--out",
            "lists",
        ])
    }

    /// Verifies every badge, and fails unless the verdict is the expected one.
    fn verify(&mut self, badges: &[PathBuf], expected: Finish) -> Result<(), Failure> {
        let list = self.folder.join("lists").join("revocation-1.json");
        let document = format!("{STATUS_URL}/revocation-1={}", list.display());
        let mut words = vec!["verify".to_owned(), "--document".to_owned(), document];
        words.extend(badges.iter().map(|badge| badge.display().to_string()));
        let found = self.command(words)?;
        if found != expected {
            return Err(Failure(format!("the verdict is {found:?}, not {expected:?}")));
        }
        Ok(())
    }

    /// Runs one command; words that name a file of the demo's get its folder.
    fn step(&mut self, words: &[&str]) -> Result<Finish, Failure> {
        let is_file = |word: &str| {
            ["badges", "lists"].contains(&word)
                || [".jwk", ".json", ".csv", ".db"].iter().any(|end| word.ends_with(end))
        };
        let placed = words.iter().map(|word| {
            if is_file(word) {
                self.folder.join(word).display().to_string()
            } else {
                (*word).to_owned()
            }
        });
        self.command(placed.collect())
    }

    fn command(&mut self, words: Vec<String>) -> Result<Finish, Failure> {
        let quoted: Vec<String> = words
            .iter()
            .map(|word| if word.contains(' ') { format!("\"{word}\"") } else { word.clone() })
            .collect();
        writeln!(self.out, "   $ openbadges {}", quoted.join(" "))?;
        let arguments = crate::Arguments::try_parse_from(
            std::iter::once("openbadges".to_owned()).chain(words),
        )?;
        let mut printed = Vec::new();
        let finish = crate::run(arguments.command, &mut printed)?;
        for line in String::from_utf8_lossy(&printed).lines() {
            writeln!(self.out, "     {line}")?;
        }
        Ok(finish)
    }
}

/// An empty folder: a new one, or that of an earlier demo.
fn start_over(folder: &Path) -> Result<(), Failure> {
    let fail = |error: std::io::Error| Failure(format!("{}: {error}", folder.display()));
    files::folder(folder)?;
    let mark = folder.join(MARK);
    let entries: Vec<_> = fs::read_dir(folder).map_err(fail)?.flatten().collect();
    if !mark.exists() {
        if !entries.is_empty() {
            let shown = folder.display();
            return Err(Failure(format!("{shown}: not empty, and not of an earlier demo")));
        }
        return files::write(
            &mark,
            b"The demo of openbadges made this folder, and may replace it.\n",
        );
    }
    for name in ["key.jwk", "micro-credential.json", "roster.csv"] {
        remove(&folder.join(name))?;
    }
    for name in ["status.db", "status.db-wal", "status.db-shm"] {
        remove(&folder.join(name))?;
    }
    for inner in ["badges", "lists"] {
        for path in files_in(&folder.join(inner)).unwrap_or_default() {
            remove(&path)?;
        }
    }
    Ok(())
}

fn remove(path: &Path) -> Result<(), Failure> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(Failure(format!("{}: {error}", path.display())))
        }
        _ => Ok(()),
    }
}

/// The JSON files of a folder, by name.
fn files_in(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let fail = |error: std::io::Error| Failure(format!("{}: {error}", folder.display()));
    let entries = fs::read_dir(folder).map_err(fail)?;
    let mut paths: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .collect();
    paths.sort();
    Ok(paths)
}

const ROSTER: &str = "\
email,name,awarded,evidence,narrative,credits
educator.one@district.example.org,Educator One,2026-05-29T15:00:00-07:00,https://portfolio.example.org/one,Two recorded number talks and a reflection.,1.5
educator.two@district.example.org,Educator Two,2026-05-29T15:00:00-07:00,https://portfolio.example.org/two,\"Three recorded number talks, plans and a reflection.\",1.5
educator.three@district.example.org,Educator Three,2026-06-02T09:30:00-07:00,https://portfolio.example.org/three,Two recorded number talks and pupils' work.,1.5
";

fn template(did: &str) -> String {
    TEMPLATE.replace("DISTRICT_DID", did)
}

const TEMPLATE: &str = r##"{
  "@context": [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
  ],
  "type": ["VerifiableCredential", "OpenBadgeCredential"],
  "name": "Leading Number Talks",
  "issuer": {
    "id": "DISTRICT_DID",
    "type": ["Profile"],
    "name": "Example Unified School District",
    "url": "https://district.example.org"
  },
  "credentialSubject": {
    "type": ["AchievementSubject"],
    "achievement": {
      "id": "https://district.example.org/micro-credentials/number-talks",
      "type": ["Achievement"],
      "achievementType": "MicroCredential",
      "name": "Leading Number Talks",
      "description": "Plans and leads short discussions in which pupils explain how they calculate.",
      "criteria": {
        "id": "https://district.example.org/micro-credentials/number-talks/criteria",
        "narrative": "Submit two recorded number talks, the plans for them, and a reflection. Each criterion of the rubric must be demonstrated."
      },
      "creditsAvailable": 1.5,
      "tag": ["mathematics", "discourse"],
      "alignment": [
        {
          "type": ["Alignment"],
          "targetName": "Facilitates mathematical discourse",
          "targetUrl": "https://standards.example.org/teaching/discourse",
          "targetFramework": "Example State Teaching Standards",
          "targetType": "CFItem"
        }
      ],
      "resultDescription": [
        {
          "id": "https://district.example.org/micro-credentials/number-talks/rubric",
          "type": ["ResultDescription"],
          "name": "Elicits and connects pupils' strategies",
          "resultType": "RubricCriterionLevel",
          "requiredLevel": "https://district.example.org/micro-credentials/number-talks/rubric#demonstrated",
          "rubricCriterionLevel": [
            {
              "id": "https://district.example.org/micro-credentials/number-talks/rubric#developing",
              "type": ["RubricCriterionLevel"],
              "name": "Developing",
              "description": "Pupils' strategies are heard, but not connected."
            },
            {
              "id": "https://district.example.org/micro-credentials/number-talks/rubric#demonstrated",
              "type": ["RubricCriterionLevel"],
              "name": "Demonstrated",
              "description": "Pupils explain and compare their own and others' strategies."
            }
          ]
        }
      ]
    },
    "result": [
      {
        "type": ["Result"],
        "resultDescription": "https://district.example.org/micro-credentials/number-talks/rubric",
        "achievedLevel": "https://district.example.org/micro-credentials/number-talks/rubric#demonstrated"
      }
    ]
  }
}
"##;
