import { losses } from './losses.ts'
import { ops } from './ops.ts'
import type { Table } from '../table.ts'

/** All generated tables. */
export const tables: readonly Table[] = [ops, losses]
