import { build as esbuild } from 'esbuild'
import { build as vite } from 'vite'

/** What turns modules into one file for a browser. Each fails if anything of Node is needed. */
export const bundlers: Readonly<Record<string, (contents: string) => Promise<string>>> = {
  async esbuild(contents) {
    const { outputFiles } = await esbuild({
      stdin: { contents, resolveDir: import.meta.dirname, loader: 'ts' },
      bundle: true,
      write: false,
      minify: true,
      platform: 'browser',
      format: 'esm',
      target: 'es2023',
      logLevel: 'error',
    })
    return outputFiles[0]!.text
  },
  async vite(contents) {
    const entry = `${import.meta.dirname}/virtual-entry.ts`
    const built = await vite({
      root: import.meta.dirname,
      configFile: false,
      logLevel: 'error',
      plugins: [
        {
          name: 'entry',
          resolveId: id => (id === entry ? entry : null),
          load: id => (id === entry ? contents : null),
        },
      ],
      build: {
        write: false,
        target: 'es2023',
        rolldownOptions: { input: entry, output: { codeSplitting: false }, preserveEntrySignatures: 'strict' },
      },
    })
    if (!('output' in built)) throw new Error('vite gave no files')
    const code = built.output.flatMap(file => (file.type === 'chunk' ? [file.code] : [])).join('\n')
    // Vite puts an empty module in the place of one of Node, and says so only in a warning.
    const missing = /__vite-browser-external[^"'`\n]*/.exec(code)
    if (missing !== null) throw new Error(`a module of Node is needed: ${missing[0]}`)
    return code
  },
}
