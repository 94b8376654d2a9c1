export function unzipEntry(archive: Buffer, suffix: string): Buffer;
