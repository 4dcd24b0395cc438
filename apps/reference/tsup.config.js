import { cp } from 'node:fs/promises'
import { library } from '@tooling/build/tsup'

/** One program, without its sources, and beside it the files of the page, which it serves as they are. */
export default {
  ...library(),
  entry: { 'bin/towerkit': 'src/main.ts' },
  sourcemap: false,
  splitting: false,
  onSuccess: async () => {
    const types = /\.(js|css|html|svg)$/
    await cp('src/page', 'dist/page', {
      recursive: true,
      filter: path => !/[\\/]page[\\/]testing/.test(path) && (types.test(path) || /[\\/]page$/.test(path)),
    })
  },
}
