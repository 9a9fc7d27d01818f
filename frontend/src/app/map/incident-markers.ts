import * as L from 'leaflet';
import type { IncidentView } from '@muster/contracts';
import { incidentSymbolSvg } from '../shared/incident-symbol.js';

interface Shown {
  marker: L.Marker;
  /** What the mark was drawn from; it is replaced only when this differs. */
  look: string;
}

/** Incident symbols as few, still DOM marks, changed one by one by id. */
export class IncidentMarkers {
  private readonly shown = new Map<string, Shown>();

  constructor(
    private readonly map: L.Map,
    private readonly picked: (incidentId: string) => void,
  ) {}

  show(incidents: readonly IncidentView[], selectedId: string | null): void {
    const present = new Set<string>();
    for (const incident of incidents) {
      if (!incident.place.point) continue;
      present.add(incident.id);
      this.put(incident, incident.place.point, incident.id === selectedId);
    }
    for (const [id, { marker }] of this.shown) {
      if (present.has(id)) continue;
      marker.remove();
      this.shown.delete(id);
    }
  }

  private put(
    incident: IncidentView,
    point: L.LatLngLiteral | { lat: number; lon: number },
    selected: boolean,
  ): void {
    const at: L.LatLngTuple = [point.lat, 'lon' in point ? point.lon : point.lng];
    const waiting = incident.state === 'new' || incident.state === 'open';
    const look = `${incident.grade ?? '-'} ${waiting} ${selected}`;
    const held = this.shown.get(incident.id);
    if (held?.look === look) {
      held.marker.setLatLng(at);
      return;
    }
    held?.marker.remove();
    const marker = L.marker(at, {
      icon: iconOf(incident, waiting, selected),
      // the queue is the keyboard's way to incidents
      keyboard: false,
      zIndexOffset: incident.grade === 'P1' ? 1000 : selected ? 900 : 0,
    });
    marker.on('click', () => this.picked(incident.id));
    marker.addTo(this.map);
    marker.getElement()?.setAttribute('aria-hidden', 'true');
    this.shown.set(incident.id, { marker, look });
  }
}

function iconOf(incident: IncidentView, waiting: boolean, selected: boolean): L.DivIcon {
  const classes = ['incident-mark'];
  if (selected) classes.push('selected');
  if (waiting && incident.grade === 'P1') classes.push('pulse');
  return L.divIcon({
    className: classes.join(' '),
    html: incidentSymbolSvg(incident.grade),
    iconSize: [24, 24],
    iconAnchor: [12, 12],
  });
}
