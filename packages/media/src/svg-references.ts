import { gunzipSync } from 'node:zlib'

/** Longest text of an SVG that is looked at, in bytes. */
const mostBytes = 2 ** 26

/** Attributes, style rules and entities that name something outside the file. */
const patterns = [
  /\b(?:xlink:)?href\s*=\s*["']\s*([^"']*)/gi,
  /\burl\(\s*["']?\s*([^"')]*)/gi,
  /@import\s+["']\s*([^"']*)/gi,
  /<!ENTITY\s+[^>]*?\b(?:SYSTEM|PUBLIC)\s+["']([^"']*)/gi,
  /<\?xml-stylesheet[^>]*?href\s*=\s*["']\s*([^"']*)/gi,
]

/** What an SVG names outside itself: files, addresses. Empty for other formats. */
export function svgReferences(bytes: Uint8Array): string[] {
  const text = svgText(bytes)
  if (text === undefined) return []
  return patterns
    .flatMap(pattern => [...text.matchAll(pattern)].map(([, target]) => target!.trim()))
    .filter(target => target !== '' && !target.startsWith('#') && !/^data:/i.test(target))
}

/** The text of an SVG; undefined for other formats. */
function svgText(bytes: Uint8Array): string | undefined {
  const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b
  const plain = isPacked ? unpacked(bytes) : bytes
  if (plain === undefined) return undefined
  const isWide = (plain[0] === 0xff && plain[1] === 0xfe) || (plain[0] === 0x3c && plain[1] === 0)
  const isWideBig = (plain[0] === 0xfe && plain[1] === 0xff) || (plain[0] === 0 && plain[1] === 0x3c)
  const text = new TextDecoder(isWide ? 'utf-16le' : isWideBig ? 'utf-16be' : 'utf-8').decode(
    plain.subarray(0, mostBytes),
  )
  return /^\s*</.test(text) && /<(?:\w+:)?svg\b/i.test(text) ? text : undefined
}

function unpacked(bytes: Uint8Array): Uint8Array | undefined {
  try {
    return gunzipSync(bytes, { maxOutputLength: mostBytes })
  } catch {
    return undefined
  }
}
