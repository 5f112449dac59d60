//! The `openbadges` command: issue, verify and revoke educator micro-credentials.

#![forbid(unsafe_code)]
#![deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

/// Tells a person something on the standard error, which steers no terminal. Where nobody reads it, the
/// work goes on.
macro_rules! tell {
    ($($what:tt)*) => {{
        use std::io::Write as _;
        let lines = format!($($what)*);
        let lines: Vec<String> = lines.lines().map(openbadges::fault::printable).collect();
        let _ = writeln!(std::io::stderr(), "openbadges: {}", lines.join("\n"));
    }};
}

mod assess;
mod bundle;
mod canon;
mod demo;
#[cfg(feature = "aws-lc")]
mod derive;
mod files;
mod framework;
mod inspect;
mod issue;
mod key;
mod ledger;
mod lint;
mod micro_credential;
mod office;
mod present;
mod recognise;
mod report;
mod revoke;
mod roster;
mod schema;
mod settings;
mod sign;
mod status;
mod store;
mod value;
mod verify;

use std::io::{ErrorKind, StdoutLock, Write};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Issue, verify and revoke educator micro-credentials as Open Badges 3.0 credentials.
///
/// Exit status: 0 when everything is valid or done; 1 when a credential is invalid, or what was to be
/// looked at has faults; 3 when a credential is indeterminate and none is invalid; 2 for wrong usage,
/// for files that cannot be read or written, and for what a command goes by (a key, a roster, a
/// policy, a framework that is searched) that cannot be used. What 1 and 3 say of other things, such as
/// what does not count, is in the help of each command. It is the same where nobody reads what is
/// printed to its end.
#[derive(Parser)]
#[command(name = "openbadges", version, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Demo(demo::Arguments),
    Keygen(key::Keygen),
    #[command(subcommand)]
    Key(key::Key),
    Sign(sign::Arguments),
    #[cfg(feature = "aws-lc")]
    Derive(derive::Arguments),
    #[command(name = "micro-credential", subcommand)]
    MicroCredential(micro_credential::MicroCredentials),
    Assess(assess::Arguments),
    Issue(issue::Arguments),
    Present(present::Arguments),
    Verify(verify::Arguments),
    Bundle(bundle::Arguments),
    Revoke(revoke::Arguments),
    #[command(subcommand)]
    Status(status::Status),
    Canon(canon::Arguments),
    Lint(lint::Arguments),
    Schema(schema::Arguments),
    Inspect(inspect::Arguments),
    #[command(subcommand)]
    Framework(framework::Framework),
    Recognise(recognise::Arguments),
    Value(value::Arguments),
    #[command(subcommand)]
    Ledger(ledger::Ledger),
    #[command(subcommand)]
    Report(report::Reports),
}

/// How a command ended, when it could do its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Finish {
    /// Everything is valid, or done.
    Good,
    /// Something is invalid.
    Bad,
    /// Nothing is invalid, but something is indeterminate.
    Unknown,
}

/// Why a command could not do its work: one line, with the file or the argument in it.
#[derive(Debug)]
struct Failure(String);

impl<E: std::fmt::Display> From<E> for Failure {
    fn from(error: E) -> Self {
        Failure(error.to_string())
    }
}

/// What every command gives back.
type Ran = Result<Finish, Failure>;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let mut out = Out { stdout: std::io::stdout().lock(), is_closed: false };
    match run(arguments.command, &mut out).and_then(|finish| {
        out.flush()?;
        Ok(finish)
    }) {
        Ok(Finish::Good) => ExitCode::SUCCESS,
        Ok(Finish::Bad) => ExitCode::from(1),
        Ok(Finish::Unknown) => ExitCode::from(3),
        Err(Failure(message)) => {
            tell!("{message}");
            ExitCode::from(2)
        }
    }
}

/// The standard output. Whoever reads it may stop, as `head` does: the rest is then for nobody, the
/// work is done to its end, and the exit status tells what it would have told.
struct Out {
    stdout: StdoutLock<'static>,
    is_closed: bool,
}

impl Out {
    fn unless_closed<T>(&mut self, done: std::io::Result<T>, nothing: T) -> std::io::Result<T> {
        match done {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {
                self.is_closed = true;
                Ok(nothing)
            }
            done => done,
        }
    }
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if self.is_closed {
            return Ok(bytes.len());
        }
        let written = self.stdout.write(bytes);
        self.unless_closed(written, bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        if self.is_closed {
            return Ok(());
        }
        let flushed = self.stdout.flush();
        self.unless_closed(flushed, ())
    }
}

fn run(command: Command, out: &mut dyn Write) -> Ran {
    match command {
        Command::Demo(arguments) => demo::run(&arguments, out),
        Command::Keygen(arguments) => key::keygen(&arguments, out),
        Command::Key(arguments) => key::run(&arguments, out),
        Command::Sign(arguments) => sign::run(&arguments, out),
        #[cfg(feature = "aws-lc")]
        Command::Derive(arguments) => derive::run(&arguments, out),
        Command::MicroCredential(command) => micro_credential::run(&command, out),
        Command::Assess(arguments) => assess::run(&arguments, out),
        Command::Issue(arguments) => issue::run(&arguments, out),
        Command::Present(arguments) => present::run(&arguments, out),
        Command::Verify(arguments) => verify::run(&arguments, out),
        Command::Bundle(arguments) => bundle::run(&arguments, out),
        Command::Revoke(arguments) => revoke::run(&arguments, out),
        Command::Status(arguments) => status::run(&arguments, out),
        Command::Canon(arguments) => canon::run(&arguments, out),
        Command::Lint(arguments) => lint::run(&arguments, out),
        Command::Schema(arguments) => schema::run(&arguments, out),
        Command::Inspect(arguments) => inspect::run(&arguments, out),
        Command::Framework(arguments) => framework::run(&arguments, out),
        Command::Recognise(arguments) => recognise::run(&arguments, out),
        Command::Value(arguments) => value::run(&arguments, out),
        Command::Ledger(arguments) => ledger::run(&arguments, out),
        Command::Report(arguments) => report::run(&arguments, out),
    }
}
