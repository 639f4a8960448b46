//! The contract as wasmtime sees it, generated from `wit/`.

wasmtime::component::bindgen!({
    path: "../../wit/0.1.1",
    inline: "package portcullis:host;
        world plugin {
            include portcullis:plugin/full-plugin@0.1.1;
            export portcullis:plugin/author@0.1.1;
        }",
    world: "portcullis:host/plugin",
    imports: { "portcullis:plugin/state": async | trappable, default: trappable },
    exports: { default: async },
    // What guests are told is written to their memory from where it is.
    ownership: Borrowing { duplicate_if_necessary: true },
});
