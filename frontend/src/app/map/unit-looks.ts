import type { UnitView } from '@muster/contracts';
import { unitTone } from '../shared/palette.js';
import { spriteBase } from './unit-sprites.js';

/** When a unit is drawn: rest first, emergency last and so on top. */
export const LAYERS = 4;
const NOT_DRAWN = 255;

/** How each unit is drawn, by unit number; made anew when the board changes, read for each frame. */
export class UnitLooks {
  private readonly layers: Uint8Array;
  private readonly sprites: Uint32Array;
  private readonly views: Array<UnitView | undefined>;

  constructor(units: readonly UnitView[], selectedId: string | null) {
    const size = units.reduce((most, unit) => Math.max(most, unit.no), 0) + 1;
    this.layers = new Uint8Array(size).fill(NOT_DRAWN);
    this.sprites = new Uint32Array(size);
    this.views = new Array<UnitView | undefined>(size);
    for (const unit of units) {
      const tone = unitTone(unit.emergency ? 'emergency' : unit.base);
      this.views[unit.no] = unit;
      this.sprites[unit.no] = spriteBase(unit.kind, tone);
      if (unit.base === 'off_duty' && unit.id !== selectedId) continue;
      this.layers[unit.no] = layerOf(unit, selectedId);
    }
  }

  view(unitNo: number): UnitView | undefined {
    return this.views[unitNo];
  }

  /** Drawing layer 0–3, or 255 when the unit is not drawn. */
  layer(unitNo: number): number {
    return this.layers[unitNo] ?? NOT_DRAWN;
  }

  sprite(unitNo: number): number {
    return this.sprites[unitNo] ?? 0;
  }
}

function layerOf(unit: UnitView, selectedId: string | null): number {
  if (unit.emergency) return 3;
  if (unit.id === selectedId) return 2;
  return unit.base === 'available' ? 1 : 0;
}
