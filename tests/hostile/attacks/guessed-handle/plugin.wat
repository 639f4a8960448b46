(import "wasi:io/poll@0.2.0" (instance $poll
  (export "pollable" (type $pollable (sub resource)))
  (export "[method]pollable.block" (func (param "self" (borrow $pollable))))
  (export "[method]pollable.ready" (func (param "self" (borrow $pollable)) (result bool)))
  (export "poll" (func (param "in" (list (borrow $pollable))) (result (list u32))))))
(alias export $poll "pollable" (type $pollable))
(core func $block (canon lower (func $poll "[method]pollable.block")))
(core module $attack
  (import "host" "memory" (memory 1))
  (import "host" "realloc" (func $realloc (param i32 i32 i32 i32) (result i32)))
  (import "wasi" "block" (func $block (param i32)))
  (export "memory" (memory 0))
  (export "realloc" (func $realloc))
  (func (export "describe") (result i32) (i32.const 0))
  (func (export "configure") (param i32 i32) (result i32) (i32.const 0))
  (func (export "evaluate") (param i32) (result i32)
    (call $block (i32.const 12345))
    (i32.const 0)))
(core instance $plugin (instantiate $attack
  (with "host" (instance $host))
  (with "wasi" (instance
    (export "block" (func $block))))))
