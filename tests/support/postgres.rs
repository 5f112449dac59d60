//! A PostgreSQL server of a test's own: in a temporary folder, reached by a socket in it.
//!
//! The programs are looked for in `PATH`, by `pg_config`, and where Debian has them. Where they are
//! absent the tests say that they are skipped; `OPENBADGES_REQUIRE_POSTGRES=1` makes that a failure.
#![allow(dead_code)]

use std::fs;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use openbadges::status::store::postgres::client::{Client, Config, NoTls};

pub const USER: &str = "openbadges";

pub struct Server {
    programs: PathBuf,
    folder: PathBuf,
    user: Option<(u32, u32)>,
    settings: Vec<String>,
    /// The most blocks that a file may have: a write beyond it fails as on a full disk.
    most_blocks: Option<u32>,
    process: Child,
}

impl Server {
    /// Starts a server, or says why there is none. Commits reach the disk, as they do anywhere.
    pub fn start() -> Option<Self> {
        Self::start_with(&[])
    }

    /// With settings, such as `fsync=off`.
    pub fn start_with(settings: &[&str]) -> Option<Self> {
        Self::start_in(&std::env::temp_dir(), settings, None)
    }

    /// In a folder inside another, on another disk perhaps; with so many blocks of 512 bytes (or 1,024,
    /// as the shell counts) at most in a file.
    pub fn start_in(place: &Path, settings: &[&str], most_blocks: Option<u32>) -> Option<Self> {
        let Some(programs) = programs() else {
            let needed = std::env::var_os("OPENBADGES_REQUIRE_POSTGRES").is_some();
            assert!(!needed, "PostgreSQL is absent");
            eprintln!("skipped: PostgreSQL is absent");
            return None;
        };
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("openbadges-pg-{}-{number}", std::process::id());
        let folder = place.join(name);
        fs::create_dir(&folder).unwrap();
        // PostgreSQL refuses to run as root.
        let user = is_root().then(unprivileged);
        if let Some((user, group)) = user {
            std::os::unix::fs::chown(&folder, Some(user), Some(group)).unwrap();
        }
        let mut init = command(&programs.join("initdb"), user, &folder);
        init.args(["--auth=trust", "--no-sync", "--encoding=UTF8", "--no-locale", "-U", USER]);
        if most_blocks.is_some() || place != std::env::temp_dir() {
            // There is little room.
            init.arg("--wal-segsize=1");
        }
        let made = init.arg("-D").arg(folder.join("data")).output().unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let settings: Vec<String> = settings.iter().map(|&setting| setting.to_owned()).collect();
        let process = launch(&programs, user, &folder, &settings, most_blocks);
        let server = Self { programs, folder, user, settings, most_blocks, process };
        server.wait();
        Some(server)
    }

    /// Ends the server in whatever state it is, and starts it with all the room that there is.
    pub fn restart_with_room(&mut self) {
        self.most_blocks = None;
        self.crash_and_restart();
    }

    pub fn config(&self) -> Config {
        config(&self.folder)
    }

    /// Where the socket is, for another process to find the server.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    pub fn client(&self) -> Client {
        self.config().connect(NoTls).unwrap()
    }

    /// Ends the server at once, as a crash would, and starts it again on what it left.
    pub fn crash_and_restart(&mut self) {
        let _ = self.process.kill();
        self.process.wait().unwrap();
        // What it had started ends when it notices, and lets go of the shared memory then.
        let deadline = Instant::now() + Duration::from_secs(60);
        loop {
            self.process = self.launch();
            loop {
                if self.process.try_wait().unwrap().is_some() {
                    break;
                }
                if self.config().connect(NoTls).is_ok() {
                    return;
                }
                std::thread::sleep(Duration::from_millis(20));
            }
            assert!(Instant::now() < deadline, "the server does not start again");
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    /// Ends the server in order, so that connections are cut, and starts it again.
    pub fn restart(&mut self) {
        self.signal("-INT");
        self.process.wait().unwrap();
        self.process = self.launch();
        self.wait();
    }

    /// Ends the server in order.
    pub fn stop(&mut self) {
        self.signal("-INT");
        self.process.wait().unwrap();
    }

    /// Starts the server that was stopped.
    pub fn resume(&mut self) {
        self.process = self.launch();
        self.wait();
    }

    fn launch(&self) -> Child {
        launch(&self.programs, self.user, &self.folder, &self.settings, self.most_blocks)
    }

    fn signal(&self, signal: &str) {
        let id = self.process.id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
    }

    fn wait(&self) {
        let deadline = Instant::now() + Duration::from_secs(60);
        while self.config().connect(NoTls).is_err() {
            let log = || fs::read_to_string(self.folder.join("log")).unwrap_or_default();
            assert!(Instant::now() < deadline, "the server does not start: {}", log());
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if self.process.try_wait().is_ok_and(|ended| ended.is_none()) {
            self.signal("-QUIT");
        }
        let _ = self.process.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// How the server in a folder is reached.
pub fn config(folder: &Path) -> Config {
    let mut config = Config::new();
    config.host_path(folder).user(USER).dbname("postgres");
    config.connect_timeout(Duration::from_secs(10));
    config
}

fn launch(
    programs: &Path,
    user: Option<(u32, u32)>,
    folder: &Path,
    settings: &[String],
    most_blocks: Option<u32>,
) -> Child {
    let log = fs::OpenOptions::new().create(true).append(true).open(folder.join("log")).unwrap();
    let program = programs.join("postgres");
    let mut postgres = match most_blocks {
        None => command(&program, user, folder),
        Some(blocks) => {
            let mut shell = command(Path::new("sh"), user, folder);
            shell
                .args(["-c", "ulimit -f \"$0\" && exec \"$@\"", &blocks.to_string()])
                .arg(&program);
            shell
        }
    };
    postgres.arg("-D").arg(folder.join("data")).arg("-k").arg(folder);
    for setting in ["listen_addresses=", "max_connections=150", "shared_buffers=256MB"] {
        postgres.args(["-c", setting]);
    }
    for setting in settings {
        postgres.args(["-c", setting]);
    }
    postgres.stdin(Stdio::null()).stdout(log.try_clone().unwrap()).stderr(log).spawn().unwrap()
}

fn command(program: &Path, user: Option<(u32, u32)>, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(folder);
    if let Some((user, group)) = user {
        command.uid(user).gid(group);
    }
    command
}

fn programs() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    if let Ok(output) = Command::new("pg_config").arg("--bindir").output() {
        folders.push(String::from_utf8_lossy(&output.stdout).trim().into());
    }
    let debian = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut debian: Vec<PathBuf> = debian.map(|entry| entry.path().join("bin")).collect();
    debian.sort();
    folders.extend(debian.into_iter().rev());
    let has = |folder: &PathBuf| ["postgres", "initdb"].iter().all(|it| folder.join(it).is_file());
    folders.into_iter().find(has)
}

fn is_root() -> bool {
    let output = Command::new("id").arg("-u").output().unwrap();
    String::from_utf8_lossy(&output.stdout).trim() == "0"
}

/// The user and group that the server runs as where we are root: Debian's for it, else nobody.
fn unprivileged() -> (u32, u32) {
    let id = |option: &str, user: &str| -> Option<u32> {
        let output = Command::new("id").args([option, user]).output().ok()?;
        String::from_utf8_lossy(&output.stdout).trim().parse().ok()
    };
    ["postgres", "nobody"].iter().find_map(|user| Some((id("-u", user)?, id("-g", user)?))).unwrap()
}
