const CONTAINERS = ['moov', 'trak', 'mdia', 'minf', 'stbl'];

/** The same MP4, its index at the end, with `co64` in place of each `stco`. */
export function withLargeOffsets(file: Buffer): Buffer {
  const boxes: Buffer[] = [];
  for (let start = 0; start < file.length; ) {
    const box = file.subarray(start, start + (file.readUInt32BE(start) || file.length - start));
    boxes.push(rewrite(box));
    start += box.length;
  }
  return Buffer.concat(boxes);
}

function rewrite(box: Buffer): Buffer {
  const type = box.toString('latin1', 4, 8);
  if (CONTAINERS.includes(type)) return wrap(type, withLargeOffsets(box.subarray(8)));
  if (type !== 'stco') return box;
  const offsets = Array.from({ length: box.readUInt32BE(12) }, (_, n) => {
    const large = Buffer.alloc(8);
    large.writeUInt32BE(box.readUInt32BE(16 + 4 * n), 4);
    return large;
  });
  return wrap('co64', Buffer.concat([box.subarray(8, 16), ...offsets]));
}

function wrap(type: string, content: Buffer): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt32BE(8 + content.length, 0);
  header.write(type, 4, 'latin1');
  return Buffer.concat([header, content]);
}
