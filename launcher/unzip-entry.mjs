/* oxlint-disable typescript/no-unsafe-return -- runs before npm ci, so it is plain JavaScript without types */
import { inflateRawSync } from 'node:zlib';

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const DEFLATED = 8;

/** The content of the first file of a zip archive whose path ends in `suffix` (APPNOTE.TXT 4.3, without zip64). */
export function unzipEntry(archive, suffix) {
  let end = archive.length - 22;
  while (end >= 0 && archive.readUInt32LE(end) !== END_OF_DIRECTORY) end -= 1;
  if (end < 0) throw new Error('not a zip archive');
  let at = archive.readUInt32LE(end + 16);
  for (let entries = archive.readUInt16LE(end + 10); entries > 0; entries -= 1) {
    if (archive.readUInt32LE(at) !== DIRECTORY_ENTRY) throw new Error('the zip directory is damaged');
    const nameLength = archive.readUInt16LE(at + 28);
    const name = archive.toString('utf8', at + 46, at + 46 + nameLength);
    if (name.endsWith(suffix)) return contentOf(archive, at);
    at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  throw new Error(`the zip archive holds no ${suffix}`);
}

function contentOf(archive, directoryAt) {
  const method = archive.readUInt16LE(directoryAt + 10);
  const size = archive.readUInt32LE(directoryAt + 20);
  const localAt = archive.readUInt32LE(directoryAt + 42);
  const from = localAt + 30 + archive.readUInt16LE(localAt + 26) + archive.readUInt16LE(localAt + 28);
  const bytes = archive.subarray(from, from + size);
  return method === DEFLATED ? inflateRawSync(bytes) : bytes;
}
