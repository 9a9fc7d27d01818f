import type * as L from 'leaflet';
import type { UnitTrack } from '../core/unit-track.js';
import { metresPerUnit } from '../shared/mercator.js';
import type { Palette } from '../shared/palette.js';
import { CanvasLayer } from './canvas-layer.js';
import { type PixelField, blit } from './pixel-blit.js';
import { type Cluster, type ClusterPoint, clusterPoints } from './unit-clusters.js';
import { drawCluster, drawRing, writeCallSign } from './unit-marks.js';
import { LAYERS, UnitLooks } from './unit-looks.js';
import { HEADINGS, UnitSprites, fixLook, headingIndex } from './unit-sprites.js';

const LABEL_ZOOM = 14;
const CLUSTER_ZOOM = 12;
/** Below this many units in view single marks are easier to read than clusters. */
const CLUSTER_FROM_UNITS = 300;
const HIT_PX = 13;
const EDGE_PX = 24;
const UNCERTAIN_M = 100;
/** Most call signs written in one frame. */
const MOST_LABELS = 400;

/** What the pointer hit. */
export type UnitHit = { kind: 'unit'; unitNo: number } | { kind: 'cluster'; unitNos: number[] };

interface Seen {
  slot: number;
  unitNo: number;
  x: number;
  y: number;
}

/**
 * All units in one canvas: ready-cut sprites are copied as pixels into one image, which is what makes
 * 12,000 moving marks cheap. Frames are drawn only when something moves by enough to be seen.
 */
export class UnitLayer extends CanvasLayer {
  private sprites: UnitSprites | null = null;
  private image: ImageData | null = null;
  private field: PixelField | null = null;
  private seen: Seen[] = [];
  private clusters: Cluster[] = [];
  private frame = 0;
  private drawnAtMs = 0;
  private drawnRevision = -1;
  private glidingUntilMs = 0;
  private stale = true;

  constructor(
    private readonly track: UnitTrack,
    private readonly opNowMs: () => number,
    private palette: Palette,
    private looks = new UnitLooks([], null),
    private selectedNo: number | null = null,
  ) {
    super('units');
  }

  show(looks: UnitLooks, selectedNo: number | null): void {
    this.looks = looks;
    this.selectedNo = selectedNo;
    this.stale = true;
  }

  wear(palette: Palette): void {
    this.palette = palette;
    this.sprites = null;
    this.stale = true;
  }

  override onAdd(map: L.Map): this {
    super.onAdd(map);
    const turn = (): void => {
      this.frame = requestAnimationFrame(turn);
      if (this.isDue(performance.now())) this.render();
    };
    this.frame = requestAnimationFrame(turn);
    return this;
  }

  override onRemove(): this {
    cancelAnimationFrame(this.frame);
    return super.onRemove();
  }

  override getEvents(): Record<string, L.LeafletEventHandlerFn> {
    return { ...super.getEvents(), move: () => this.fit() };
  }

  /** The topmost unit or cluster at a container point. */
  hit(point: { x: number; y: number }): UnitHit | null {
    const cluster = this.clusters.find(
      ({ x, y }) => Math.hypot(x - point.x, y - point.y) < HIT_PX + 6,
    );
    if (cluster) {
      return { kind: 'cluster', unitNos: cluster.members.map((at) => this.seen[at]?.unitNo ?? 0) };
    }
    let best: Seen | null = null;
    let bestPx = HIT_PX;
    for (const mark of this.seen) {
      const awayPx = Math.hypot(mark.x - point.x, mark.y - point.y);
      if (awayPx > bestPx) continue;
      bestPx = awayPx;
      best = mark;
    }
    return best ? { kind: 'unit', unitNo: best.unitNo } : null;
  }

  /** Draws when told to, when positions came, or when gliding marks have moved about half a pixel. */
  private isDue(nowMs: number): boolean {
    if (this.stale || this.drawnRevision !== this.track.revision) return true;
    if (Date.now() > this.glidingUntilMs) return nowMs - this.drawnAtMs > 5_000;
    const pxPerS = 30 / (156_543 / 2 ** this._map.getZoom());
    const fps = Math.min(60, Math.max(5, pxPerS * 2));
    return nowMs - this.drawnAtMs >= 1000 / fps - 2;
  }

  protected override render(): void {
    const { context } = this;
    if (!context || this.size.x === 0) return;
    this.drawnAtMs = performance.now();
    this.drawnRevision = this.track.revision;
    this.stale = false;
    this.look(Date.now());
    const field = this.clear();
    const alone = this.group();
    const opNowMs = this.opNowMs();
    if (this.sprites?.fieldWidth !== field.width) this.sprites = this.cutSprites(field.width);
    for (let layer = 0; layer < LAYERS; layer += 1) {
      for (const mark of alone) {
        if (this.looks.layer(mark.unitNo) === layer) this.stamp(field, mark, opNowMs);
      }
    }
    if (this.image) context.putImageData(this.image, 0, 0);
    this.annotate(context, alone);
  }

  /** Finds what is in view and where, in CSS px. */
  private look(nowMs: number): void {
    const { track } = this;
    const worldPx = 256 * 2 ** this._map.getZoom();
    const seen: Seen[] = [];
    this.glidingUntilMs = 0;
    for (let slot = 0; slot < track.count; slot += 1) {
      const unitNo = track.unitNos[slot] as number;
      if (this.looks.layer(unitNo) === 255) continue;
      const share = track.glideShare(slot, nowMs);
      const fromX = track.fromX[slot] as number;
      const fromY = track.fromY[slot] as number;
      const x = (fromX + ((track.x[slot] as number) - fromX) * share) * worldPx - this.origin.x;
      const y = (fromY + ((track.y[slot] as number) - fromY) * share) * worldPx - this.origin.y;
      if (x < -EDGE_PX || y < -EDGE_PX || x > this.size.x + EDGE_PX || y > this.size.y + EDGE_PX)
        continue;
      seen.push({ slot, unitNo, x, y });
      if (share < 1) {
        const endMs = (track.glideStartMs[slot] as number) + (track.glideMs[slot] as number);
        this.glidingUntilMs = Math.max(this.glidingUntilMs, endMs);
      }
    }
    this.seen = seen;
  }

  /** Sorts what is in view into clusters and single marks; the latter are returned. */
  private group(): Seen[] {
    this.clusters = [];
    if (this._map.getZoom() > CLUSTER_ZOOM || this.seen.length < CLUSTER_FROM_UNITS)
      return this.seen;
    const points = this.seen.map(({ unitNo, x, y }): ClusterPoint => {
      const layer = this.looks.layer(unitNo);
      return { x, y, available: layer === 1, apart: layer >= 2 };
    });
    const { clusters, alone } = clusterPoints(points);
    this.clusters = clusters;
    return alone.flatMap((index) => this.seen[index] ?? []);
  }

  private clear(): PixelField {
    const { width, height } = this.canvas;
    if (!this.image || this.image.width !== width || this.image.height !== height || !this.field) {
      this.image = new ImageData(Math.max(1, width), Math.max(1, height));
      this.field = { pixels: new Uint32Array(this.image.data.buffer), width, height };
    } else this.field.pixels.fill(0);
    return this.field;
  }

  private cutSprites(fieldWidth: number): UnitSprites {
    return new UnitSprites(this.palette.unit, this.palette.outline, this.ratio, fieldWidth);
  }

  private stamp(field: PixelField, { slot, unitNo, x, y }: Seen, opNowMs: number): void {
    const { sprites, track } = this;
    if (!sprites) return;
    const look = fixLook((opNowMs - (track.fixMs[slot] as number)) / 1000);
    const heading = headingIndex(track.courseDeg[slot] as number);
    const runs = sprites.runs(this.looks.sprite(unitNo) + look * HEADINGS + heading);
    const half = sprites.side / 2;
    const left = Math.round(x * this.ratio - half);
    const top = Math.round(y * this.ratio - half);
    if (runs) blit(field, runs, left, top);
  }

  private annotate(context: CanvasRenderingContext2D, alone: readonly Seen[]): void {
    context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    this.circleUncertain(context, alone);
    const chosen = alone.filter((mark) => mark.unitNo === this.selectedNo);
    for (const mark of chosen) drawRing(context, mark, 15, this.palette.ink);
    const roomy = this._map.getZoom() >= LABEL_ZOOM && alone.length <= MOST_LABELS;
    for (const mark of roomy ? alone : chosen) {
      const callSign = this.looks.view(mark.unitNo)?.callSign;
      if (callSign) writeCallSign(context, mark, callSign, this.palette);
    }
    for (const cluster of this.clusters) drawCluster(context, cluster, this.palette);
  }

  /** A fix that may be more than 100 m off shows how far. */
  private circleUncertain(context: CanvasRenderingContext2D, alone: readonly Seen[]): void {
    const metresPerPx = metresPerUnit(this._map.getCenter().lat) / (256 * 2 ** this._map.getZoom());
    for (const mark of alone) {
      const accuracyM = this.track.accuracyM[mark.slot] as number;
      if (accuracyM > UNCERTAIN_M) drawRing(context, mark, accuracyM / metresPerPx, '#8A94A088');
    }
  }
}
