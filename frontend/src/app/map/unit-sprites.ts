import type { UnitKind } from '@muster/contracts';
import type { UnitTone } from '../shared/palette.js';
import { type SpriteRuns, spriteRuns } from './pixel-blit.js';

export const HEADINGS = 16;
/** How old a fix looks: as it is, paler, hollow, hollow with a question mark. */
export type FixLook = 0 | 1 | 2 | 3;

const KINDS: readonly UnitKind[] = [
  'response',
  'neighbourhood',
  'roads',
  'firearms',
  'dog',
  'pcso',
  'supervisor',
];
const TONES: readonly UnitTone[] = [
  'available',
  'enRoute',
  'onScene',
  'deployable',
  'unavailable',
  'emergency',
];
/** Side of a sprite, CSS px. */
export const SPRITE_PX = 22;

/** Age in seconds at which a fix looks older: > 60 s, > 180 s, > 600 s. */
export function fixLook(ageS: number): FixLook {
  if (ageS > 600) return 3;
  if (ageS > 180) return 2;
  return ageS > 60 ? 1 : 0;
}

/** First sprite of a kind and tone; add age look × 16 + heading. */
export function spriteBase(kind: UnitKind, tone: UnitTone): number {
  return (KINDS.indexOf(kind) * TONES.length + TONES.indexOf(tone)) * 4 * HEADINGS;
}

/** Which of the 16 headings is nearest to a course; 0 (north) when it is unknown. */
export function headingIndex(courseDeg: number): number {
  if (Number.isNaN(courseDeg)) return 0;
  return Math.round((((courseDeg % 360) + 360) % 360) / (360 / HEADINGS)) % HEADINGS;
}

interface SpriteLook {
  kind: UnitKind;
  tone: UnitTone;
  age: FixLook;
  heading: number;
}

function lookOf(index: number): SpriteLook {
  const heading = index % HEADINGS;
  const age = (Math.floor(index / HEADINGS) % 4) as FixLook;
  const pair = Math.floor(index / (HEADINGS * 4));
  const kind = KINDS[Math.floor(pair / TONES.length)] ?? 'response';
  return { kind, tone: TONES[pair % TONES.length] ?? 'unavailable', age, heading };
}

/** Ready-cut pictures of units as pixels; each is drawn once, when first asked for. */
export class UnitSprites {
  /** Side of a sprite in device pixels. */
  readonly side: number;
  private readonly cut: Array<SpriteRuns | undefined> = [];
  private readonly context: CanvasRenderingContext2D | null;

  constructor(
    private readonly tones: Readonly<Record<UnitTone, string>>,
    private readonly outline: string,
    private readonly ratio: number,
    /** Width of the field they are copied into, device pixels. */
    readonly fieldWidth: number,
  ) {
    this.side = Math.round(SPRITE_PX * ratio);
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = this.side;
    this.context = canvas.getContext('2d', { willReadFrequently: true });
  }

  runs(index: number): SpriteRuns | undefined {
    return (this.cut[index] ??= this.draw(lookOf(index)));
  }

  private draw({ kind, tone, age, heading }: SpriteLook): SpriteRuns | undefined {
    const { context, side, ratio } = this;
    if (!context) return undefined;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, side, side);
    context.setTransform(ratio, 0, 0, ratio, side / 2, side / 2);
    if (kind === 'response') context.rotate((heading * 2 * Math.PI) / HEADINGS);
    const colour = this.tones[tone];
    const hollow = age >= 2 || kind === 'pcso';
    context.globalAlpha = age === 1 ? 0.6 : 1;
    shapePath(context, kind);
    context.lineJoin = 'round';
    if (hollow) drawHollow(context, colour);
    else drawFilled(context, colour, this.outline);
    context.setTransform(ratio, 0, 0, ratio, side / 2, side / 2);
    if (kind === 'supervisor') ring(context, colour);
    writeLetter(context, letterOf(kind, age), hollow ? colour : '#0B0F14');
    context.globalAlpha = 1;
    const pixels = new Uint32Array(context.getImageData(0, 0, side, side).data.buffer);
    return spriteRuns(pixels, side, this.fieldWidth);
  }
}

function letterOf(kind: UnitKind, age: FixLook): string {
  if (age === 3) return '?';
  return kind === 'dog' ? 'D' : '';
}

function drawFilled(context: CanvasRenderingContext2D, colour: string, outline: string): void {
  context.lineWidth = 2.4;
  context.strokeStyle = outline;
  context.stroke();
  context.fillStyle = colour;
  context.fill();
}

/** A dark edge under the coloured line keeps hollow marks readable on any road. */
function drawHollow(context: CanvasRenderingContext2D, colour: string): void {
  context.lineWidth = 4;
  context.strokeStyle = 'rgba(0, 0, 0, 0.75)';
  context.stroke();
  context.lineWidth = 2;
  context.strokeStyle = colour;
  context.stroke();
}

function shapePath(context: CanvasRenderingContext2D, kind: UnitKind): void {
  const polygon = (...corners: ReadonlyArray<readonly [number, number]>): void => {
    context.beginPath();
    corners.forEach(([x, y], index) => (index ? context.lineTo(x, y) : context.moveTo(x, y)));
    context.closePath();
  };
  switch (kind) {
    case 'response':
      return polygon([0, -8], [6, 7], [0, 3.5], [-6, 7]);
    case 'roads':
      return polygon([-3.6, -6.3], [3.6, -6.3], [7, 0], [3.6, 6.3], [-3.6, 6.3], [-7, 0]);
    case 'firearms':
      return polygon([0, -7.6], [7.6, 0], [0, 7.6], [-7.6, 0]);
    case 'dog':
      return polygon([-6, -6], [6, -6], [6, 6], [-6, 6]);
    case 'neighbourhood':
    case 'pcso':
    case 'supervisor':
      context.beginPath();
      context.arc(0, 0, kind === 'supervisor' ? 4.5 : 5.8, 0, 2 * Math.PI);
  }
}

function ring(context: CanvasRenderingContext2D, colour: string): void {
  context.beginPath();
  context.arc(0, 0, 8.2, 0, 2 * Math.PI);
  context.lineWidth = 1.6;
  context.strokeStyle = colour;
  context.stroke();
}

function writeLetter(context: CanvasRenderingContext2D, letter: string, colour: string): void {
  context.font = '700 9px Arial, sans-serif';
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillStyle = colour;
  context.fillText(letter, 0, 0.5);
}
