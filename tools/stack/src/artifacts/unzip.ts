import { inflateRawSync } from 'node:zlib';

const endOfDirectory = 0x06054b50;
const directoryEntry = 0x02014b50;
const deflated = 8;

/** One file out of a jar (a zip below 4 GiB); undefined when it is not there. */
export function extract(jar: Buffer, name: string): Buffer | undefined {
  const end = jar.lastIndexOf(signature(endOfDirectory));
  if (end < 0) return undefined;
  let at = jar.readUInt32LE(end + 16);
  while (at + 46 <= end && jar.readUInt32LE(at) === directoryEntry) {
    const nameLength = jar.readUInt16LE(at + 28);
    if (jar.toString('utf8', at + 46, at + 46 + nameLength) === name) return contentOf(jar, at);
    at += 46 + nameLength + jar.readUInt16LE(at + 30) + jar.readUInt16LE(at + 32);
  }
  return undefined;
}

function contentOf(jar: Buffer, entry: number): Buffer {
  const method = jar.readUInt16LE(entry + 10);
  const size = jar.readUInt32LE(entry + 20);
  const header = jar.readUInt32LE(entry + 42);
  const from = header + 30 + jar.readUInt16LE(header + 26) + jar.readUInt16LE(header + 28);
  const content = jar.subarray(from, from + size);
  return method === deflated ? inflateRawSync(content) : content;
}

function signature(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
