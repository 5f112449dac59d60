/// The tables of a ledger, one step a version. It is run with the schema's name first in the search
/// path.
///
/// A row in `live` is a claim that counts. What was written stays, and nothing counts, or ceases to,
/// that no event says: the triggers hold that against every program that writes to the tables. Texts
/// are compared by their bytes.
pub(super) const MIGRATIONS: &[&str] = &["
    CREATE TABLE claim (
        number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        account text COLLATE \"C\" NOT NULL,
        person text COLLATE \"C\" NOT NULL,
        issuer text COLLATE \"C\" NOT NULL,
        credential text COLLATE \"C\" NOT NULL,
        achievement text COLLATE \"C\" NOT NULL,
        training text COLLATE \"C\" NOT NULL,
        policy text NOT NULL,
        at text NOT NULL
    );
    CREATE INDEX claim_of_credential ON claim (issuer, credential);
    CREATE INDEX claim_of_person ON claim (account, person);

    CREATE TABLE entry (
        claim bigint NOT NULL REFERENCES claim,
        position int NOT NULL,
        category text NOT NULL,
        number text NOT NULL,
        unit text NOT NULL,
        year int NOT NULL,
        payment smallint NOT NULL,
        awarded_on text NOT NULL,
        PRIMARY KEY (claim, position)
    );

    CREATE TABLE rest (
        claim bigint NOT NULL REFERENCES claim,
        position int NOT NULL,
        issuer text COLLATE \"C\" NOT NULL,
        credential text COLLATE \"C\" NOT NULL,
        PRIMARY KEY (claim, position)
    );
    CREATE INDEX rest_of_credential ON rest (issuer, credential);

    CREATE TABLE related (
        claim bigint NOT NULL REFERENCES claim,
        position int NOT NULL,
        achievement text COLLATE \"C\" NOT NULL,
        PRIMARY KEY (claim, position)
    );

    CREATE TABLE event (
        number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        claim bigint NOT NULL REFERENCES claim,
        kind text NOT NULL CHECK (kind IN ('claimed', 'reversed')),
        at text NOT NULL,
        reason text,
        author text,
        UNIQUE (claim, kind)
    );

    CREATE TABLE live (
        claim bigint PRIMARY KEY REFERENCES claim,
        account text COLLATE \"C\" NOT NULL,
        person text COLLATE \"C\" NOT NULL,
        issuer text COLLATE \"C\" NOT NULL,
        credential text COLLATE \"C\" NOT NULL,
        achievement text COLLATE \"C\" NOT NULL,
        UNIQUE (account, issuer, credential),
        UNIQUE (account, person, achievement)
    );
    CREATE INDEX live_credential ON live (issuer, credential);

    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $$;
    CREATE FUNCTION before_its_event() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT
    AS $$ BEGIN
        IF EXISTS (SELECT 1 FROM event WHERE event.claim = NEW.claim) THEN
            RAISE EXCEPTION 'what was claimed is never added to';
        END IF;
        RETURN NEW;
    END $$;
    CREATE FUNCTION what_counts() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT
    AS $$ BEGIN
        IF TG_OP = 'DELETE' THEN
            IF NOT EXISTS (SELECT 1 FROM event
                WHERE event.claim = OLD.claim AND kind = 'reversed') THEN
                RAISE EXCEPTION 'only what was taken back ceases to count';
            END IF;
            RETURN OLD;
        END IF;
        IF NOT EXISTS (SELECT 1 FROM claim WHERE number = NEW.claim
                AND claim.account = NEW.account AND claim.person = NEW.person
                AND claim.issuer = NEW.issuer AND claim.credential = NEW.credential
                AND claim.achievement = NEW.achievement)
            OR NOT EXISTS (SELECT 1 FROM event
                WHERE event.claim = NEW.claim AND kind = 'claimed')
            OR EXISTS (SELECT 1 FROM event
                WHERE event.claim = NEW.claim AND kind = 'reversed') THEN
            RAISE EXCEPTION 'only what was claimed counts, until it is taken back';
        END IF;
        RETURN NEW;
    END $$;
    CREATE FUNCTION what_happens() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT
    AS $$ BEGIN
        IF NEW.kind = 'reversed'
            AND NOT EXISTS (SELECT 1 FROM live WHERE live.claim = NEW.claim) THEN
            RAISE EXCEPTION 'only what counts is taken back';
        END IF;
        RETURN NEW;
    END $$;

    CREATE TRIGGER claim_is_append_only BEFORE UPDATE OR DELETE ON claim
        FOR EACH ROW EXECUTE FUNCTION refuse();
    CREATE TRIGGER claim_is_never_emptied BEFORE TRUNCATE ON claim EXECUTE FUNCTION refuse();
    CREATE TRIGGER entry_is_append_only BEFORE UPDATE OR DELETE ON entry
        FOR EACH ROW EXECUTE FUNCTION refuse();
    CREATE TRIGGER entry_is_never_emptied BEFORE TRUNCATE ON entry EXECUTE FUNCTION refuse();
    CREATE TRIGGER entry_is_of_a_new_claim BEFORE INSERT ON entry
        FOR EACH ROW EXECUTE FUNCTION before_its_event();
    CREATE TRIGGER rest_is_append_only BEFORE UPDATE OR DELETE ON rest
        FOR EACH ROW EXECUTE FUNCTION refuse();
    CREATE TRIGGER rest_is_never_emptied BEFORE TRUNCATE ON rest EXECUTE FUNCTION refuse();
    CREATE TRIGGER rest_is_of_a_new_claim BEFORE INSERT ON rest
        FOR EACH ROW EXECUTE FUNCTION before_its_event();
    CREATE TRIGGER related_is_append_only BEFORE UPDATE OR DELETE ON related
        FOR EACH ROW EXECUTE FUNCTION refuse();
    CREATE TRIGGER related_is_never_emptied BEFORE TRUNCATE ON related EXECUTE FUNCTION refuse();
    CREATE TRIGGER related_is_of_a_new_claim BEFORE INSERT ON related
        FOR EACH ROW EXECUTE FUNCTION before_its_event();
    CREATE TRIGGER event_is_append_only BEFORE UPDATE OR DELETE ON event
        FOR EACH ROW EXECUTE FUNCTION refuse();
    CREATE TRIGGER event_is_never_emptied BEFORE TRUNCATE ON event EXECUTE FUNCTION refuse();
    CREATE TRIGGER event_is_of_what_counts BEFORE INSERT ON event
        FOR EACH ROW EXECUTE FUNCTION what_happens();
    CREATE TRIGGER live_is_never_rewritten BEFORE UPDATE ON live
        FOR EACH ROW EXECUTE FUNCTION refuse();
    CREATE TRIGGER live_is_never_emptied BEFORE TRUNCATE ON live EXECUTE FUNCTION refuse();
    CREATE TRIGGER live_is_what_was_claimed BEFORE INSERT OR DELETE ON live
        FOR EACH ROW EXECUTE FUNCTION what_counts();
"];
