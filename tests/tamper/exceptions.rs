//! The changes after which a badge is still valid, by rule.
//!
//! A rule that fits nothing any more fails the test, so that the lists stay as short as they can be.

use openbadges::proof::Cryptosuite::{self, EddsaJcs2022 as JCS, EddsaRdfc2022 as RDFC};

pub struct Exception {
    pub suite: Cryptosuite,
    /// What was done: any of these.
    pub what: &'static [&'static str],
    /// Where: any of these patterns of a JSON Pointer, each of which must occur.
    pub places: &'static [&'static str],
    /// But not there.
    pub except: &'static [&'static str],
    pub reason: &'static str,
}

/// Ordered by their terms (`@list`), or opaque to JSON-LD (`@json`).
const ORDERED: &[&str] = &["/**/component/**", "/**/lookFor/**", "/**/scoringModel/**"];

/// Members that the badge's own inline context defines. The library knows nothing of them.
const OWN: &[&str] = &[
    "/**/agreement",
    "/**/assessment",
    "/**/assessment/*",
    "/**/assessmentRun",
    "/**/clockHours",
    "/**/component",
    "/**/elevation",
    "/**/fiscalYear",
    "/**/keyMethod",
    "/**/localName",
    "/**/lookFor",
    "/**/permittedUse",
    "/**/policy",
    "/**/research",
    "/**/reviewedBy",
    "/**/scoringModel",
    "/**/weight",
];

/// What the standards leave open.
pub const BY_RULE: &[Exception] = &[
    Exception {
        suite: RDFC,
        what: &["swapped with the one before"],
        places: &["/**"],
        except: ORDERED,
        reason: "an array is a set of statements, without an order (JSON-LD 1.1, section 4.3)",
    },
    Exception {
        suite: RDFC,
        what: &["exchanged with another"],
        places: &["/**/type/*", "/**/tag/*", "/**/research/*", "/**/permittedUse/*"],
        except: &[],
        reason: "as above: the two are neighbours in one set",
    },
    Exception {
        suite: RDFC,
        what: &["item duplicated"],
        places: &["/**"],
        except: ORDERED,
        reason: "a graph is a set, which holds a statement once however often it is made (RDF 1.1 \
                 Concepts, section 3); nodes without an identifier are noticed",
    },
    Exception {
        suite: RDFC,
        what: &["item split in two"],
        places: &[
            "/credentialSubject/achievement/related/*",
            "/credentialSubject/achievement/resultDescription/*",
        ],
        except: &[],
        reason: "too short to be split: one of the two says everything, and the other repeats it or \
                 only mentions it",
    },
    Exception {
        suite: RDFC,
        what: &["repeated of the same node"],
        places: &["/@context"],
        except: &[],
        reason: "a context says nothing of the node that it stands in",
    },
    Exception {
        suite: RDFC,
        what: &["wrapped in an array", "taken out of its array"],
        places: &["/**"],
        except: &["/**/component/*", "/**/lookFor/*", "/**/scoringModel/**", "/@context/**"],
        reason: "one value and an array of one are the same statement (JSON-LD 1.1, section 4.3); \
                 where the model asks for one form, the other is refused",
    },
    Exception {
        suite: RDFC,
        what: &["name in another case"],
        places: &["/**/localName/*"],
        except: &[],
        reason: "language tags do not tell case, and canonical ones are lower case",
    },
    Exception {
        suite: RDFC,
        what: &["turned into a string"],
        places: &["/**/assessment/blind"],
        except: &[],
        reason: "its own term gives the datatype, so true and \"true\" are the same literal; where \
                 the model knows the member, it asks for the type",
    },
    Exception {
        suite: RDFC,
        what: &["written as @value"],
        places: &[
            "/**/agreement",
            "/**/assessment/*",
            "/**/clockHours",
            "/**/component/*",
            "/**/elevation",
            "/**/fiscalYear",
            "/**/keyMethod",
            "/**/lookFor/*",
            "/**/permittedUse/*",
            "/**/weight",
        ],
        except: &[],
        reason: "the long form of the same literal, in members that only the badge defines",
    },
    Exception {
        suite: RDFC,
        what: &["written as @id", "written as an object with an id"],
        places: &["/**/policy", "/**/research/*", "/**/reviewedBy"],
        except: &[],
        reason: "the long form of the same reference, in members that only the badge defines",
    },
    Exception {
        suite: RDFC,
        what: &["written as @list"],
        places: &["/**/component", "/**/lookFor"],
        except: &[],
        reason: "the long form of the same list, in members that only the badge defines",
    },
    Exception {
        suite: RDFC,
        what: &["written as its IRI"],
        places: &["/credentialSubject/achievement/type/1"],
        except: &[],
        reason: "the long form of the same type, where the model leaves the type open",
    },
    Exception {
        suite: RDFC,
        what: &[
            "renamed to its IRI",
            "renamed to an alias of one's own",
            "renamed to an alias in another case",
            "renamed to an alias of the term",
            "renamed through a prefix of one's own",
        ],
        places: OWN,
        except: &[],
        reason: "another name for the same statement, in members that only the badge defines: \
                 whoever reads them has to go by their IRIs",
    },
    Exception {
        suite: RDFC,
        what: &["written as an object with an id"],
        places: &["/**/endorsement/*/proof/*/verificationMethod"],
        except: &[],
        reason: "the proof of the endorsement inside names its key in a way that is not read, so the \
                 endorsement does not count, which is a warning",
    },
    Exception {
        suite: RDFC,
        what: &["empty context added"],
        places: &["/**"],
        except: &[],
        reason: "contexts make no statements, and an empty one changes none",
    },
    Exception {
        suite: RDFC,
        what: &[
            "@language added",
            "@type added",
            "abbreviated by a prefix of one's own",
            "dropped",
            "empty object put in",
            "flipped",
            "item dropped",
            "item split in two",
            "moved down",
            "moved up",
            "name in another case",
            "null added",
            "null context added",
            "renamed",
            "renamed to an alias in another case",
            "renamed to an alias of one's own",
            "renamed to an alias of the term",
            "renamed through a prefix of one's own",
            "replaced by an empty object",
            "unknown keyword added",
            "wrapped in an array",
            "written as @id",
        ],
        places: &["/@context/**", "/**/endorsement/*/@context/**"],
        except: &[],
        reason: "contexts make no statements; what matters of them is what they make of the badge, \
                 and here that is the same statements: a definition that is not used (`UseTerms`), \
                 protection that protects from nobody, a container that is a set anyway, a datatype \
                 that a boolean has anyway, another way to write the same definition",
    },
    Exception {
        suite: JCS,
        what: &["item duplicated", "empty object put in"],
        places: &["/@context/3", "/@context"],
        except: &[],
        reason: "contexts may be appended, and the badge is read without them (Data Integrity EdDSA \
                 Cryptosuites 1.0, section 3.3.2; context.appended)",
    },
    Exception {
        suite: JCS,
        what: &["wrapped in an array"],
        places: &["/proof"],
        except: &[],
        reason: "a proof and a set of one proof are the same, and neither is signed (Data Integrity \
                 1.0, section 2.1.1)",
    },
];
