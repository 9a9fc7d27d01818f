/** An address of the map: positions in 1e-7 degrees. */
export interface MapAddress {
  readonly houseNumber: string;
  readonly houseName: string;
  readonly street: string;
  readonly postcode: string;
  readonly town: string;
  readonly latE7: number;
  readonly lonE7: number;
}

/** A named street, once per neighbourhood: the middle of its longest stretch there. */
export interface MapStreet {
  readonly name: string;
  /** Nearest named place, or an empty string. */
  readonly near: string;
  readonly latE7: number;
  readonly lonE7: number;
}

/** A named settlement or area (`place=*`). */
export interface MapPlace {
  readonly name: string;
  readonly kind: string;
  readonly latE7: number;
  readonly lonE7: number;
}

export type BasemapKind = 'water' | 'waterway' | 'green' | 'wood' | 'rail' | 'building';

/** A shape to draw: closed ring or line as alternating lat, lon in 1e-7 degrees. */
export interface BasemapShape {
  readonly kind: BasemapKind;
  readonly closed: boolean;
  readonly latLonE7: readonly number[];
}

/** Everything but the graph that is taken from a map. Roads are drawn from the graph itself. */
export interface Gazetteer {
  readonly addresses: readonly MapAddress[];
  readonly streets: readonly MapStreet[];
  readonly places: readonly MapPlace[];
  readonly basemap: readonly BasemapShape[];
}
