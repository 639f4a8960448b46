//! What a component would cost to compile, and what it declares, read off its bytes before the compiler sees them.
//!
//! The compiler takes far longer over some code than over other code of the same size: 8 KB of blocks with hundreds of
//! results, or 27 KB of loops within each other, cost it gigabytes or minutes. So code is weighed by what makes it so,
//! function by function: the weights were measured, see `docs/decisions/0012-compiling.md`.

use std::mem;

use wasmparser::{
    BlockType, CompositeInnerType, FuncToValidate, FuncValidator, FuncValidatorAllocations, FunctionBody, MemoryType,
    Operator, OperatorsReader, Parser, Payload, TypeRef, ValidPayload, Validator, ValidatorResources, WasmFeatures,
    WasmModuleResources,
};

/// Modules and components within each other.
const MAX_DEPTH: u64 = 32;
/// One function. The heaviest one of the guests that we know, in Python, weighs 1.7 million.
const MAX_FUNCTION: u64 = 4_000_000;
/// All of a component. The heaviest one that we know, StarlingMonkey, weighs 70 million.
const MAX_TOTAL: u64 = 200_000_000;

/// What one of these weighs, on top of what is in it.
const PER_FUNCTION: u64 = 1_000;
const PER_TYPE: u64 = 1_500;
const PER_ITEM: u64 = 100;
const PER_MODULE: u64 = 20_000;

/// What a component declares to need, summed over its modules.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Declared {
    /// Bytes of linear memory to begin with.
    pub(crate) memory: u64,
    /// Elements of tables to begin with.
    pub(crate) elements: u64,
}

impl Declared {
    /// What the cache keeps beside a component's code.
    pub(crate) fn note(self) -> String {
        format!("{} {}", self.memory, self.elements)
    }

    pub(crate) fn from_note(note: &str) -> Option<Self> {
        let (memory, elements) = note.split_once(' ')?;
        Some(Self { memory: memory.parse().ok()?, elements: elements.parse().ok()? })
    }
}

/// Something of which a component has more than any compiler should be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TooComplex {
    /// Components or modules within each other.
    Nesting {
        /// How many may be.
        most: u64,
    },
    /// One function's weight: its size, control flow, and the values that it keeps at hand.
    Function {
        /// The function's index, within its module.
        index: u32,
        /// What it weighs.
        weight: u64,
        /// What a function may weigh.
        most: u64,
    },
    /// The weight of the whole component.
    Total {
        /// What a component may weigh.
        most: u64,
    },
}

impl std::fmt::Display for TooComplex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Nesting { most } => write!(f, "components are nested more than {most} deep"),
            Self::Function { index, weight, most } => write!(
                f,
                "the function {index} weighs {weight}, of at most {most}: split it, or have it optimised for size"
            ),
            Self::Total { most } => write!(f, "it weighs more than {most} altogether"),
        }
    }
}

/// Why a component is not given to the compiler.
#[derive(Debug)]
pub(super) enum Refused {
    Invalid(wasmparser::BinaryReaderError),
    TooComplex(TooComplex),
}

impl From<wasmparser::BinaryReaderError> for Refused {
    fn from(error: wasmparser::BinaryReaderError) -> Self {
        Self::Invalid(error)
    }
}

/// Looks at all of a component. Takes a time in proportion to its size.
pub(super) fn survey(component: &[u8]) -> Result<Declared, Refused> {
    let mut survey = Survey::default();
    let mut validator = Validator::new_with_features(WasmFeatures::default());
    let mut allocations = FuncValidatorAllocations::default();
    for payload in Parser::new(0).parse_all(component) {
        let payload = payload?;
        // Before the validator sees it: it does not look at how deep it is.
        survey.see(&payload)?;
        if let ValidPayload::Func(function, body) = validator.payload(&payload)? {
            let weighed = weigh(function, &body, mem::take(&mut allocations))?;
            allocations = weighed.allocations;
            if weighed.weight > MAX_FUNCTION {
                let (index, weight) = (weighed.index, weighed.weight);
                return Err(Refused::TooComplex(TooComplex::Function { index, weight, most: MAX_FUNCTION }));
            }
            survey.add(weighed.weight)?;
        }
    }
    Ok(survey.declared)
}

#[derive(Default)]
struct Survey {
    depth: u64,
    weight: u64,
    declared: Declared,
}

impl Survey {
    fn see(&mut self, payload: &Payload<'_>) -> Result<(), Refused> {
        match payload {
            Payload::ModuleSection { .. } | Payload::ComponentSection { .. } => {
                self.depth += 1;
                if self.depth > MAX_DEPTH {
                    return Err(Refused::TooComplex(TooComplex::Nesting { most: MAX_DEPTH }));
                }
                self.add(PER_MODULE)
            }
            Payload::End(_) => {
                self.depth = self.depth.saturating_sub(1);
                Ok(())
            }
            Payload::MemorySection(memories) => {
                for memory in memories.clone() {
                    self.declared.memory = self.declared.memory.saturating_add(bytes(memory?));
                }
                Ok(())
            }
            Payload::TableSection(tables) => {
                for table in tables.clone() {
                    self.declared.elements = self.declared.elements.saturating_add(table?.ty.initial);
                }
                Ok(())
            }
            Payload::ImportSection(imports) => {
                let functions = imports.clone().into_imports().filter(|import| {
                    import.as_ref().is_ok_and(|import| matches!(import.ty, TypeRef::Func(_) | TypeRef::FuncExact(_)))
                });
                self.items(functions.count(), PER_FUNCTION)
            }
            Payload::TypeSection(types) => self.items(types.count(), PER_TYPE),
            Payload::FunctionSection(functions) => self.items(functions.count(), PER_FUNCTION),
            Payload::GlobalSection(globals) => self.items(globals.count(), PER_ITEM),
            Payload::ExportSection(exports) => self.items(exports.count(), PER_ITEM),
            Payload::ElementSection(elements) => self.items(elements.count(), PER_ITEM),
            Payload::DataSection(data) => self.items(data.count(), PER_ITEM),
            Payload::InstanceSection(instances) => self.items(instances.count(), PER_TYPE),
            Payload::CoreTypeSection(types) => self.items(types.count(), PER_TYPE),
            Payload::ComponentInstanceSection(instances) => self.items(instances.count(), PER_TYPE),
            Payload::ComponentAliasSection(aliases) => self.items(aliases.count(), PER_ITEM),
            Payload::ComponentTypeSection(types) => self.items(types.count(), PER_TYPE),
            Payload::ComponentCanonicalSection(functions) => self.items(functions.count(), PER_TYPE),
            Payload::ComponentImportSection(imports) => self.items(imports.count(), PER_ITEM),
            Payload::ComponentExportSection(exports) => self.items(exports.count(), PER_ITEM),
            _ => Ok(()),
        }
    }

    fn items(&mut self, count: impl TryInto<u64>, each: u64) -> Result<(), Refused> {
        self.add(each.saturating_mul(count.try_into().unwrap_or(u64::MAX)))
    }

    fn add(&mut self, weight: u64) -> Result<(), Refused> {
        self.weight = self.weight.saturating_add(weight);
        let too_much = self.weight > MAX_TOTAL;
        if too_much { Err(Refused::TooComplex(TooComplex::Total { most: MAX_TOTAL })) } else { Ok(()) }
    }
}

fn bytes(memory: MemoryType) -> u64 {
    let page = 1_u64.checked_shl(memory.page_size_log2.unwrap_or(16)).unwrap_or(u64::MAX);
    memory.initial.saturating_mul(page)
}

struct Weighed {
    index: u32,
    weight: u64,
    allocations: FuncValidatorAllocations,
}

/// One function: its bytes, the values that cross the edges of its blocks and calls, its loops, and at each edge what is
/// alive there.
fn weigh(
    function: FuncToValidate<ValidatorResources>,
    body: &FunctionBody<'_>,
    allocations: FuncValidatorAllocations,
) -> Result<Weighed, Refused> {
    let index = function.index;
    let mut validator = function.into_validator(allocations);
    let mut reader = body.get_binary_reader();
    validator.read_locals(&mut reader)?;
    let locals = u64::from(validator.len_locals());
    let mut operators = OperatorsReader::new(reader);
    let (mut passed, mut loops, mut alive, mut constants) = (0_u64, 0_u64, 0_u64, 0_u64);
    // Which of the blocks that are open are loops.
    let (mut open, mut depth) = (Vec::new(), 0_u64);
    while !operators.eof() {
        let offset = operators.original_position();
        let operator = operators.read()?;
        let edges = match &operator {
            Operator::Block { blockty } | Operator::If { blockty } => {
                passed = passed.saturating_add(values_of_block(&validator, *blockty));
                open.push(false);
                1
            }
            Operator::Loop { blockty } => {
                passed = passed.saturating_add(values_of_block(&validator, *blockty));
                open.push(true);
                depth += 1;
                loops = loops.saturating_add(depth);
                1
            }
            Operator::End => {
                depth -= u64::from(open.pop() == Some(true));
                1
            }
            Operator::Else | Operator::Br { .. } | Operator::BrIf { .. } => 1,
            Operator::BrTable { targets } => u64::from(targets.len()).saturating_add(1),
            Operator::Call { function_index } => {
                let called = validator.resources().type_index_of_function(*function_index);
                passed = passed.saturating_add(called.map_or(0, |called| values_of_type(&validator, called)));
                0
            }
            Operator::CallIndirect { type_index, .. } => {
                passed = passed.saturating_add(values_of_type(&validator, *type_index));
                0
            }
            Operator::V128Const { .. } | Operator::I8x16Shuffle { .. } => {
                constants += 1;
                0
            }
            _ => 0,
        };
        let at_hand = locals.saturating_add(u64::from(validator.operand_stack_height()));
        alive = alive.saturating_add(at_hand.saturating_mul(edges));
        validator.op(offset, &operator)?;
    }
    let size = u64::try_from(body.range().len()).unwrap_or(u64::MAX);
    let weight = [(size, 4), (passed, 8), (loops, 16), (constants, 128)]
        .into_iter()
        .fold(alive / 2, |sum, (count, each)| sum.saturating_add(u64::saturating_mul(count, each)));
    Ok(Weighed { index, weight, allocations: validator.into_allocations() })
}

fn values_of_block(validator: &FuncValidator<ValidatorResources>, block: BlockType) -> u64 {
    match block {
        BlockType::Empty => 0,
        BlockType::Type(_) => 1,
        BlockType::FuncType(index) => values_of_type(validator, index),
    }
}

/// Parameters and results of a function type.
fn values_of_type(validator: &FuncValidator<ValidatorResources>, index: u32) -> u64 {
    match validator.resources().sub_type_at(index).map(|sub| &sub.composite_type.inner) {
        Some(CompositeInnerType::Func(function)) => {
            u64::try_from(function.params().len().saturating_add(function.results().len())).unwrap_or(u64::MAX)
        }
        _ => 0,
    }
}
