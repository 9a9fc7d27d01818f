import * as L from 'leaflet';
import type { LatLon, RouteView } from '@muster/contracts';

/** One assigned unit on its way: where it is and where it goes. */
export interface DispatchLine {
  unitId: string;
  from: LatLon;
  to: LatLon;
  /** The way by road when it is known. */
  route: RouteView | null;
}

/** Dashed lines from units to the selected incident; by road where the route is known, else straight. */
export class DispatchLines {
  private readonly lines = new Map<string, L.Polyline>();

  constructor(
    private readonly map: L.Map,
    private colour: string,
  ) {}

  show(wanted: readonly DispatchLine[], colour: string): void {
    this.colour = colour;
    const present = new Set(wanted.map((line) => line.unitId));
    for (const line of wanted) this.put(line);
    for (const [unitId, line] of this.lines) {
      if (present.has(unitId)) continue;
      line.remove();
      this.lines.delete(unitId);
    }
  }

  private put({ unitId, from, to, route }: DispatchLine): void {
    const ends: L.LatLngTuple[] = [
      [from.lat, from.lon],
      [to.lat, to.lon],
    ];
    const way = route && route.line.length > 1 ? route.line : ends;
    const style = { color: this.colour, weight: route ? 4 : 2, opacity: 0.85, dashArray: '8 6' };
    const held = this.lines.get(unitId);
    if (held) held.setLatLngs(way).setStyle(style);
    else {
      const line = L.polyline(way, { ...style, interactive: false }).addTo(this.map);
      this.lines.set(unitId, line);
    }
  }
}
