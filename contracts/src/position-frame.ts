/** One unit in a binary position frame. Unknown course or accuracy is null. */
export interface FramePosition {
  unitNo: number;
  lat: number;
  lon: number;
  /** Age of the fix at the frame's time, seconds, capped at 65,534. */
  ageS: number;
  courseDeg: number | null;
  accuracyM: number | null;
}

export interface PositionFrame {
  /** Op time of the frame, epoch milliseconds. */
  opMs: number;
  positions: FramePosition[];
}

const VERSION = 1;
const HEADER_BYTES = 16;
const RECORD_BYTES = 16;
const UNKNOWN_BYTE = 255;

/**
 * Encodes a frame: header (version u8, 3 spare bytes, count u32, opMs f64), then 16 bytes a unit
 * (no u32, lat i32 ×1e7, lon i32 ×1e7, age u16 s, course u8 × 360/240, accuracy u8 × 2 m), little endian.
 */
export function encodePositionFrame(frame: {
  opMs: number;
  positions: readonly FramePosition[];
}): ArrayBuffer {
  const buffer = new ArrayBuffer(HEADER_BYTES + frame.positions.length * RECORD_BYTES);
  const view = new DataView(buffer);
  view.setUint8(0, VERSION);
  view.setUint32(4, frame.positions.length, true);
  view.setFloat64(8, frame.opMs, true);
  frame.positions.forEach((position, index) => {
    writeRecord(view, HEADER_BYTES + index * RECORD_BYTES, position);
  });
  return buffer;
}

function writeRecord(view: DataView, at: number, position: FramePosition): void {
  view.setUint32(at, position.unitNo, true);
  view.setInt32(at + 4, Math.round(position.lat * 1e7), true);
  view.setInt32(at + 8, Math.round(position.lon * 1e7), true);
  view.setUint16(at + 12, Math.max(0, Math.min(65_534, Math.round(position.ageS))), true);
  const course = position.courseDeg;
  view.setUint8(
    at + 14,
    course === null ? UNKNOWN_BYTE : Math.round((((course % 360) + 360) % 360) / 1.5) % 240,
  );
  const accuracy = position.accuracyM;
  view.setUint8(at + 15, accuracy === null ? UNKNOWN_BYTE : Math.min(254, Math.ceil(accuracy / 2)));
}

/** Decodes a frame; throws RangeError on another version or a truncated buffer. */
export function decodePositionFrame(bytes: ArrayBuffer | Uint8Array): PositionFrame {
  const view =
    bytes instanceof Uint8Array
      ? new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      : new DataView(bytes);
  if (view.byteLength < HEADER_BYTES || view.getUint8(0) !== VERSION) {
    throw new RangeError('not a position frame of version 1');
  }
  const count = view.getUint32(4, true);
  if (view.byteLength < HEADER_BYTES + count * RECORD_BYTES) {
    throw new RangeError('position frame is truncated');
  }
  const positions = Array.from({ length: count }, (_, index) =>
    readRecord(view, HEADER_BYTES + index * RECORD_BYTES),
  );
  return { opMs: view.getFloat64(8, true), positions };
}

function readRecord(view: DataView, at: number): FramePosition {
  const course = view.getUint8(at + 14);
  const accuracy = view.getUint8(at + 15);
  return {
    unitNo: view.getUint32(at, true),
    lat: view.getInt32(at + 4, true) / 1e7,
    lon: view.getInt32(at + 8, true) / 1e7,
    ageS: view.getUint16(at + 12, true),
    courseDeg: course === UNKNOWN_BYTE ? null : course * 1.5,
    accuracyM: accuracy === UNKNOWN_BYTE ? null : accuracy * 2,
  };
}
