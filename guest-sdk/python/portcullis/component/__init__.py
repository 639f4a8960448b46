"""The exports of a component, over the author's module. Only `portcullis plugin build` imports it."""
