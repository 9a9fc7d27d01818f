import type { FramePosition, Viewport } from '@muster/contracts';

/** What part of the map each console looks at. A console that never said sees everything. */
export class Viewports {
  private readonly bySocket = new Map<string, Viewport>();

  set(socketId: string, viewport: Viewport): void {
    this.bySocket.set(socketId, viewport);
  }

  remove(socketId: string): void {
    this.bySocket.delete(socketId);
  }

  /** The positions inside a console's view; the same array when all are, so that one frame can be shared. */
  visible(socketId: string, positions: readonly FramePosition[]): readonly FramePosition[] {
    const bounds = this.bySocket.get(socketId)?.bounds;
    if (!bounds) return positions;
    const inside = positions.filter(
      ({ lat, lon }) =>
        lat >= bounds.south && lat <= bounds.north && lon >= bounds.west && lon <= bounds.east,
    );
    return inside.length === positions.length ? positions : inside;
  }
}
