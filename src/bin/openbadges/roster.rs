//! The roster of recipients: CSV with a header.

use std::collections::HashSet;
use std::path::Path;

use openbadges::json::{Object, Value};
use openbadges::model::{Datum, IdentifierType, IdentityObject};
use openbadges::random::{self, SystemRandom};
use openbadges::text::{Iri, Timestamp};

use sha2::{Digest as _, Sha256};

use crate::{Failure, files};

/// Every column that a roster may have.
const COLUMNS: [&str; 8] =
    ["id", "email", "name", "awarded", "evidence", "narrative", "credits", "request"];

/// One recipient, checked.
pub struct Row {
    /// The line in the file.
    pub line: u64,
    /// How the roster names the recipient.
    pub shown: String,
    /// The DID or URL.
    pub id: Option<Iri>,
    /// The e-mail address, to be hashed.
    pub email: Option<String>,
    /// The recipient's name.
    pub name: Option<String>,
    /// When it was awarded.
    pub awarded: Option<Timestamp>,
    /// The URL of the evidence.
    pub evidence: Option<Iri>,
    /// What connects the evidence to the criteria.
    pub narrative: Option<String>,
    /// The credits earned.
    pub credits: Option<f64>,
    /// The caller's own name for the badge of this row, under which it is issued once.
    pub request: Option<String>,
}

impl Row {
    /// Says in a credential's subject who earns it. The e-mail address is hashed with a fresh salt, or
    /// with one that is the same each time where the badge has to be.
    pub fn write_to(&self, subject: &mut Object) -> Result<(), Failure> {
        if let Some(id) = &self.id {
            subject.insert("id", id.as_str());
        }
        let mut identities = Vec::new();
        if let Some(email) = &self.email {
            let salt = match &self.request {
                Some(request) => salt_of(request),
                None => random::salt(&SystemRandom)?,
            };
            identities.push(IdentityObject::hashed(IdentifierType::EmailAddress, email, salt));
        }
        if let Some(name) = &self.name {
            identities.push(IdentityObject::plain(IdentifierType::Name, name));
        }
        if !identities.is_empty() {
            let identities: Vec<Value> = identities.iter().map(Datum::to_value).collect();
            subject.insert("identifier", identities);
        }
        Ok(())
    }
}

/// Reads the whole roster, so that nothing is issued when a row is faulty.
pub fn read(path: &Path) -> Result<Vec<Row>, Failure> {
    let shown = files::named(path);
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_path(path)
        .map_err(|error| Failure(format!("{shown}: {error}")))?;
    let header = reader.headers().map_err(|error| Failure(format!("{shown}: {error}")))?.clone();
    for (index, column) in header.iter().enumerate() {
        if !COLUMNS.contains(&column) {
            let known = COLUMNS.join(", ");
            return Err(Failure(format!("{shown}: unknown column {column:?}; known are {known}")));
        }
        if header.iter().take(index).any(|earlier| earlier == column) {
            return Err(Failure(format!("{shown}: the column {column:?} is there twice")));
        }
    }
    let mut rows: Vec<Row> = Vec::new();
    let mut requests = HashSet::new();
    for record in reader.records() {
        let record = record.map_err(|error| Failure(format!("{shown}: {error}")))?;
        let line = record.position().map_or(0, csv::Position::line);
        let cells = Cells { header: &header, record: &record, place: format!("{shown}:{line}") };
        let row = cells.row(line)?;
        if let Some(request) = &row.request
            && !requests.insert(request.clone())
        {
            return Err(Failure(format!("{shown}:{line}: the request {request:?} is there twice")));
        }
        rows.push(row);
    }
    if rows.is_empty() {
        return Err(Failure(format!("{shown}: the roster has no rows")));
    }
    Ok(rows)
}

/// A salt that is another for each request, and the same whenever that is made. A salt is no secret: it
/// stands beside the hash, and keeps one table of hashes from serving for all badges.
fn salt_of(request: &str) -> String {
    let digest = Sha256::digest(format!("openbadges roster salt\n{request}"));
    digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

struct Cells<'a> {
    header: &'a csv::StringRecord,
    record: &'a csv::StringRecord,
    place: String,
}

impl Cells<'_> {
    fn row(&self, line: u64) -> Result<Row, Failure> {
        let id = self.parsed("id", |text| Iri::parse(text).map_err(|error| error.to_string()))?;
        let email = self.parsed("email", |text| {
            let (local, domain) = text.split_once('@').unwrap_or_default();
            let plausible = !local.is_empty() && !domain.is_empty() && !text.contains(' ');
            if plausible { Ok(text.to_owned()) } else { Err(format!("{text:?} is not an e-mail")) }
        })?;
        let Some(shown) = self.cell("id").or_else(|| self.cell("email")) else {
            return Err(Failure(format!("{}: there is neither an id nor an email", self.place)));
        };
        Ok(Row {
            line,
            shown: shown.to_owned(),
            id,
            email,
            name: self.cell("name").map(str::to_owned),
            awarded: self.parsed("awarded", |text| {
                Timestamp::parse(text).map_err(|error| error.to_string())
            })?,
            evidence: self
                .parsed("evidence", |text| Iri::parse(text).map_err(|error| error.to_string()))?,
            narrative: self.cell("narrative").map(str::to_owned),
            credits: self.parsed("credits", |text| match text.parse::<f64>() {
                Ok(credits) if credits.is_finite() && credits >= 0.0 => Ok(credits),
                _ => Err(format!("{text:?} is not a number of credits")),
            })?,
            request: self.cell("request").map(str::to_owned),
        })
    }

    /// The cell of a column, if the column is there and the cell is not empty.
    fn cell(&self, column: &str) -> Option<&str> {
        let index = self.header.iter().position(|name| name == column)?;
        self.record.get(index).filter(|cell| !cell.is_empty())
    }

    fn parsed<T>(
        &self,
        column: &str,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Result<Option<T>, Failure> {
        self.cell(column)
            .map(parse)
            .transpose()
            .map_err(|error| Failure(format!("{}: {column}: {error}", self.place)))
    }
}
