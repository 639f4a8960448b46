(component
  (core module $greet (func (export "greet") (result i32) (i32.const 42)))
  (core instance $greet (instantiate $greet))
  (func $greet (result u32) (canon lift (core func $greet "greet")))
  (instance $greeter (export "greet" (func $greet)))
  (export "acme:greeter/greet@1.0.0" (instance $greeter)))
