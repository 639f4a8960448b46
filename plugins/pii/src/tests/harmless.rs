//! What looks like somebody's and is nobody's.

use super::*;

#[test]
fn hard_benign_text_passes() {
    for text in [
        "Order 4023847561 shipped on 2024-05-01, tracking 1Z999AA10123456784.",
        "Invoice #2024-00123 over 1.234.567,89 EUR is due 31/05/2024.",
        "commit 9fceb02d0ae598e95dc970b74767f19372d61af8 (HEAD -> main)",
        "request 6f9619ff-8b86-d011-b42d-00c04fc964ff took 123 ms, 1048576 bytes",
        "{\"ts\": 1700000000000, \"id\": 8675309, \"status\": 200, \"size\": 4194304}",
        "2026-11-22T22:30:55.123456Z INFO worker[4711] 10 of 20 done (50.0 %)",
        "ISBN 978-3-16-148410-0, EAN 4006381333931, DOI 10.1000/182",
        "rustc 1.95.0 (59807616e 2026-04-14), LLVM 20.1.7, version 10.0.19045.3803",
        "pi is 3.14159265358979323846, e is 2.718281828459045",
        "lat 48.858370, lng 2.294481; 40.7128, -74.0060",
        "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "const MASK: u64 = 0x8080808080808080; let x = a1b2c3d4e5;",
        "Lines 120-145 of 2000-2010, pages 12 to 34, chapter 3.2.1.4.",
        "x = [100, 200, 300, 400]; y = 1234567890; z = 12 345 678",
        "The years 1990-2005, 2020/21 and 24/7; 50-60 %, 3-4 weeks, 1:1000000",
        "port 8080, pid 123456, uid 1000, mode 0644, errno -22, HTTP 404",
        "part no 123-4567-89, SKU 555-1234-567, model XJ-2000",
        "batch 20240131123456, epoch 1700000000, seq 000000012345",
        "99999999, 12345678901234567890, 1e10, 0b1010, 1_000_000",
        "UTC+01:00, GMT-5, 12:30:45.678, 10:15-11:45",
        "Bundle size: 123 456 789 bytes; total 1 234 567",
        "MEETING AT NOON IN ROOM 12B, SEE AGENDA",
        "| `host-call-bytes` | 1048576 | and 9876543 times called, in calls of 1234567 bytes",
        "phone models 2019 2020 2021, called 9876543 times; account for 12345678 of the tokens",
        "git clone git@github.com:org/repo.git, mask 255.255.255.0, release 1.2.3.4-beta",
        "score 3-2-4, set 6-4 6-3, odds 11/10",
    ] {
        harmless(text);
    }
}
