use portcullis_audit::Level;

use crate::plugin::{
    bindings::portcullis::plugin::log::{self as wit, Host},
    sandbox::State,
};

impl Host for State {
    fn log(&mut self, level: wit::Level, message: String) -> wasmtime::Result<()> {
        let level = match level {
            wit::Level::Trace => Level::Trace,
            wit::Level::Debug => Level::Debug,
            wit::Level::Info => Level::Info,
            wit::Level::Warn => Level::Warn,
            wit::Level::Error => Level::Error,
        };
        self.host_calls.count(0, 0).map_err(wasmtime::Error::new)?;
        self.log.write(level, &message).map_err(wasmtime::Error::new)
    }
}
