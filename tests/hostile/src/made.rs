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
    const DEPTH: usize = 20_000;
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

/// A harmless plugin that has one more core module, which nothing instantiates.
fn with_module(module: &str) -> Made {
    component(&[HARMLESS, "(core module ", module, ")"].concat(), End::Policy, "")
}

/// `depth` loops within each other.
fn loops(depth: usize) -> String {
    let open = "(loop (local.set 0 (i32.add (local.get 1) (i32.const 1)))".repeat(depth);
    open + &"(br_if 0 (local.get 0)))".repeat(depth)
}

pub(crate) fn loops_within_loops() -> Made {
    with_module(&format!("(func (param i32 i32) {})", loops(1_000)))
}

pub(crate) fn slow_to_compile() -> Made {
    with_module(&format!("(func (param i32 i32) {})", loops(400)).repeat(40))
}

pub(crate) fn blocks_of_many_values() -> Made {
    let values = "i32 ".repeat(900);
    with_module(&format!(
        "(type $t (func (param {values}) (result {values}))) (func (param i32) {} {} {})",
        "(local.get 0)".repeat(900),
        "(block (type $t) (br_if 0 (local.get 0)))".repeat(600),
        "drop ".repeat(900)
    ))
}

pub(crate) fn calls_of_many_values() -> Made {
    let values = "i32 ".repeat(500);
    with_module(&format!(
        "(func $f (import \"a\" \"f\") (param {values}) (result {values})) (func (param i32) {} {} {})",
        "(local.get 0)".repeat(500),
        "(call $f)".repeat(1_000),
        "drop ".repeat(500)
    ))
}

pub(crate) fn branches_to_many_places() -> Made {
    let table = format!("(block (block (br_table {} (local.get 0))))", "0 1 ".repeat(50));
    with_module(&format!("(func (param i32) {})", table.repeat(10_000)))
}

pub(crate) fn many_values_alive() -> Made {
    let branch = "(if (local.get 0) (then (local.set 1 (local.get 2))))";
    with_module(&format!("(func (param i32) (local {}) {})", "i32 ".repeat(500), branch.repeat(20_000)))
}

pub(crate) fn blocks_within_blocks() -> Made {
    const DEPTH: usize = 500_000;
    with_module(&format!("(func {} {})", "block ".repeat(DEPTH), "end ".repeat(DEPTH)))
}

pub(crate) fn many_shuffles() -> Made {
    let shuffle = "(i8x16.shuffle 0 17 2 3 4 5 6 7 8 9 10 11 12 13 14 31 (local.get 0)) ";
    with_module(&format!("(func (param v128) (result v128) (local.get 0) {})", shuffle.repeat(60_000)))
}

pub(crate) fn many_functions() -> Made {
    with_module(&"(func)".repeat(400_000))
}

pub(crate) fn many_types() -> Made {
    // The type of each number: a parameter for each of its bits.
    let kind = |number: usize, bit: usize| if number >> bit & 1 == 0 { "i32 " } else { "i64 " };
    let parameters = |number| (0..18).map(|bit| kind(number, bit)).collect::<String>();
    with_module(&(0..140_000).map(|number| format!("(type (func (param {})))", parameters(number))).collect::<String>())
}

pub(crate) fn schema_unfolds() -> Made {
    let part = |at: usize| {
        let next = format!("{{\"$ref\":\"#/$defs/{}\"}}", at + 1);
        format!("\"{at}\":{{\"allOf\":[{next},{next}]}},")
    };
    let schema = format!("{{\"$defs\":{{{}\"30\":true}}}}", (0..30).map(part).collect::<String>());
    let length: String = (schema.len() as u32).to_le_bytes().iter().map(|byte| format!("\\{byte:02x}")).collect();
    // A descriptor of which only the schema is not empty, and the schema.
    let data = format!(
        r#"(memory (export "memory") 1) (data (i32.const 536) "\00\10\00\00{length}") (data (i32.const 4096) "{}")"#,
        schema.replace('"', "\\22")
    );
    let plugin = HARMLESS.replace(r#"(memory (export "memory") 1)"#, &data);
    let describe = r#"(export "describe") (result i32) (i32.const "#;
    component(&plugin.replace(&[describe, "0"].concat(), &[describe, "512"].concat()), End::Policy, "")
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
