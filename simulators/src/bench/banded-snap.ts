import { e7, type OracleNetwork } from '../oracle/oracle-network.js';
import {
  listSegments,
  snapByScan,
  type OraclePlace,
  type SegmentList,
} from '../oracle/oracle-snap.js';

/** Wider than the furthest snap (500 m), so that the bands next to a point hold all that may count. */
const BAND_E7 = 60_000;

/**
 * Snapping by scan, over the segments near a point's latitude only: the same answer as going through
 * all of them, which for thousands of moving units would take hours.
 */
export class BandedSnap {
  private readonly bands = new Map<number, SegmentList>();
  private readonly rows = new Map<number, number[]>();
  private readonly all: SegmentList;

  constructor(private readonly network: OracleNetwork) {
    this.all = listSegments(network);
    for (let i = 0; i < this.all.piece.length; i++) {
      const [a, b] = [this.all.latA[i] as number, this.all.latB[i] as number];
      const [first, last] = [bandOf(Math.min(a, b)) - 1, bandOf(Math.max(a, b)) + 1];
      for (let band = first; band <= last; band++) {
        const list = this.rows.get(band) ?? [];
        list.push(i);
        this.rows.set(band, list);
      }
    }
  }

  at(point: { lat: number; lon: number }): OraclePlace | null {
    const band = bandOf(e7(point.lat));
    const list = this.bands.get(band) ?? this.cut(band);
    return snapByScan(this.network, list, point);
  }

  /** Segments keep their order, so that of two equally near ones the first still wins. */
  private cut(band: number): SegmentList {
    const rows = this.rows.get(band) ?? [];
    const { all } = this;
    const list = {
      latA: Float64Array.from(rows, (i) => all.latA[i] as number),
      lonA: Float64Array.from(rows, (i) => all.lonA[i] as number),
      latB: Float64Array.from(rows, (i) => all.latB[i] as number),
      lonB: Float64Array.from(rows, (i) => all.lonB[i] as number),
      piece: Int32Array.from(rows, (i) => all.piece[i] as number),
      position: Int32Array.from(rows, (i) => all.position[i] as number),
    };
    this.bands.set(band, list);
    return list;
  }
}

const bandOf = (latE7: number): number => Math.floor(latE7 / BAND_E7);
