(core module $attack
  (memory (export "memory") 1)
  ;; A descriptor of which only the schema is not empty, and the schema.
  (data (i32.const 536) "\00\04\00\00\18\00\00\00")
  (data (i32.const 1024) "{\22allOf\22:[{\22$ref\22:\22#\22}]}")
  (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 4096))
  (func (export "describe") (result i32) (i32.const 512))
  (func (export "configure") (param i32 i32) (result i32) (i32.const 0))
  (func (export "evaluate") (param i32) (result i32) (i32.const 0)))
(core instance $plugin (instantiate $attack))
