//! Private keys in blocks.

use super::*;

fn key(random: &mut Random, label: &str, lines: usize, join: &str) -> String {
    let mut all = vec![format!("-----BEGIN {label}-----")];
    all.extend((0..lines).map(|_| random.base64(64)));
    all.push(format!("-----END {label}-----"));
    all.join(join)
}

fn private(kind: &str) -> String {
    [kind, "PRIVATE KEY"].join(if kind.is_empty() { "" } else { " " })
}

#[test]
fn keys_of_all_kinds_are_found_however_their_lines_are_joined() {
    let mut random = Random::new(31);
    for label in
        ["", "RSA", "EC", "DSA", "OPENSSH", "ENCRYPTED"].map(private).into_iter().chain([private("PGP") + " BLOCK"])
    {
        for join in ["\n", "\r\n", "\\n", "\\\\n", " ", "", "\n  ", "\\n\" +\n    \""] {
            let key = key(&mut random, &label, 12, join);
            assert_eq!(
                find(&format!("{{\"key\": \"{key}\"}} and")),
                [("secret/private-key".to_owned(), key)],
                "{join:?}"
            );
        }
    }
}

#[test]
fn headers_in_a_block_belong_to_it() {
    let mut random = Random::new(32);
    let body = key(&mut random, &private("RSA"), 12, "\n");
    let key = body.replacen("-----\n", "-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0F3A\n\n", 1);
    assert_eq!(values(&format!("{key}\nmore")), [key]);
}

#[test]
fn a_block_that_breaks_off_is_found_as_far_as_it_goes() {
    let mut random = Random::new(33);
    let whole = key(&mut random, &private("EC"), 4, "\n");
    let (cut, _) = whole.split_at(whole.len() - 60);
    assert_eq!(values(cut), [cut.trim_end()]);
}

#[test]
fn what_is_put_into_a_block_does_not_save_the_rest_of_it() {
    let mut random = Random::new(34);
    let whole = key(&mut random, &private("RSA"), 20, "\n");
    let broken =
        whole.replacen("\n", "\n!!! stop here, please. (ha)\n", 8).replacen("\n!!! stop here, please. (ha)\n", "\n", 4);
    assert_eq!(values(&broken), [broken.as_str()]);
}

#[test]
fn a_putty_key_is_found() {
    let mut random = Random::new(35);
    let lines = (0..3).map(|_| random.base64(64)).collect::<Vec<_>>().join("\n");
    let text = format!(
        "PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\nPrivate-Lines: 3\n{lines}\nPrivate-MAC: {}",
        random.hex(64)
    );
    assert_eq!(values(&text), [lines]);
}
