;; Compares the codes of rows with those of a query, 16 bytes at a time. Every row has $width bytes, a multiple of 16.
(module
  (memory (export "memory") 1)

  ;; scores[r] = (sum over i of rows[r][i] * query[i]) * scales[r]; rows are int8, the query int16.
  (func (export "products") (param $rows i32) (param $count i32) (param $width i32) (param $query i32) (param $scales i32) (param $scores i32)
    (local $row i32) (local $end i32) (local $at i32) (local $low v128) (local $high v128)
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $row) (local.get $count)))
        (local.set $low (v128.const i32x4 0 0 0 0))
        (local.set $high (v128.const i32x4 0 0 0 0))
        (local.set $at (local.get $query))
        (local.set $end (i32.add (local.get $rows) (local.get $width)))
        (loop $blocks
          (local.set $low (i32x4.add (local.get $low)
            (i32x4.dot_i16x8_s (v128.load8x8_s (local.get $rows)) (v128.load (local.get $at)))))
          (local.set $high (i32x4.add (local.get $high)
            (i32x4.dot_i16x8_s (v128.load8x8_s offset=8 (local.get $rows)) (v128.load offset=16 (local.get $at)))))
          (local.set $at (i32.add (local.get $at) (i32.const 32)))
          (local.set $rows (i32.add (local.get $rows) (i32.const 16)))
          (br_if $blocks (i32.lt_u (local.get $rows) (local.get $end))))
        (local.set $low (i32x4.add (local.get $low) (local.get $high)))
        (f32.store (local.get $scores)
          (f32.mul (f32.load (local.get $scales))
            (f32.convert_i32_s (i32.add
              (i32.add (i32x4.extract_lane 0 (local.get $low)) (i32x4.extract_lane 1 (local.get $low)))
              (i32.add (i32x4.extract_lane 2 (local.get $low)) (i32x4.extract_lane 3 (local.get $low)))))))
        (local.set $scores (i32.add (local.get $scores) (i32.const 4)))
        (local.set $scales (i32.add (local.get $scales) (i32.const 4)))
        (local.set $row (i32.add (local.get $row) (i32.const 1)))
        (br $next))))

  ;; scores[r] = $bits - 2 * (number of bits in which rows[r] and the query differ)
  (func (export "agreements") (param $rows i32) (param $count i32) (param $width i32) (param $query i32) (param $bits i32) (param $scores i32)
    (local $row i32) (local $end i32) (local $at i32) (local $sum v128)
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $row) (local.get $count)))
        (local.set $sum (v128.const i32x4 0 0 0 0))
        (local.set $at (local.get $query))
        (local.set $end (i32.add (local.get $rows) (local.get $width)))
        (loop $blocks
          (local.set $sum (i32x4.add (local.get $sum)
            (i32x4.extadd_pairwise_i16x8_u (i16x8.extadd_pairwise_i8x16_u
              (i8x16.popcnt (v128.xor (v128.load (local.get $rows)) (v128.load (local.get $at))))))))
          (local.set $at (i32.add (local.get $at) (i32.const 16)))
          (local.set $rows (i32.add (local.get $rows) (i32.const 16)))
          (br_if $blocks (i32.lt_u (local.get $rows) (local.get $end))))
        (f32.store (local.get $scores)
          (f32.convert_i32_s (i32.sub (local.get $bits) (i32.mul (i32.const 2) (i32.add
            (i32.add (i32x4.extract_lane 0 (local.get $sum)) (i32x4.extract_lane 1 (local.get $sum)))
            (i32.add (i32x4.extract_lane 2 (local.get $sum)) (i32x4.extract_lane 3 (local.get $sum))))))))
        (local.set $scores (i32.add (local.get $scores) (i32.const 4)))
        (local.set $row (i32.add (local.get $row) (i32.const 1)))
        (br $next))))
)
