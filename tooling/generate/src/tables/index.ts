import { losses } from './losses.ts'
import { measures } from './measures.ts'
import { ops } from './ops.ts'
import type { Table } from '../table.ts'

/** All generated tables. */
export const tables: readonly Table[] = [ops, losses, measures]
