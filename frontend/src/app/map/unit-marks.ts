import type { Palette } from '../shared/palette.js';
import type { Cluster } from './unit-clusters.js';

interface Spot {
  x: number;
  y: number;
}

export function drawRing(
  context: CanvasRenderingContext2D,
  { x, y }: Spot,
  radiusPx: number,
  colour: string,
): void {
  context.beginPath();
  context.arc(x, y, radiusPx, 0, 2 * Math.PI);
  context.lineWidth = 2;
  context.strokeStyle = colour;
  context.stroke();
}

/** A call sign right of its mark, with a halo so that it reads over roads. */
export function writeCallSign(
  context: CanvasRenderingContext2D,
  { x, y }: Spot,
  callSign: string,
  palette: Palette,
): void {
  context.font = '600 11px Inter, "Segoe UI", "DejaVu Sans", Arial, sans-serif';
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  context.lineJoin = 'round';
  context.lineWidth = 3;
  context.strokeStyle = palette.background;
  context.strokeText(callSign, x + 11, y);
  context.fillStyle = palette.ink;
  context.fillText(callSign, x + 11, y);
}

/** A pill that reads available / total. */
export function drawCluster(
  context: CanvasRenderingContext2D,
  { x, y, available, total }: Cluster,
  palette: Palette,
): void {
  const text = `${available}/${total}`;
  context.font = '600 11px Inter, "Segoe UI", "DejaVu Sans", Arial, sans-serif';
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  const half = context.measureText(text).width / 2 + 7;
  context.beginPath();
  context.roundRect(x - half, y - 10, half * 2, 20, 10);
  context.fillStyle = palette.background;
  context.fill();
  context.lineWidth = 1.5;
  context.strokeStyle = available > 0 ? palette.unit.available : palette.unit.unavailable;
  context.stroke();
  context.fillStyle = context.strokeStyle;
  context.fillText(text, x, y + 0.5);
}
