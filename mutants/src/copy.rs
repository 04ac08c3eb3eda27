//! The copy of the crate that has all mutants, and its builds.

use super::rooms::Rooms;
use super::sites::Site;
use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs;
use std::io::{BufRead, BufReader};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The copy, in the target folder of this workspace.
pub(crate) struct Copy {
    root: PathBuf,
    /// The folder of the copy.
    pub(crate) dir: PathBuf,
    target: PathBuf,
}

/// What of the crate is not copied.
const LEFT: [&str; 4] = ["target", ".git", "fuzz", "mutants"];

/// The switch, as the copy has it.
const SWITCH: &str = include_str!("switch.txt");

/// How the copy's tests are built: quick enough to run many times.
const PROFILE: [(&str, &str); 3] =
    [("CARGO_PROFILE_TEST_OPT_LEVEL", "1"), ("CARGO_PROFILE_DEV_OPT_LEVEL", "1"), ("CARGO_PROFILE_DEV_DEBUG", "false")];

/// Where each mutant stands in a file of the copy.
type Placed = BTreeMap<PathBuf, Vec<(Range<usize>, Site)>>;

impl Copy {
    pub(crate) fn of(root: &Path) -> Result<Self, Box<dyn Error>> {
        let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("target").join("copy");
        let copy = Self { root: root.to_owned(), dir: base.join("crate"), target: base.join("target") };
        if copy.dir.exists() {
            fs::remove_dir_all(&copy.dir)?;
        }
        copy_folder(root, &copy.dir, &LEFT)?;
        fs::write(copy.dir.join("src").join("mutant.rs"), SWITCH)?;
        let lib = copy.dir.join("src").join("lib.rs");
        let text = fs::read_to_string(&lib)?;
        let first = text.find("\nmod ").ok_or("`src/lib.rs` has no modules")?;
        fs::write(lib, format!("{}\nmod mutant;{}", &text[..first], &text[first..]))?;
        // The copy lies below this workspace and is none of it.
        let manifest = copy.dir.join("Cargo.toml");
        let text = fs::read_to_string(&manifest)?;
        fs::write(manifest, format!("{text}\n[workspace]\n"))?;
        Ok(copy)
    }

    /// Takes sites until so many of each room compile, and leaves them in the copy.
    pub(crate) fn settle(&self, rooms: &mut Rooms, per_room: usize) -> Result<Vec<Site>, Box<dyn Error>> {
        let mut written = BTreeSet::new();
        loop {
            let sites = rooms.take(per_room);
            let placed = self.write(&sites, &mut written)?;
            let (is_sound, broken) = self.broken(&placed)?;
            if is_sound {
                return Ok(sites);
            }
            if broken.is_empty() {
                // Cargo says why.
                self.cargo(&["check", "--lib"]).stdout(Stdio::null()).stderr(Stdio::inherit()).status()?;
                return Err("the copy does not compile, and no mutant is at fault".into());
            }
            eprintln!("{} of {} do not compile", broken.len(), sites.len());
            rooms.drop(&broken);
        }
    }

    /// Writes the files of the sites, and those that had some before.
    fn write(&self, sites: &[Site], written: &mut BTreeSet<PathBuf>) -> Result<Placed, Box<dyn Error>> {
        let mut files: BTreeMap<PathBuf, Vec<(usize, &Site)>> = BTreeMap::new();
        for (number, site) in (1..).zip(sites) {
            files.entry(site.file.clone()).or_default().push((number, site));
        }
        written.extend(files.keys().cloned());
        let mut placed = Placed::new();
        for file in written.iter() {
            let text = fs::read_to_string(self.root.join(file))?;
            let mut own = files.remove(file).unwrap_or_default();
            own.sort_by_key(|(_, site)| site.range.start);
            let (mut out, mut at) = (String::new(), 0);
            let own_places = placed.entry(file.clone()).or_default();
            for (number, site) in own {
                out.push_str(&text[at..site.range.start]);
                let start = out.len();
                out.push_str(&site.switched(number, &text[site.range.clone()]));
                own_places.push((start..out.len(), site.clone()));
                at = site.range.end;
            }
            out.push_str(&text[at..]);
            fs::write(self.dir.join(file), out)?;
        }
        Ok(placed)
    }

    fn cargo(&self, arguments: &[&str]) -> Command {
        let mut cargo = Command::new("cargo");
        cargo.current_dir(&self.dir).args(arguments).args(["--all-features", "--message-format=json", "--quiet"]);
        cargo.env("CARGO_TARGET_DIR", &self.target).env("CARGO_INCREMENTAL", "1").envs(PROFILE);
        // Whatever flags the crate is built with elsewhere are not for the copy.
        cargo.env_remove("RUSTFLAGS").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        cargo
    }

    /// The messages of cargo, and whether it did what it was to do.
    fn messages(&self, arguments: &[&str]) -> Result<(bool, Vec<serde_json::Value>), Box<dyn Error>> {
        let mut child = self.cargo(arguments).spawn()?;
        let out = child.stdout.take().ok_or("cargo has no output")?;
        let lines = BufReader::new(out).lines().map_while(Result::ok);
        let messages = lines.filter_map(|line| serde_json::from_str(&line).ok()).collect();
        Ok((child.wait()?.success(), messages))
    }

    /// The mutants that the compiler refuses.
    fn broken(&self, placed: &Placed) -> Result<(bool, Vec<Site>), Box<dyn Error>> {
        let (is_sound, messages) = self.messages(&["check", "--lib", "--keep-going"])?;
        let mut broken = Vec::new();
        for message in messages.iter().filter(|message| message["message"]["level"] == "error") {
            let spans = message["message"]["spans"].as_array().map_or(&[][..], Vec::as_slice);
            // Where the error is, or else what it speaks of.
            let of = |is_primary: bool| spans.iter().filter(move |span| span["is_primary"] == is_primary);
            let found =
                of(true).find_map(|span| at(span, placed)).or_else(|| of(false).find_map(|span| at(span, placed)));
            match found {
                Some(site) => broken.push(site),
                None => eprintln!("{}", message["message"]["rendered"].as_str().unwrap_or_default()),
            }
        }
        Ok((is_sound, broken))
    }

    /// Builds the tests, and answers their programs.
    pub(crate) fn test_binaries(&self) -> Result<Vec<PathBuf>, Box<dyn Error>> {
        let (is_sound, messages) = self.messages(&["test", "--no-run", "--tests"])?;
        if !is_sound {
            return Err("the tests of the copy do not compile".into());
        }
        let is_test = |message: &&serde_json::Value| message["profile"]["test"] == true;
        let programs = messages.iter().filter(is_test).filter_map(|message| message["executable"].as_str());
        Ok(programs.map(PathBuf::from).collect())
    }
}

/// The mutant that a place of a message is in.
fn at(span: &serde_json::Value, placed: &Placed) -> Option<Site> {
    let sites = placed.get(Path::new(span["file_name"].as_str()?))?;
    let start = usize::try_from(span["byte_start"].as_u64()?).ok()?;
    let end = usize::try_from(span["byte_end"].as_u64()?).ok()?;
    let found = sites.iter().find(|(range, _)| range.start <= start && start < range.end);
    let found = found.or_else(|| sites.iter().find(|(range, _)| start < range.end && range.start < end));
    found.map(|(_, site)| site.clone())
}

fn copy_folder(from: &Path, to: &Path, left: &[&str]) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let name = entry.file_name();
        if left.iter().any(|left| name == *left) {
            continue;
        }
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &to.join(&name), &[])?;
        } else {
            fs::copy(entry.path(), to.join(&name))?;
        }
    }
    Ok(())
}
