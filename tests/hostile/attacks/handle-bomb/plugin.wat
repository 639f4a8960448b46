(import "wasi:io/streams@0.2.0" (instance $streams (export "output-stream" (type (sub resource)))))
(alias export $streams "output-stream" (type $output-stream))
(import "wasi:cli/stdout@0.2.0" (instance $stdout
  (alias outer 1 $output-stream (type $output'))
  (export "output-stream" (type $output (eq $output')))
  (export "get-stdout" (func (result (own $output))))))
(core func $stdout (canon lower (func $stdout "get-stdout")))
(core module $attack
  (import "host" "memory" (memory 1))
  (import "host" "realloc" (func $realloc (param i32 i32 i32 i32) (result i32)))
  (import "wasi" "stdout" (func $stdout (result i32)))
  (export "memory" (memory 0))
  (export "realloc" (func $realloc))
  (func (export "describe") (result i32) (i32.const 0))
  (func (export "configure") (param i32 i32) (result i32) (i32.const 0))
  (func (export "evaluate") (param i32) (result i32)
    (loop $again
      (drop (call $stdout))
      (br $again))
    (unreachable)))
(core instance $plugin (instantiate $attack
  (with "host" (instance $host))
  (with "wasi" (instance
    (export "stdout" (func $stdout))))))
