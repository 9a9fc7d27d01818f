/** Tags of an element, written in the order of the keys. */
export type OsmTags = Readonly<Record<string, string>>;

/** A point; `lat`, `lon` in degrees WGS 84, kept to 1e-7. */
export interface OsmNode {
  readonly id: number;
  readonly lat: number;
  readonly lon: number;
  readonly tags?: OsmTags;
}

/** An ordered line or ring of node ids. */
export interface OsmWay {
  readonly id: number;
  readonly refs: readonly number[];
  readonly tags?: OsmTags;
}

export interface OsmMember {
  readonly type: 'node' | 'way' | 'relation';
  readonly ref: number;
  readonly role: string;
}

/** An ordered list of members with roles, for example a turn restriction or a multipolygon. */
export interface OsmRelation {
  readonly id: number;
  readonly members: readonly OsmMember[];
  readonly tags?: OsmTags;
}
