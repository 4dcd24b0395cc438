/** Formats that are told apart by how a file starts. 'ffmpeg' are all others that ffmpeg may know. */
export type SoundFormat = 'wav' | 'aiff' | 'flac' | 'mp3' | 'vorbis' | 'opus' | 'ffmpeg' | 'unknown'

/** How files of sound and video start, or go on after some bytes, that only ffmpeg decodes. */
const others: readonly (readonly [start: string, offset?: number])[] = [
  ...['ftyp', 'moov', 'mdat', 'free', 'wide', 'skip'].map(box => [box, 4] as const), // MP4, QuickTime
  ['\x1aE\xdf\xa3'], // WebM, Matroska
  ['RIFF'], // AVI
  ['RF64'],
  ['riff'], // Wave64
  ['OggS'],
  ['caff'],
  ['.snd'],
  ['\x30\x26\xb2\x75'], // ASF: WMA, WMV
  ['FLV'],
  ['#!AMR'],
  ['wvpk'],
  ['TTA1'],
  ['MAC '],
  ['.RMF'],
  ['Creative Voice File'],
  ['\x0b\x77'], // AC-3
  ['\0\0\x01\xba'], // MPEG program stream
  ['\0\0\x01\xb3'],
  ['G', 188], // MPEG transport stream
]

/** The format of a file, and the byte at which it starts, which is not 0 after an ID3 tag. */
export function soundFormat(bytes: Uint8Array): { readonly format: SoundFormat; readonly start: number } {
  const text = (at: number, length = 4) => String.fromCharCode(...bytes.subarray(at, at + length))
  let start = 0
  while (text(start, 3) === 'ID3' && bytes.length >= start + 10) start = tagEnd(bytes, start)
  const first = text(start)
  if (first === 'fLaC') return { format: 'flac', start }
  if (first === 'RIFF' && text(start + 8) === 'WAVE') return { format: 'wav', start }
  if (first === 'FORM' && /^AIF[FC]$/.test(text(start + 8))) return { format: 'aiff', start }
  if (first === 'OggS') {
    // The first packet, after a page's header with one length.
    const packet = start + 28
    // A file that is cut before that is refused by either decoder.
    if (text(packet, 7) === '\x01vorbis' || bytes.length < packet + 8) return { format: 'vorbis', start }
    if (text(packet, 8) === 'OpusHead') return { format: 'opus', start }
  }
  // A frame of MPEG's layer 3, not one of AAC, whose layer is 0; or anything after a tag, which only MP3 has otherwise.
  const isFrame = bytes[start] === 0xff && (bytes[start + 1]! & 0xe6) === 0xe2
  if (isFrame || start > 0) return { format: 'mp3', start }
  const isAac = bytes[0] === 0xff && (bytes[1]! & 0xf6) === 0xf0
  const isOther = others.some(([part, offset = 0]) => text(offset, part.length) === part)
  return { format: isAac || isOther ? 'ffmpeg' : 'unknown', start }
}

/** Its length is written in seven bits a byte. */
function tagEnd(bytes: Uint8Array, start: number): number {
  const size = bytes.subarray(start + 6, start + 10).reduce((sum, byte) => sum * 128 + (byte & 0x7f), 0)
  const footer = (bytes[start + 5]! & 0x10) === 0 ? 0 : 10
  return Math.min(bytes.length, start + 10 + size + footer)
}
