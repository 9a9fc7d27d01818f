import * as L from 'leaflet';
import type { Bounds, IncidentView, LatLon, MapInfo, Viewport } from '@muster/contracts';
import type { UnitTrack } from '../core/unit-track.js';
import { PALETTES, type Theme } from '../shared/palette.js';
import { BASEMAP_COLOURS } from './basemap-style.js';
import { BasemapTiles } from './basemap-tiles.js';
import type { Basemap } from './basemap.js';
import { type DispatchLine, DispatchLines } from './dispatch-lines.js';
import { IncidentMarkers } from './incident-markers.js';
import { LabelLayer } from './label-layer.js';
import { type UnitHit, UnitLayer } from './unit-layer.js';
import type { UnitLooks } from './unit-looks.js';

/** What the map tells its panel. */
export interface MapBoardEvents {
  viewChanged(view: Viewport): void;
  incidentPicked(incidentId: string): void;
  unitsPicked(hit: UnitHit): void;
  pointPicked(point: LatLon): void;
}

/** The only object that knows Leaflet: made once per panel, then given data. */
export class MapBoard {
  private readonly map: L.Map;
  private readonly units: UnitLayer;
  private readonly incidents: IncidentMarkers;
  private readonly lines: DispatchLines;
  private tiles: BasemapTiles | null = null;
  private labels: LabelLayer | null = null;
  private pin: L.CircleMarker | null = null;
  private theme: Theme;
  /** While true a click gives a point, whatever lies below it. */
  picking = false;

  constructor(
    host: HTMLElement,
    events: MapBoardEvents,
    world: { track: UnitTrack; opNowMs: () => number; theme: Theme },
  ) {
    this.theme = world.theme;
    this.map = L.map(host, {
      zoomControl: false,
      attributionControl: true,
      minZoom: 8,
      maxZoom: 19,
    });
    this.map.attributionControl.setPrefix(false);
    L.control.zoom({ position: 'topright' }).addTo(this.map);
    L.control.scale({ imperial: false, position: 'bottomleft' }).addTo(this.map);
    this.makePane('labels', 250);
    this.makePane('units', 450);
    this.map.setView([52.48, -1.89], 12);
    this.units = new UnitLayer(world.track, world.opNowMs, PALETTES[this.theme]);
    this.units.addTo(this.map);
    this.incidents = new IncidentMarkers(this.map, (id) => events.incidentPicked(id));
    this.lines = new DispatchLines(this.map, PALETTES[this.theme].unit.enRoute);
    this.map.on('moveend', () => events.viewChanged(this.viewport()));
    this.map.on('click', (event) => this.clicked(event, events));
  }

  /** Shows the area of the import and says whose map it is. */
  frame(info: MapInfo): void {
    const { south, west, north, east } = info.bounds;
    this.map.attributionControl.addAttribution(escapeHtml(info.attribution));
    const bounds = L.latLngBounds([south, west], [north, east]);
    this.map.setMaxBounds(bounds.pad(0.5));
    this.map.fitBounds(bounds, { animate: false });
    // a whole town at once says little: start in the middle, closer
    this.map.setZoom(Math.min(16, this.map.getZoom() + 1), { animate: false });
  }

  drawBasemap(basemap: Basemap): void {
    this.tiles = new BasemapTiles(basemap, BASEMAP_COLOURS[this.theme]);
    this.tiles.addTo(this.map);
    this.labels = new LabelLayer(basemap, BASEMAP_COLOURS[this.theme]);
    this.labels.addTo(this.map);
  }

  wear(theme: Theme): void {
    this.theme = theme;
    this.map.getContainer().style.background = BASEMAP_COLOURS[theme].land;
    this.units.wear(PALETTES[theme]);
    this.tiles?.wear(BASEMAP_COLOURS[theme]);
    this.labels?.wear(BASEMAP_COLOURS[theme]);
  }

  showUnits(looks: UnitLooks, selectedNo: number | null): void {
    this.units.show(looks, selectedNo);
  }

  showIncidents(incidents: readonly IncidentView[], selectedId: string | null): void {
    this.incidents.show(incidents, selectedId);
  }

  showLines(lines: readonly DispatchLine[]): void {
    this.lines.show(lines, PALETTES[this.theme].unit.enRoute);
  }

  /** A provisional mark, for the place of the call being taken. */
  showPin(point: LatLon | null): void {
    this.pin?.remove();
    this.pin = point
      ? L.circleMarker([point.lat, point.lon], {
          radius: 9,
          weight: 3,
          color: '#ffffff',
          fill: false,
        }).addTo(this.map)
      : null;
  }

  /** Brings a point into view without moving the map when it is there already. */
  reveal(point: LatLon, zoom?: number): void {
    const at = L.latLng(point.lat, point.lon);
    const inner = this.map.getBounds().pad(-0.15);
    if (zoom === undefined && inner.contains(at)) return;
    this.map.setView(at, Math.max(zoom ?? 0, this.map.getZoom()), { animate: true });
  }

  focus(): void {
    this.map.getContainer().focus();
  }

  /** The panel changed its size. */
  resized(): void {
    this.map.invalidateSize({ animate: false });
  }

  remove(): void {
    this.map.remove();
  }

  private viewport(): Viewport {
    const box = this.map.getBounds();
    const clamp = (value: number, most: number): number => Math.max(-most, Math.min(most, value));
    const bounds: Bounds = {
      south: clamp(box.getSouth(), 90),
      west: clamp(box.getWest(), 180),
      north: clamp(box.getNorth(), 90),
      east: clamp(box.getEast(), 180),
    };
    return { bounds, zoom: Math.round(this.map.getZoom()) };
  }

  private makePane(name: string, zIndex: number): void {
    const pane = this.map.createPane(name);
    pane.style.zIndex = String(zIndex);
    pane.style.pointerEvents = 'none';
  }

  private clicked(event: L.LeafletMouseEvent, events: MapBoardEvents): void {
    const { lat, lng } = event.latlng.wrap();
    if (this.picking) return events.pointPicked({ lat, lon: lng });
    const hit = this.units.hit(event.containerPoint);
    if (hit) events.unitsPicked(hit);
  }
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
