//! Addresses of machines, and wallets.

use super::*;

#[test]
fn addresses_are_found() {
    for address in [
        "8.8.8.8",
        "192.168.0.17",
        "2001:db8::8a2e:370:7334",
        "fe80::1:2:3a",
        "::1",
        "b361:3be8:f0f8:387d:8716:9850:18ce:cf10",
        "::ffff:10.0.0.1",
    ] {
        found(address, "ip-address");
    }
    for address in
        ["00:1a:2b:3c:4d:5e", "d6:65:88:40:d5:de", "AA-BB-CC-00-11-22", "001a.2b3c.4d5e", "01:23:45:67:89:01"]
    {
        found(address, "mac-address");
    }
    assert_eq!(clean("http://10.1.2.3:80/x 10.0.0.0/8"), "http://[ip-address]:80/x [ip-address]/8");
}

#[test]
fn versions_times_and_hashes_are_no_addresses() {
    for text in [
        "version 1.2.3.4",
        "v1.2.3.4",
        "1.2.3",
        "1.2.3.4.5",
        "256.1.1.1",
        "01.2.3.4",
        "at 12:30:45",
        "std::f64::consts",
        "a1::b2",
        "Chrome/120.0.0.0",
        "0.0.0.0",
        "sha256:ab12cd34",
        "12345678-1234-1234-1234-123456789012",
        "00:00:00:00:00:00",
        "ratio 1:2:3",
    ] {
        harmless(text);
    }
}

#[test]
fn the_machines_own_address_is_less_severe() {
    let findings = pii(&json!({})).scan("127.0.0.1 ::1 10.0.0.1", &ScanContext::new(Phase::ToolResult)).unwrap();
    let severities: Vec<_> = findings.iter().map(|finding| finding.severity).collect();
    assert_eq!(severities, [Severity::Low, Severity::Low, Severity::Medium]);
}

#[test]
fn addresses_that_are_nobodys_may_pass() {
    let pii = pii(&json!({ "reserved_addresses": false }));
    let text = "10.0.0.1 127.0.0.1 203.0.113.9 ::1 fd00::1:2:3 8.8.8.8 2a00:1450:4001::200e";
    assert_eq!(
        testing::redact(&pii, text).unwrap(),
        "10.0.0.1 127.0.0.1 203.0.113.9 ::1 fd00::1:2:3 [ip-address] [ip-address]"
    );
}

#[test]
fn wallets_are_found_by_check_sums() {
    use sha2::{Digest, Sha256};
    let mut bytes: Vec<u8> = (0..21).map(|byte| byte * 7).collect();
    let sum = Sha256::digest(Sha256::digest(&bytes));
    bytes.extend(&sum[..4]);
    let base58 = {
        let (mut number, mut text) = (bytes.clone(), String::new());
        while number.iter().any(|byte| *byte > 0) {
            let rest = number.iter_mut().fold(0_usize, |rest, byte| {
                let value = rest * 256 + usize::from(*byte);
                *byte = u8::try_from(value / 58).unwrap();
                value % 58
            });
            text.insert(0, char::from(b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"[rest]));
        }
        format!("1{text}")
    };
    found(&base58, "crypto-wallet");
    harmless(&base58.replace(base58.chars().last().unwrap(), "z"));
    found(&format!("0x{}", "1a2B3c4d5e".repeat(4)), "crypto-wallet");
    harmless(&"1a2b3c4d5e".repeat(4));
}
