/** How a model is opened by this library, sentence-transformers and transformers.js: the blocks of a model card. */
export function modelCardUsage(name: string): string {
  const block = (language: string, code: string) => `\`\`\`${language}\n${code}\n\`\`\``
  return [
    block(
      'ts',
      `import { textEncoder } from '@towerkit/text-encoder'\n\nconst encoder = await ` +
        `textEncoder('./${name}')\nconst vectors = await encoder.encode(['a text'])\nawait encoder.close()`,
    ),
    block(
      'python',
      'from sentence_transformers import SentenceTransformer\n\nvectors = ' +
        `SentenceTransformer("./${name}").encode(["a text"])`,
    ),
    block(
      'js',
      `import { pipeline } from '@huggingface/transformers'\n\nconst encode = await ` +
        `pipeline('feature-extraction', './${name}')`,
    ),
  ].join('\n\n')
}
