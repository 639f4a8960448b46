//! Where the figures come from.

use std::{fs, process::Command, thread};

use portcullis::plugin::Runtime;

/// The load average of the last minute; none where the system doesn't tell.
pub(crate) fn load() -> Option<String> {
    Some(fs::read_to_string("/proc/loadavg").ok()?.split(' ').next()?.to_owned())
}

/// A list of what matters.
pub(crate) fn describe(load_before: Option<String>) -> String {
    let unknown = || "unknown".to_owned();
    let cpu = fs::read_to_string("/proc/cpuinfo").ok().and_then(|text| {
        let line = text.lines().find(|line| line.starts_with("model name"))?;
        Some(line.split_once(':')?.1.trim().to_owned())
    });
    let cores = thread::available_parallelism().map_or_else(|_| unknown(), |cores| cores.to_string());
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").map(|text| text.trim().to_owned());
    let scan = if Runtime::has_pagemap_scan() { "with" } else { "without" };
    [
        ("date", first_line("date", &["-u", "+%Y-%m-%d %H:%M UTC"])),
        ("processor", Some(format!("{}, {cores} cores", cpu.unwrap_or_else(unknown)))),
        ("system", Some(format!("{}, {scan} `PAGEMAP_SCAN`", first_line("uname", &["-sm"]).unwrap_or_else(unknown)))),
        ("kernel", kernel.ok()),
        ("load average before and after", load_before.zip(load()).map(|(before, after)| format!("{before}, {after}"))),
        ("compiler", first_line("rustc", &["--version"])),
        ("engine", Some(Runtime::version().to_owned())),
        ("commit", first_line("git", &["rev-parse", "--short", "HEAD"])),
    ]
    .into_iter()
    .map(|(what, value)| format!("- {what}: {}\n", value.unwrap_or_else(unknown)))
    .collect()
}

fn first_line(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).output().ok().filter(|output| output.status.success())?;
    String::from_utf8(output.stdout).ok()?.lines().next().map(str::to_owned)
}
