/** Units drawn as one mark: "7/12" is available of all. */
export interface Cluster {
  x: number;
  y: number;
  total: number;
  available: number;
  /** Indexes of the points given in. */
  members: number[];
}

const CELL_PX = 56;
/** Fewer units than this in one cell are drawn one by one. */
const LEAST_MEMBERS = 3;

export interface ClusterPoint {
  x: number;
  y: number;
  available: boolean;
  /** Emergencies are never hidden in a cluster. */
  apart: boolean;
}

/** Groups screen points by square cells; what is left alone is returned by index. */
export function clusterPoints(points: readonly ClusterPoint[]): {
  clusters: Cluster[];
  alone: number[];
} {
  const cells = new Map<number, number[]>();
  const alone: number[] = [];
  points.forEach((point, index) => {
    if (point.apart) return void alone.push(index);
    const key = Math.floor(point.y / CELL_PX) * 4096 + Math.floor(point.x / CELL_PX);
    const held = cells.get(key);
    if (held) held.push(index);
    else cells.set(key, [index]);
  });
  const clusters: Cluster[] = [];
  for (const members of cells.values()) {
    if (members.length < LEAST_MEMBERS) alone.push(...members);
    else clusters.push(clusterOf(points, members));
  }
  return { clusters, alone };
}

function clusterOf(points: readonly ClusterPoint[], members: number[]): Cluster {
  const cluster: Cluster = { x: 0, y: 0, total: members.length, available: 0, members };
  for (const index of members) {
    const point = points[index];
    if (!point) continue;
    cluster.x += point.x / members.length;
    cluster.y += point.y / members.length;
    if (point.available) cluster.available += 1;
  }
  return cluster;
}
