/** A program that encodes, and how it is started. */
export interface Side {
  readonly name: string
  readonly language: 'JavaScript' | 'Python' | 'ours'
  readonly bits?: 8
  readonly command: string
  readonly parameters: readonly string[]
  readonly leastCosine?: number
}

/** Interpreters of Python, the folder of JavaScript peers, or '-' for none, and the folder with texts and model. */
export interface SideOptions {
  readonly python: string
  readonly onnxPython: string
  readonly peers: string
  readonly folder: string
}

/** All sides, ours first. */
export function comparedSides({ python, onnxPython, peers, folder }: SideOptions): readonly Side[] {
  const program = '../../peers/encoding_throughput.py'
  const node = (file: string, ...more: readonly string[]) => ({
    command: process.execPath,
    parameters: ['--conditions=@towerkit/source', here(`./${file}`), folder, ...more],
  })
  return [
    { name: 'ours', language: 'ours', ...node('ours.ts', '32') },
    { name: 'ours, 8 bits', language: 'ours', bits: 8, ...node('ours.ts', '8'), leastCosine: 0.95 },
    ...(peers === '-'
      ? []
      : [
          // It cuts long texts without their last special token.
          {
            name: 'transformers.js',
            language: 'JavaScript' as const,
            ...node('transformers-js.ts', peers),
            leastCosine: 0.99,
          },
          { name: 'fastembed-js', language: 'JavaScript' as const, ...node('fastembed-js.ts', peers), leastCosine: -1 },
        ]),
    ...(peers === '-' || onnxPython === '-'
      ? []
      : [
          {
            name: 'transformers.js, 8 bits',
            language: 'JavaScript' as const,
            bits: 8 as const,
            ...node('transformers-js.ts', peers, '8'),
            leastCosine: 0.95,
          },
          {
            name: 'fastembed-js, 8 bits',
            language: 'JavaScript' as const,
            bits: 8 as const,
            ...node('fastembed-js.ts', peers, '8'),
            leastCosine: -1,
          },
        ]),
    {
      name: 'sentence-transformers, torch',
      language: 'Python',
      command: python,
      parameters: [here(program), 'torch', folder],
    },
    ...(onnxPython === '-'
      ? []
      : [
          {
            name: 'sentence-transformers, ONNX',
            language: 'Python' as const,
            command: onnxPython,
            parameters: [here(program), 'onnx', folder],
          },
        ]),
  ]
}

function here(file: string): string {
  return new URL(file, import.meta.url).pathname
}
