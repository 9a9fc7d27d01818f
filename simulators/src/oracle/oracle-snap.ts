import { e7, type OracleNetwork } from './oracle-network.js';

/** A place on the network: a lane and mm from its start, for one or both directions. */
export type OraclePlace = { lane: number; offsetMm: number }[];

/** All segments of the main component in one list, to be gone through for each point. */
export interface SegmentList {
  latA: Float64Array;
  lonA: Float64Array;
  latB: Float64Array;
  lonB: Float64Array;
  piece: Int32Array;
  /** Position of the segment in its piece. */
  position: Int32Array;
}

export function listSegments({ pieces, lanes, lanesOfPiece }: OracleNetwork): SegmentList {
  const rows: number[][] = [];
  pieces.forEach((piece, index) => {
    if (!lanesOfPiece[index]?.some((lane) => lanes[lane]?.main)) return;
    piece.segmentMm.forEach((_, i) => {
      const [a, b] = [piece.nodes[i], piece.nodes[i + 1]];
      if (a && b) rows.push([e7(a.lat), e7(a.lon), e7(b.lat), e7(b.lon), index, i]);
    });
  });
  const column = (n: number): number[] => rows.map((row) => row[n] as number);
  return {
    latA: Float64Array.from(column(0)),
    lonA: Float64Array.from(column(1)),
    latB: Float64Array.from(column(2)),
    lonB: Float64Array.from(column(3)),
    piece: Int32Array.from(column(4)),
    position: Int32Array.from(column(5)),
  };
}

const LIMIT_MM = 500_000;

/** Nearest place by going through every segment; null beyond 500 m. */
export function snapByScan(
  network: OracleNetwork,
  list: SegmentList,
  point: { lat: number; lon: number },
): OraclePlace | null {
  const lat = e7(point.lat);
  const lon = e7(point.lon);
  const metresPerE7 = (6371008.8 * Math.PI) / 180 / 1e7;
  const cos = Math.cos((lat / 1e7) * (Math.PI / 180));
  let [least, at, share] = [LIMIT_MM + 1, -1, 0];
  for (let i = 0; i < list.piece.length; i++) {
    // Wholly north or south by more than the best so far: cannot be nearer.
    const reachE7 = (least / 1000 / metresPerE7) * 1.001 + 1;
    const north = (list.latA[i] as number) - lat;
    const south = lat - (list.latB[i] as number);
    if (north > reachE7 && -south > reachE7) continue;
    if (-north > reachE7 && south > reachE7) continue;
    const px = (lon - (list.lonA[i] as number)) * cos * metresPerE7;
    const py = (lat - (list.latA[i] as number)) * metresPerE7;
    const dx = ((list.lonB[i] as number) - (list.lonA[i] as number)) * cos * metresPerE7;
    const dy = ((list.latB[i] as number) - (list.latA[i] as number)) * metresPerE7;
    const squared = dx ** 2 + dy ** 2;
    const along = squared > 0 ? Math.min(Math.max((px * dx + py * dy) / squared, 0), 1) : 0;
    const mm = Math.round(Math.sqrt((px - along * dx) ** 2 + (py - along * dy) ** 2) * 1000);
    if (mm < least) [least, at, share] = [mm, i, along];
  }
  return at < 0 ? null : placeAt(network, list, { at, share });
}

function placeAt(
  { pieces, lanes, lanesOfPiece }: OracleNetwork,
  list: SegmentList,
  { at, share }: { at: number; share: number },
): OraclePlace {
  const index = list.piece[at] as number;
  const piece = pieces[index];
  const [along, against] = lanesOfPiece[index] ?? [-1, -1];
  if (!piece) throw new Error(`no piece ${index}`);
  const position = list.position[at] as number;
  let offsetMm = Math.round(share * (piece.segmentMm[position] as number));
  for (const mm of piece.segmentMm.slice(0, position)) offsetMm += mm;
  const place: OraclePlace = [];
  if (lanes[along]?.main) place.push({ lane: along, offsetMm });
  if (lanes[against]?.main) place.push({ lane: against, offsetMm: piece.lengthMm - offsetMm });
  return place;
}
