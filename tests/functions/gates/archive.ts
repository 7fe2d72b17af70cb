/** Zip archives for tests, packed as different tools pack the same files. */
import { deflateRawSync } from "node:zlib";

export interface Packing {
  /** Compression of every file. Default true. */
  deflate?: boolean;
  /** MS-DOS date of every file. */
  date?: number;
  /** Extra field of the local headers alone. */
  localExtra?: Buffer;
  comment?: string;
}

export function pack(files: [name: string, content: string | Buffer][], packing: Packing = {}): Buffer {
  const { deflate = true, date = 0x5821, localExtra = Buffer.alloc(0), comment = "" } = packing;
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of files) {
    const bytes = Buffer.from(content);
    const data = deflate ? deflateRawSync(bytes) : bytes;
    const label = Buffer.from(name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(deflate ? 8 : 0, 4);
    common.writeUInt16LE(date, 8);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(bytes.length, 18);
    common.writeUInt16LE(label.length, 22);
    const local = Buffer.from(common);
    local.writeUInt16LE(localExtra.length, 24);
    parts.push(Buffer.from([0x50, 0x4b, 3, 4]), local, label, localExtra, data);
    const end = Buffer.alloc(14);
    end.writeUInt32LE(offset, 10);
    directory.push(Buffer.from([0x50, 0x4b, 1, 2]), Buffer.from([20, 3]), common, end, label);
    offset += 30 + label.length + localExtra.length + data.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(files.length, 4);
  end.writeUInt16LE(files.length, 6);
  end.writeUInt32LE(listed.length, 8);
  end.writeUInt32LE(offset, 12);
  end.writeUInt16LE(comment.length, 16);
  return Buffer.concat([...parts, listed, Buffer.from([0x50, 0x4b, 5, 6]), end, Buffer.from(comment)]);
}
