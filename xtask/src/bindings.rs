//! `cargo xtask bindings`: the contract's types as C, for the guests in C, C++ and whatever else reads a C header. On
//! wasm32 a C struct lies in memory just as the component model's canonical ABI wants a record, so nothing is converted.

use std::{
    collections::BTreeSet,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail, ensure};
use wit_parser::{Docs, Enum, Record, Resolve, SizeAlign, Type, TypeDef, TypeDefKind, TypeId, Variant};

/// The contract that the guest SDKs speak.
const CONTRACT: &str = "wit/0.1.0";
const HEADER: &str = "guest-sdk/c/portcullis/contract.h";

const PROLOGUE: &str = "\
/* The contract's types, made from wit/ by `cargo xtask bindings`. Change them there.
 *
 * Strings are UTF-8 and have a length: a NUL is a character like others. */
#ifndef PORTCULLIS_CONTRACT_H
#define PORTCULLIS_CONTRACT_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct pc_string {
    const char *ptr;
    size_t len;
} pc_string;

typedef struct pc_string_option {
    bool some;
    pc_string value;
} pc_string_option;
";

/// Writes the header.
pub(crate) fn write(root: &Path) -> Result<()> {
    let path = root.join(HEADER);
    fs::write(&path, header(root)?).with_context(|| format!("`{}` can't be written", path.display()))?;
    eprintln!("  {HEADER}");
    Ok(())
}

/// Whether the header is what the contract says.
pub(crate) fn check(root: &Path) -> Result<()> {
    let path = root.join(HEADER);
    let found = fs::read_to_string(&path).with_context(|| format!("`{}` can't be read", path.display()))?;
    ensure!(found == header(root)?, "`{HEADER}` is not what {CONTRACT} says: run `cargo xtask bindings`");
    Ok(())
}

fn header(root: &Path) -> Result<String> {
    let folder: PathBuf = root.join(CONTRACT);
    let mut resolve = Resolve::default();
    let (package, _) = resolve.push_dir(&folder).with_context(|| format!("`{CONTRACT}` is not WIT"))?;
    let interface = resolve.packages.get(package).and_then(|package| package.interfaces.get("types"));
    let interface = interface.and_then(|id| resolve.interfaces.get(*id)).context("the contract has no `types`")?;
    let mut sizes = SizeAlign::default();
    sizes.fill(&resolve);
    let mut writer = Writer { resolve: &resolve, text: PROLOGUE.to_owned(), lists: BTreeSet::new() };
    for (name, id) in &interface.types {
        let definition = resolve.types.get(*id).context("a type without a definition")?;
        writer.definition(name, definition)?;
    }
    // Those that only functions take or give.
    for (id, definition) in resolve.types.iter() {
        if definition.name.is_none() && matches!(definition.kind, TypeDefKind::List(_)) {
            writer.named(id)?;
        }
    }
    writer.text.push_str("\n#ifdef __wasm__\n");
    for (name, id) in &interface.types {
        let size = sizes.size(&Type::Id(*id)).size_wasm32();
        writeln!(writer.text, "static_assert(sizeof({0}) == {size}, \"{0}\");", type_name(name))?;
    }
    writer.text.push_str("#endif\n\n#endif\n");
    Ok(writer.text)
}

struct Writer<'a> {
    resolve: &'a Resolve,
    text: String,
    /// The lists that were written already.
    lists: BTreeSet<String>,
}

impl Writer<'_> {
    fn definition(&mut self, name: &str, definition: &TypeDef) -> Result<()> {
        match &definition.kind {
            TypeDefKind::Enum(cases) => self.enumeration(name, &definition.docs, cases),
            TypeDefKind::Record(record) => self.record(name, &definition.docs, record),
            TypeDefKind::Variant(variant) => self.variant(name, &definition.docs, variant),
            other => bail!("`{name}` is {}, which this task does not know yet", other.as_str()),
        }
    }

    fn enumeration(&mut self, name: &str, docs: &Docs, cases: &Enum) -> Result<()> {
        self.text.push('\n');
        self.docs("", docs)?;
        writeln!(self.text, "typedef uint8_t {};\nenum {{", type_name(name))?;
        for case in &cases.cases {
            self.docs("    ", &case.docs)?;
            writeln!(self.text, "    {},", constant(name, &case.name))?;
        }
        let names: Vec<_> = cases.cases.iter().map(|case| format!("\"{}\"", case.name)).collect();
        writeln!(self.text, "}};\n#define {}S {{{}}}", constant(name, "name"), names.join(", "))?;
        Ok(())
    }

    fn record(&mut self, name: &str, docs: &Docs, record: &Record) -> Result<()> {
        let mut fields = Vec::new();
        for field in &record.fields {
            fields.push((self.c_type(&field.ty)?, &field.name, &field.docs));
        }
        self.open(name, docs)?;
        for (c_type, field, docs) in fields {
            self.docs("    ", docs)?;
            writeln!(self.text, "    {c_type} {};", snake(field))?;
        }
        self.close(name)
    }

    fn variant(&mut self, name: &str, docs: &Docs, variant: &Variant) -> Result<()> {
        let mut cases = Vec::new();
        for case in &variant.cases {
            let c_type = case.ty.as_ref().map(|payload| self.c_type(payload)).transpose()?;
            cases.push((c_type, &case.name, &case.docs));
        }
        self.text.push_str("\nenum {\n");
        for (_, case, docs) in &cases {
            self.docs("    ", docs)?;
            writeln!(self.text, "    {},", constant(name, case))?;
        }
        self.text.push_str("};\n");
        self.open(name, docs)?;
        self.text.push_str("    uint8_t tag;\n    union {\n");
        for (c_type, case, _) in cases {
            if let Some(c_type) = c_type {
                writeln!(self.text, "        {c_type} {};", snake(case))?;
            }
        }
        self.text.push_str("    };\n");
        self.close(name)
    }

    fn open(&mut self, name: &str, docs: &Docs) -> Result<()> {
        self.text.push('\n');
        self.docs("", docs)?;
        writeln!(self.text, "typedef struct {} {{", type_name(name))?;
        Ok(())
    }

    fn close(&mut self, name: &str) -> Result<()> {
        writeln!(self.text, "}} {};", type_name(name))?;
        Ok(())
    }

    /// The type of a field. A list that was not met before is written first.
    fn c_type(&mut self, field: &Type) -> Result<String> {
        Ok(match field {
            Type::String => "pc_string".to_owned(),
            Type::U32 => "uint32_t".to_owned(),
            Type::U64 => "uint64_t".to_owned(),
            Type::Id(id) => self.named(*id)?,
            other => bail!("{other:?} is a type that this task does not know yet"),
        })
    }

    fn named(&mut self, id: TypeId) -> Result<String> {
        let definition = self.resolve.types.get(id).context("a type without a definition")?;
        match (&definition.name, &definition.kind) {
            (Some(name), _) => Ok(type_name(name)),
            (None, TypeDefKind::Option(Type::String)) => Ok("pc_string_option".to_owned()),
            (None, TypeDefKind::List(element)) => self.list(element),
            (None, other) => bail!("{} is a type that this task does not know yet", other.as_str()),
        }
    }

    fn list(&mut self, element: &Type) -> Result<String> {
        let element = self.c_type(element)?;
        let base = element.strip_suffix("_t").unwrap_or(&element);
        let name = format!("{}_list", if base.starts_with("pc_") { base.to_owned() } else { format!("pc_{base}") });
        if self.lists.insert(name.clone()) {
            writeln!(self.text, "\ntypedef struct {name} {{\n    {element} *ptr;\n    size_t len;\n}} {name};")?;
        }
        Ok(name)
    }

    fn docs(&mut self, indent: &str, docs: &Docs) -> Result<()> {
        let Some(text) = &docs.contents else { return Ok(()) };
        let lines: Vec<_> = text.lines().collect();
        for (index, line) in lines.iter().enumerate() {
            let (start, end) =
                (if index == 0 { "/*" } else { " *" }, if index + 1 == lines.len() { " */" } else { "" });
            writeln!(self.text, "{indent}{start} {line}{end}")?;
        }
        Ok(())
    }
}

fn snake(name: &str) -> String {
    name.replace('-', "_")
}

fn type_name(name: &str) -> String {
    format!("pc_{}", snake(name))
}

fn constant(name: &str, case: &str) -> String {
    format!("PC_{}_{}", snake(name).to_uppercase(), snake(case).to_uppercase())
}
