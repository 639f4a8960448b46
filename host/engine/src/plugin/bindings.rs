//! The contract as wasmtime sees it, generated from `wit/`.

wasmtime::component::bindgen!({
    path: "../../wit/0.1.0",
    world: "full-plugin",
    imports: { default: trappable },
    exports: { default: async },
});
