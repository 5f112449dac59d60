/// Lanes in which the allotted entries of a list are counted, so that those who reserve at the
/// same time do not wait for one row.
pub(super) const LANES: i32 = 16;

/// The schema, one step a version. It is run with the schema's name first in the search path.
///
/// What was recorded stays: the triggers hold that against every program that writes to the
/// tables. No foreign key leads to `list`: each reservation would lock its row, and lists are never
/// deleted. Texts are compared by their bytes.
pub(super) const MIGRATIONS: &[&str] = &[
    "
    CREATE TABLE setting (
        name text COLLATE \"C\" PRIMARY KEY,
        value text NOT NULL
    );

    CREATE TABLE list (
        number int PRIMARY KEY CHECK (number > 0),
        carries text NOT NULL,
        entries int NOT NULL CHECK (entries >= 131072),
        planned int NOT NULL CHECK (planned BETWEEN 1 AND entries),
        opened_at text NOT NULL,
        closed_at text
    );
    CREATE INDEX list_of_entries ON list (carries, number);

    CREATE TABLE allotment (
        list int NOT NULL REFERENCES list,
        lane int NOT NULL,
        allotted int NOT NULL DEFAULT 0 CHECK (allotted >= 0),
        PRIMARY KEY (list, lane)
    ) WITH (fillfactor = 50);

    CREATE TABLE revision (
        list int NOT NULL REFERENCES list,
        purpose text NOT NULL
            CHECK (purpose IN ('revocation', 'suspension', 'refresh', 'message')),
        number bigint NOT NULL DEFAULT 0,
        PRIMARY KEY (list, purpose)
    ) WITH (fillfactor = 50);

    CREATE TABLE credential (
        number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        id text COLLATE \"C\" NOT NULL UNIQUE,
        achievement text,
        recipient text,
        list int NOT NULL,
        position int NOT NULL CHECK (position >= 0),
        reserved_at text NOT NULL,
        UNIQUE (list, position)
    );

    CREATE TABLE granted (
        request text COLLATE \"C\" PRIMARY KEY,
        credential bigint NOT NULL UNIQUE REFERENCES credential,
        content bytea
    );

    CREATE TABLE status (
        list int NOT NULL,
        position int NOT NULL,
        purpose text NOT NULL
            CHECK (purpose IN ('revocation', 'suspension', 'refresh', 'message')),
        value smallint NOT NULL
            CHECK (value = 1 OR purpose = 'message' AND value BETWEEN 1 AND 255),
        PRIMARY KEY (list, position, purpose)
    );

    CREATE TABLE change (
        number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        credential bigint NOT NULL REFERENCES credential,
        list int NOT NULL,
        purpose text NOT NULL
            CHECK (purpose IN ('revocation', 'suspension', 'refresh', 'message')),
        value smallint NOT NULL
            CHECK (value IN (0, 1) OR purpose = 'message' AND value BETWEEN 0 AND 255),
        at text NOT NULL,
        reason text,
        author text
    );
    CREATE INDEX change_of_credential ON change (credential, number);
    CREATE INDEX change_in_list ON change (list, number);

    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '%', TG_ARGV[0]; END $$;
    CREATE TRIGGER change_is_append_only BEFORE UPDATE OR DELETE ON change
        FOR EACH ROW EXECUTE FUNCTION refuse('the history is append-only');
    CREATE TRIGGER change_is_never_emptied BEFORE TRUNCATE ON change
        EXECUTE FUNCTION refuse('the history is append-only');
    CREATE TRIGGER credential_keeps_its_place BEFORE UPDATE OR DELETE ON credential
        FOR EACH ROW EXECUTE FUNCTION refuse('a credential keeps its place for good');
    CREATE TRIGGER credential_is_never_emptied BEFORE TRUNCATE ON credential
        EXECUTE FUNCTION refuse('a credential keeps its place for good');
    CREATE TRIGGER request_is_granted_once BEFORE UPDATE OR DELETE ON granted
        FOR EACH ROW EXECUTE FUNCTION refuse('a request is granted once');
    CREATE TRIGGER granted_is_never_emptied BEFORE TRUNCATE ON granted
        EXECUTE FUNCTION refuse('a request is granted once');
    CREATE TRIGGER list_is_never_forgotten BEFORE DELETE ON list
        FOR EACH ROW EXECUTE FUNCTION refuse('a list lives on for its credentials');
    CREATE TRIGGER list_is_never_emptied BEFORE TRUNCATE ON list
        EXECUTE FUNCTION refuse('a list lives on for its credentials');
    CREATE TRIGGER list_keeps_its_form BEFORE UPDATE OF number, entries, carries ON list
        FOR EACH ROW EXECUTE FUNCTION refuse('a list keeps its form');
    CREATE TRIGGER list_stays_closed BEFORE UPDATE OF closed_at ON list
        FOR EACH ROW WHEN (old.closed_at IS NOT NULL)
        EXECUTE FUNCTION refuse('a closed list stays closed');
    CREATE TRIGGER revocation_is_final BEFORE DELETE ON status
        FOR EACH ROW WHEN (old.purpose IN ('revocation', 'refresh'))
        EXECUTE FUNCTION refuse('a revocation is final');
    CREATE TRIGGER status_stays_in_place BEFORE UPDATE OF list, purpose, position ON status
        FOR EACH ROW EXECUTE FUNCTION refuse('a status stays in its place');
    CREATE TRIGGER status_is_never_emptied BEFORE TRUNCATE ON status
        EXECUTE FUNCTION refuse('a revocation is final');
",
    // When a list changed last, and numbers of lists that are never given, since they may have been
    // before a backup was restored.
    "
    ALTER TABLE revision ADD COLUMN changed_at text;

    CREATE TABLE skipped (
        up_to int PRIMARY KEY,
        at text NOT NULL
    );
    CREATE TRIGGER skipping_stays BEFORE UPDATE OR DELETE ON skipped
        FOR EACH ROW EXECUTE FUNCTION refuse('a number that was skipped stays so');
    CREATE TRIGGER skipping_is_never_emptied BEFORE TRUNCATE ON skipped
        EXECUTE FUNCTION refuse('a number that was skipped stays so');
    CREATE TRIGGER setting_stays BEFORE UPDATE OR DELETE ON setting
        FOR EACH ROW EXECUTE FUNCTION refuse('a setting stays');
    CREATE TRIGGER setting_is_never_emptied BEFORE TRUNCATE ON setting
        EXECUTE FUNCTION refuse('a setting stays');
    CREATE TRIGGER revision_only_grows BEFORE UPDATE ON revision
        FOR EACH ROW WHEN (new.number < old.number)
        EXECUTE FUNCTION refuse('a revision only grows');
",
];
