//! Files that text can't say, or would be too long for.

use crate::attack::{End, component};

type Made = Result<Vec<u8>, wat::Error>;

/// A plugin in whose memory all is zero, which is an answer: `allow`, without a remark.
const HARMLESS: &str = r#"
(core module $plugin
  (memory (export "memory") 1)
  (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 4096))
  (func (export "describe") (result i32) (i32.const 0))
  (func (export "configure") (param i32 i32) (result i32) (i32.const 0))
  (func (export "evaluate") (param i32) (result i32) (i32.const 0)))
(core instance $plugin (instantiate $plugin))"#;

pub(crate) fn harmless() -> Made {
    component(HARMLESS, End::Policy, "")
}

pub(crate) fn component_of_100_mb() -> Made {
    const SIZE: usize = 100 << 20;
    let mut bytes = harmless()?;
    // A custom section with an empty name, and zeros.
    bytes.push(0);
    bytes.extend(leb128(SIZE));
    bytes.resize(bytes.len() + SIZE, 0);
    Ok(bytes)
}

pub(crate) fn nested_components() -> Made {
    const DEPTH: usize = 2_000;
    let header = [0, b'a', b's', b'm', 0x0d, 0, 1, 0];
    // From the innermost outwards, turned round: what comes first is pushed last.
    let mut reversed: Vec<u8> = header.iter().rev().copied().collect();
    for _ in 0..DEPTH {
        // A section of a component: its number, its size, the component.
        let size = leb128(reversed.len());
        reversed.extend(size.iter().rev());
        reversed.push(4);
        reversed.extend(header.iter().rev());
    }
    reversed.reverse();
    Ok(reversed)
}

fn leb128(number: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut left = number;
    loop {
        let seven = (left & 0x7f) as u8;
        left >>= 7;
        bytes.push(if left == 0 { seven } else { seven | 0x80 });
        if left == 0 {
            return bytes;
        }
    }
}

pub(crate) fn truncated() -> Made {
    let mut bytes = harmless()?;
    bytes.truncate(bytes.len() / 2);
    Ok(bytes)
}

pub(crate) fn flipped_bits() -> Made {
    let mut bytes = harmless()?;
    // The header stays, so that it is taken for a component.
    bytes.iter_mut().skip(8).step_by(97).for_each(|byte| *byte = !*byte);
    Ok(bytes)
}

pub(crate) fn no_wasm() -> Made {
    Ok(b"PK\x03\x04\x14\0\0\0\x08\0".to_vec())
}

pub(crate) fn empty_file() -> Made {
    Ok(Vec::new())
}
