"""Corpora for `cargo xtask eval`: built at run time, never committed."""
