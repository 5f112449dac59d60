use rusqlite::{Connection, OptionalExtension as _, Transaction};

use crate::database::sqlite::{Kind, failed};
use crate::status::store::{StatusUrl, StoreError};
use crate::text::Iri;

/// A status store: the file is marked `obst`.
pub(super) const STORE: Kind = Kind { application_id: 0x6f62_7374, migrations: MIGRATIONS };

/// What was recorded stays: the triggers hold that against every program that writes to the file.
const MIGRATIONS: &[&str] = &[
    "
    CREATE TABLE setting (
        name TEXT PRIMARY KEY,
        value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE list (
        number INTEGER PRIMARY KEY,
        entries INTEGER NOT NULL CHECK (entries >= 131072),
        planned INTEGER NOT NULL,
        allotted INTEGER NOT NULL CHECK (allotted <= planned),
        opened_at TEXT NOT NULL
    ) STRICT;

    CREATE TABLE credential (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        achievement TEXT,
        recipient TEXT,
        list INTEGER NOT NULL REFERENCES list,
        position INTEGER NOT NULL CHECK (position >= 0),
        suspendable INTEGER NOT NULL CHECK (suspendable IN (0, 1)),
        reserved_at TEXT NOT NULL,
        UNIQUE (list, position)
    ) STRICT;

    CREATE TABLE bit (
        list INTEGER NOT NULL REFERENCES list,
        purpose TEXT NOT NULL CHECK (purpose IN ('revocation', 'suspension')),
        position INTEGER NOT NULL,
        PRIMARY KEY (list, purpose, position)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE change (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        credential INTEGER NOT NULL REFERENCES credential,
        list INTEGER NOT NULL REFERENCES list,
        purpose TEXT NOT NULL CHECK (purpose IN ('revocation', 'suspension')),
        state INTEGER NOT NULL CHECK (state IN (0, 1)),
        at TEXT NOT NULL,
        reason TEXT,
        author TEXT
    ) STRICT;
    CREATE INDEX change_of_credential ON change (credential, number);
    CREATE INDEX change_of_list ON change (list, purpose, number);

    CREATE TRIGGER change_is_never_rewritten BEFORE UPDATE ON change
        BEGIN SELECT RAISE (ABORT, 'the history is append-only'); END;
    CREATE TRIGGER change_is_never_forgotten BEFORE DELETE ON change
        BEGIN SELECT RAISE (ABORT, 'the history is append-only'); END;
    CREATE TRIGGER credential_never_moves BEFORE UPDATE ON credential
        BEGIN SELECT RAISE (ABORT, 'a credential keeps its place'); END;
    CREATE TRIGGER credential_is_never_forgotten BEFORE DELETE ON credential
        BEGIN SELECT RAISE (ABORT, 'an index is never used again'); END;
    CREATE TRIGGER revocation_is_final BEFORE DELETE ON bit WHEN old.purpose = 'revocation'
        BEGIN SELECT RAISE (ABORT, 'a revocation is final'); END;
",
    // Lists for refresh and messages, request ids, rotation. A row in `status` is an entry that is
    // not 0. Lists of version 1 are shared by credentials with and without an entry for suspension,
    // which `suspendable` tells apart; later lists have one kind of credential.
    "
    ALTER TABLE list ADD COLUMN carries TEXT NOT NULL DEFAULT 'revocation suspension';
    ALTER TABLE list ADD COLUMN closed_at TEXT;
    CREATE INDEX list_of_entries ON list (carries, number);

    CREATE TABLE granted (
        request TEXT PRIMARY KEY,
        credential INTEGER NOT NULL UNIQUE REFERENCES credential,
        content BLOB
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE status (
        list INTEGER NOT NULL REFERENCES list,
        purpose TEXT NOT NULL
            CHECK (purpose IN ('revocation', 'suspension', 'refresh', 'message')),
        position INTEGER NOT NULL,
        value INTEGER NOT NULL
            CHECK (value = 1 OR purpose = 'message' AND value BETWEEN 1 AND 255),
        PRIMARY KEY (list, purpose, position)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO status (list, purpose, position, value) SELECT list, purpose, position, 1 FROM bit;
    DROP TABLE bit;

    CREATE TABLE change_of_any_purpose (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        credential INTEGER NOT NULL REFERENCES credential,
        list INTEGER NOT NULL REFERENCES list,
        purpose TEXT NOT NULL
            CHECK (purpose IN ('revocation', 'suspension', 'refresh', 'message')),
        value INTEGER NOT NULL
            CHECK (value IN (0, 1) OR purpose = 'message' AND value BETWEEN 0 AND 255),
        at TEXT NOT NULL,
        reason TEXT,
        author TEXT
    ) STRICT;
    INSERT INTO change_of_any_purpose
        SELECT number, credential, list, purpose, state, at, reason, author
        FROM change ORDER BY number;
    DROP TABLE change;
    ALTER TABLE change_of_any_purpose RENAME TO change;
    CREATE INDEX change_of_credential ON change (credential, number);
    CREATE INDEX change_of_list ON change (list, purpose, number);
    CREATE INDEX change_in_list ON change (list, number);

    CREATE TRIGGER change_is_never_rewritten BEFORE UPDATE ON change
        BEGIN SELECT RAISE (ABORT, 'the history is append-only'); END;
    CREATE TRIGGER change_is_never_forgotten BEFORE DELETE ON change
        BEGIN SELECT RAISE (ABORT, 'the history is append-only'); END;
    CREATE TRIGGER grant_is_never_rewritten BEFORE UPDATE ON granted
        BEGIN SELECT RAISE (ABORT, 'a request is granted once'); END;
    CREATE TRIGGER grant_is_never_forgotten BEFORE DELETE ON granted
        BEGIN SELECT RAISE (ABORT, 'a request is granted once'); END;
    CREATE TRIGGER list_is_never_forgotten BEFORE DELETE ON list
        BEGIN SELECT RAISE (ABORT, 'a list lives on for its credentials'); END;
    CREATE TRIGGER list_keeps_its_form BEFORE UPDATE OF number, entries, carries ON list
        BEGIN SELECT RAISE (ABORT, 'a list keeps its form'); END;
    CREATE TRIGGER list_stays_closed BEFORE UPDATE OF closed_at ON list
        WHEN old.closed_at IS NOT NULL
        BEGIN SELECT RAISE (ABORT, 'a closed list stays closed'); END;
    CREATE TRIGGER revocation_is_final BEFORE DELETE ON status
        WHEN old.purpose IN ('revocation', 'refresh')
        BEGIN SELECT RAISE (ABORT, 'a revocation is final'); END;
    CREATE TRIGGER status_stays_in_place BEFORE UPDATE OF list, purpose, position ON status
        BEGIN SELECT RAISE (ABORT, 'a status stays in its place'); END;
",
    // Numbers of lists that are never given, since they may have been before a backup was restored.
    // What REPLACE takes the place of is deleted without its triggers, so that insertions are
    // guarded, too.
    "
    CREATE TABLE skipped (
        up_to INTEGER PRIMARY KEY,
        at TEXT NOT NULL
    ) STRICT;

    CREATE TRIGGER credential_is_recorded_once BEFORE INSERT ON credential
        WHEN EXISTS (SELECT 1 FROM credential WHERE id = new.id)
            OR EXISTS (SELECT 1 FROM credential WHERE number = new.number)
            OR EXISTS (SELECT 1 FROM credential
                WHERE list = new.list AND position = new.position)
        BEGIN SELECT RAISE (ABORT, 'a credential is recorded once, and an index given once'); END;
    CREATE TRIGGER change_is_recorded_once BEFORE INSERT ON change
        WHEN EXISTS (SELECT 1 FROM change WHERE number = new.number)
        BEGIN SELECT RAISE (ABORT, 'the history is append-only'); END;
    CREATE TRIGGER request_is_granted_once BEFORE INSERT ON granted
        WHEN EXISTS (SELECT 1 FROM granted WHERE request = new.request)
            OR EXISTS (SELECT 1 FROM granted WHERE credential = new.credential)
        BEGIN SELECT RAISE (ABORT, 'a request is granted once'); END;
    CREATE TRIGGER list_is_opened_once BEFORE INSERT ON list
        WHEN EXISTS (SELECT 1 FROM list WHERE number = new.number)
        BEGIN SELECT RAISE (ABORT, 'a list is opened once'); END;
    CREATE TRIGGER list_counts_upwards BEFORE UPDATE OF allotted ON list
        WHEN new.allotted < old.allotted
        BEGIN SELECT RAISE (ABORT, 'an index is never used again'); END;
    CREATE TRIGGER setting_is_made_once BEFORE INSERT ON setting
        WHEN EXISTS (SELECT 1 FROM setting WHERE name = new.name)
        BEGIN SELECT RAISE (ABORT, 'a setting stays'); END;
    CREATE TRIGGER setting_is_never_rewritten BEFORE UPDATE ON setting
        BEGIN SELECT RAISE (ABORT, 'a setting stays'); END;
    CREATE TRIGGER setting_is_never_forgotten BEFORE DELETE ON setting
        BEGIN SELECT RAISE (ABORT, 'a setting stays'); END;
    CREATE TRIGGER skipping_is_recorded_once BEFORE INSERT ON skipped
        WHEN EXISTS (SELECT 1 FROM skipped WHERE up_to = new.up_to)
        BEGIN SELECT RAISE (ABORT, 'a number that was skipped stays so'); END;
    CREATE TRIGGER skipping_is_never_rewritten BEFORE UPDATE ON skipped
        BEGIN SELECT RAISE (ABORT, 'a number that was skipped stays so'); END;
    CREATE TRIGGER skipping_is_never_forgotten BEFORE DELETE ON skipped
        BEGIN SELECT RAISE (ABORT, 'a number that was skipped stays so'); END;
",
];

/// Gives the store's URL, which `new_with` sets in a new store.
pub(super) fn url(
    transaction: &Transaction<'_>,
    new_with: Option<&StatusUrl>,
) -> Result<Option<StatusUrl>, StoreError> {
    if let Some(url) = new_with {
        set_once(transaction, "status_url", url.as_str())?;
    }
    let stored = setting(transaction, "status_url")?;
    stored.map(|text| text.parse().map_err(StoreError::failed)).transpose()
}

/// Whose badges are in the store.
pub(super) fn issuer(connection: &Connection) -> Result<Option<Iri>, StoreError> {
    let stored = setting(connection, "issuer")?;
    stored.map(|text| text.parse().map_err(StoreError::failed)).transpose()
}

/// Sets whose badges are in the store, unless it is set, and gives it.
pub(super) fn keep_issuer(transaction: &Transaction<'_>, issuer: &Iri) -> Result<Iri, StoreError> {
    set_once(transaction, "issuer", issuer.as_str())?;
    self::issuer(transaction)?
        .ok_or_else(|| StoreError::failed("a setting that was set is not there"))
}

fn set_once(transaction: &Transaction<'_>, name: &str, value: &str) -> Result<(), StoreError> {
    transaction
        .execute(
            "INSERT INTO setting (name, value) SELECT ?1, ?2
             WHERE NOT EXISTS (SELECT 1 FROM setting WHERE name = ?1)",
            [name, value],
        )
        .map_err(failed)?;
    Ok(())
}

fn setting(connection: &Connection, name: &str) -> Result<Option<String>, StoreError> {
    let found = connection
        .query_row("SELECT value FROM setting WHERE name = ?1", [name], |row| row.get(0))
        .optional();
    Ok(found.map_err(failed)?)
}
