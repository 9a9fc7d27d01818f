import * as L from 'leaflet';
import { FIXED } from './basemap-pack.js';
import { type BasemapColours, SHAPE_STYLES, type ShapeStyle, widthAt } from './basemap-style.js';
import type { Basemap } from './basemap.js';

const TILE_PX = 512;
/** Lines are drawn this far over the edge so that wide roads join across tiles. */
const MARGIN_PX = 16;

/** Draws the basemap into canvas tiles; panning then only moves what is already drawn. */
export class BasemapTiles extends L.GridLayer {
  constructor(
    private readonly basemap: Basemap,
    private colours: BasemapColours,
  ) {
    super({
      tileSize: TILE_PX,
      updateWhenZooming: false,
      keepBuffer: 2,
      maxZoom: 19,
      pane: 'tilePane',
    });
  }

  wear(colours: BasemapColours): void {
    this.colours = colours;
    this.redraw();
  }

  override createTile(coords: L.Coords, done: L.DoneCallback): HTMLElement {
    const tile = document.createElement('canvas');
    const ratio = window.devicePixelRatio || 1;
    tile.width = tile.height = TILE_PX * ratio;
    // drawn in its own task, so that a pan does not wait for twenty tiles
    setTimeout(() => {
      const context = tile.getContext('2d');
      if (context) {
        context.scale(ratio, ratio);
        this.draw(context, coords);
      }
      done(undefined, tile);
    }, 0);
    return tile;
  }

  private draw(context: CanvasRenderingContext2D, { x, y, z }: L.Coords): void {
    const pxPerFixed = (256 * 2 ** z) / FIXED;
    const origin = { x: x * TILE_PX, y: y * TILE_PX };
    const box = {
      west: (origin.x - MARGIN_PX) / pxPerFixed,
      north: (origin.y - MARGIN_PX) / pxPerFixed,
      east: (origin.x + TILE_PX + MARGIN_PX) / pxPerFixed,
      south: (origin.y + TILE_PX + MARGIN_PX) / pxPerFixed,
    };
    context.lineCap = context.lineJoin = 'round';
    this.basemap.shapesIn(box, z).forEach((shapes, index) => {
      const style = SHAPE_STYLES[index];
      if (!style || shapes.length === 0) return;
      context.beginPath();
      for (const shape of shapes) this.trace(context, shape, origin, pxPerFixed);
      this.paint(context, style, z);
    });
  }

  private paint(context: CanvasRenderingContext2D, style: ShapeStyle, zoom: number): void {
    const colour = this.colours.shape[style.id] ?? this.colours.land;
    if (style.fill) {
      context.fillStyle = colour;
      context.fill('evenodd');
      return;
    }
    context.strokeStyle = colour;
    context.lineWidth = widthAt(style, zoom);
    context.setLineDash([...(style.dash ?? [])]);
    context.stroke();
  }

  private trace(
    context: CanvasRenderingContext2D,
    shape: number,
    origin: { x: number; y: number },
    pxPerFixed: number,
  ): void {
    const { start, points } = this.basemap.packed;
    const from = start[shape] ?? 0;
    const end = start[shape + 1] ?? 0;
    let [lastX, lastY] = [Infinity, Infinity];
    for (let at = from; at < end; at += 1) {
      const px = (points[at * 2] ?? 0) * pxPerFixed - origin.x;
      const py = (points[at * 2 + 1] ?? 0) * pxPerFixed - origin.y;
      if (at === from) context.moveTo(px, py);
      // points closer than this cannot be told apart
      else if (at === end - 1 || Math.abs(px - lastX) + Math.abs(py - lastY) > 0.7) {
        context.lineTo(px, py);
      } else continue;
      [lastX, lastY] = [px, py];
    }
  }
}
