/** An archive on the web, and how it is known to be the right one. */
export interface DatasetSource {
  /** Name of the folder that it becomes. */
  readonly name: string
  /** Address of a zip file. */
  readonly url: string
  readonly checksum: { readonly algorithm: 'md5' | 'sha256'; readonly digest: string }
}

const beir = 'https://public.ukp.informatik.tu-darmstadt.de/thakur/BEIR/datasets'

/** BEIR's sets that may be passed on, with the MD5 that BEIR publishes: https://huggingface.co/datasets/BeIR/beir */
const beirSets: Readonly<Record<string, string>> = {
  msmarco: '444067daf65d982533ea17ebd59501e4',
  'trec-covid': 'ce62140cb23feb9becf6270d0d1fe6d1',
  nfcorpus: 'a89dba18a62ef92f7d323ec890a0d38d',
  nq: 'd4d3d2e48787a744b6f6e691ff534307',
  hotpotqa: 'f412724f78b0d91183a0e86805e16114',
  fiqa: '17918ed23cd04fb15047f73e6c3bd9d9',
  arguana: '8ad3e3c2a5867cdced806d6503f29b99',
  'webis-touche2020': '46f650ba5a527fc69e0a6521c5a23563',
  cqadupstack: '4e41456d7df8ee7760a7f866133bda78',
  quora: '18fb154900ba42a600f84b839c173167',
  'dbpedia-entity': 'c2a39eb420a3164af735795df012ac2c',
  scidocs: '38121350fc3a4d2f48850f6aff52e4a9',
  fever: '5a818580227bfb4b35bb6fa46d9b6c03',
  'climate-fever': '8b66f0a9126c521bae2bde127b4dc99d',
  scifact: '5f7d1de60b170fc8027bb7898e2efca1',
}

/** Others, with the SHA-256 that TensorFlow Datasets and ParlAI publish. */
const others: Readonly<Record<string, readonly [url: string, sha256: string]>> = {
  'sts-b': [
    'https://dl.fbaipublicfiles.com/glue/data/STS-B.zip',
    'e60a6393de5a8b5b9bac5020a1554b54e3691f9d600b775bd131e613ac179c85',
  ],
  snli: [
    'https://nlp.stanford.edu/projects/snli/snli_1.0.zip',
    'afb3d70a5af5d8de0d9d81e2637e0fb8c22d1235c2749d83125ca43dab0dbd3e',
  ],
  multinli: [
    'https://cims.nyu.edu/~sbowman/multinli/multinli_1.0.zip',
    '049f507b9e36b1fcb756cfd5aeb3b7a0cfcb84bf023793652987f7e7e0957822',
  ],
  'ml-latest-small': [
    'https://files.grouplens.org/datasets/movielens/ml-latest-small.zip',
    '696d65a3dfceac7c45750ad32df2c259311949efec81f0f144fdfb91ebc9e436',
  ],
  'ml-25m': [
    'https://files.grouplens.org/datasets/movielens/ml-25m.zip',
    '8b21cfb7eb1706b4ec0aac894368d90acf26ebdfb6aced3ebd4ad5bd1eb9c6aa',
  ],
}

/** Sets that `downloadDataset` knows by name. Mind the licence of each. */
export const knownDatasets: readonly DatasetSource[] = [
  ...Object.entries(beirSets).map(([name, digest]) => ({
    name,
    url: `${beir}/${name}.zip`,
    checksum: { algorithm: 'md5' as const, digest },
  })),
  ...Object.entries(others).map(([name, [url, digest]]) => ({
    name,
    url,
    checksum: { algorithm: 'sha256' as const, digest },
  })),
]
