import { FIXED } from './basemap-pack.js';
import { type BasemapColours, SHAPE_STYLES } from './basemap-style.js';
import type { Basemap } from './basemap.js';
import { CanvasLayer } from './canvas-layer.js';
import { type LabelRun, LabelSpace, longestRun, runBox } from './label-placing.js';

const FONT = 'Inter, "Segoe UI", "Noto Sans", "DejaVu Sans", Arial, sans-serif';
/** First zoom at which a place of rank 1, 2, … is written. */
const PLACE_ZOOMS = [6, 9, 12, 13, 14];
/** The same road name is not written again within this distance, px. */
const REPEAT_PX = 320;

/** Names of places and roads over the tiles, written anew after each move. */
export class LabelLayer extends CanvasLayer {
  constructor(
    private readonly basemap: Basemap,
    private colours: BasemapColours,
  ) {
    super('labels');
  }

  wear(colours: BasemapColours): void {
    this.colours = colours;
    this.render();
  }

  protected override render(): void {
    const { context } = this;
    if (!context) return;
    context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    context.clearRect(0, 0, this.size.x, this.size.y);
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    context.lineJoin = 'round';
    context.lineWidth = 3;
    context.strokeStyle = this.colours.halo;
    const space = new LabelSpace();
    this.writePlaces(context, space);
    this.writeRoads(context, space);
  }

  private get pxPerFixed(): number {
    return (256 * 2 ** this._map.getZoom()) / FIXED;
  }

  private writePlaces(context: CanvasRenderingContext2D, space: LabelSpace): void {
    const zoom = this._map.getZoom();
    context.fillStyle = this.colours.place;
    for (const place of this.basemap.packed.places) {
      if (zoom < (PLACE_ZOOMS[place.rank - 1] ?? 15)) continue;
      const x = place.x * this.pxPerFixed - this.origin.x;
      const y = place.y * this.pxPerFixed - this.origin.y;
      if (x < -50 || y < -20 || x > this.size.x + 50 || y > this.size.y + 20) continue;
      context.font = `600 ${place.rank <= 2 ? 14 : 12}px ${FONT}`;
      const half = context.measureText(place.name).width / 2 + 6;
      if (!space.take({ left: x - half, top: y - 10, right: x + half, bottom: y + 10 })) continue;
      context.strokeText(place.name, x, y);
      context.fillText(place.name, x, y);
    }
  }

  private writeRoads(context: CanvasRenderingContext2D, space: LabelSpace): void {
    const zoom = this._map.getZoom();
    const scale = this.pxPerFixed;
    const box = {
      west: this.origin.x / scale,
      north: this.origin.y / scale,
      east: (this.origin.x + this.size.x) / scale,
      south: (this.origin.y + this.size.y) / scale,
    };
    context.font = `11px ${FONT}`;
    context.fillStyle = this.colours.name;
    const written = new Map<number, Array<{ x: number; y: number }>>();
    this.basemap
      .shapesIn(box, zoom)
      .toReversed()
      .forEach((shapes, fromLast) => {
        const style = SHAPE_STYLES[SHAPE_STYLES.length - 1 - fromLast];
        if (!style?.namesFrom || zoom < style.namesFrom) return;
        for (const shape of shapes) this.writeRoad(context, shape, space, written);
      });
  }

  private writeRoad(
    context: CanvasRenderingContext2D,
    shape: number,
    space: LabelSpace,
    written: Map<number, Array<{ x: number; y: number }>>,
  ): void {
    const nameIndex = this.basemap.packed.name[shape] ?? -1;
    const name = this.basemap.packed.names[nameIndex];
    if (!name) return;
    const widthPx = context.measureText(name).width;
    const run = longestRun(this.screenLine(shape), widthPx + 8);
    if (!run || !this.isInView(run)) return;
    const before = written.get(nameIndex) ?? [];
    if (before.some((other) => Math.hypot(other.x - run.x, other.y - run.y) < REPEAT_PX)) return;
    if (!space.take(runBox(run, widthPx))) return;
    written.set(nameIndex, [...before, run]);
    context.save();
    context.translate(run.x, run.y);
    context.rotate(run.angle);
    context.strokeText(name, 0, 0);
    context.fillText(name, 0, 0);
    context.restore();
  }

  private isInView({ x, y }: LabelRun): boolean {
    return x >= 0 && y >= 0 && x <= this.size.x && y <= this.size.y;
  }

  private screenLine(shape: number): number[] {
    const { start, points } = this.basemap.packed;
    const line: number[] = [];
    for (let at = start[shape] ?? 0; at < (start[shape + 1] ?? 0); at += 1) {
      line.push((points[at * 2] ?? 0) * this.pxPerFixed - this.origin.x);
      line.push((points[at * 2 + 1] ?? 0) * this.pxPerFixed - this.origin.y);
    }
    return line;
  }
}
