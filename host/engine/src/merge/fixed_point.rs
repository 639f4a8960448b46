//! What runs is what every policy allowed: each plugin has to pass the payload in the very form in which it goes on.

/// How often the plugins are gone through before edits that never settle are given up on. A chain of plugins that each
/// edit once needs two rounds; more are only needed where one's edit calls for another's.
pub(crate) const MAX_ROUNDS: u32 = 8;

/// What one plugin made of the payload.
pub(crate) enum Step {
    /// It passes the payload as it is.
    Passed,
    /// It changed it: everybody, itself included, is asked about the result.
    Changed,
}

/// Which plugins have passed the payload in its present form.
pub(crate) struct Progress {
    form: u64,
    passed: Vec<Option<u64>>,
}

impl Progress {
    pub(crate) fn new(plugins: usize) -> Self {
        Self { form: 0, passed: vec![None; plugins] }
    }

    /// Whether a plugin still has to be asked about the present form.
    pub(crate) fn is_open(&self, plugin: usize) -> bool {
        self.passed.get(plugin) != Some(&Some(self.form))
    }

    pub(crate) fn record(&mut self, plugin: usize, step: Step) {
        match step {
            Step::Passed => {
                if let Some(passed) = self.passed.get_mut(plugin) {
                    *passed = Some(self.form);
                }
            }
            Step::Changed => self.form += 1,
        }
    }

    /// Whether every plugin has passed the present form.
    pub(crate) fn is_settled(&self) -> bool {
        (0..self.passed.len()).all(|plugin| !self.is_open(plugin))
    }
}
