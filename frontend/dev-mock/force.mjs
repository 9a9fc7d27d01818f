/** Units of the mock and how they drive: at random along streets, or straight to their incident. */

const KINDS = [
  'response',
  'response',
  'response',
  'response',
  'neighbourhood',
  'roads',
  'firearms',
  'dog',
  'pcso',
  'supervisor',
];
const PREFIX = {
  response: 'RW',
  neighbourhood: 'NH',
  roads: 'TR',
  firearms: 'FA',
  dog: 'DG',
  pcso: 'PC',
  supervisor: 'SG',
};
const BASES = [
  'emergency',
  'booking_on',
  'available',
  'available',
  'refreshments',
  'en_route',
  'on_scene',
  'committed_deployable',
  'committed',
  'committed',
  'committed',
  'off_duty',
];
const AREAS = ['BE', 'BW', 'CV'];
const M_PER_DEG = 111_320;

export const baseOf = (code) => BASES[code];

export function uuid(family, number) {
  return `${family.toString(16).padStart(8, '0')}-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;
}

export function distanceM(a, b) {
  return Math.hypot(
    (a.lat - b.lat) * M_PER_DEG,
    (a.lon - b.lon) * M_PER_DEG * Math.cos((a.lat * Math.PI) / 180),
  );
}

/** @param {import('./town.mjs').Town} town */
export function makeForce(town, count, nowIso, random) {
  return Array.from({ length: count }, (_, index) => {
    const kind = KINDS[index % KINDS.length];
    const street = town.streets[Math.floor(random() * town.streets.length)];
    const code = random() < 0.62 ? 2 : [3, 3, 4, 7, 8, 9][Math.floor(random() * 6)];
    return {
      view: {
        id: uuid(1, index + 1),
        no: index + 1,
        version: 1,
        callSign: `${PREFIX[kind]}${10 + index}`,
        kind,
        areaCode: AREAS[index % AREAS.length],
        statusCode: code,
        base: baseOf(code),
        statusSince: nowIso,
        crewSize: kind === 'pcso' ? 1 : 2,
        driverLevel: kind === 'pcso' ? 'none' : index % 3 === 0 ? 'advanced' : 'response',
        driverExpiresAt: null,
        shiftEndsAt: new Date(Date.parse(nowIso) + 6 * 3600e3).toISOString(),
        skills:
          kind === 'firearms'
            ? [{ code: 'AFO', expiresAt: null }]
            : index % 2
              ? [{ code: 'STO', expiresAt: null }]
              : [],
        assignmentId: null,
        incidentId: null,
        emergency: false,
      },
      street,
      leg: Math.floor(random() * (street.line.length - 1)),
      at: { ...street.line[0] },
      courseDeg: 0,
      speedMps: 9,
      forward: true,
      goal: null,
      fixMs: Date.parse(nowIso) - (index % 17 === 0 ? 90_000 : 0),
      frozen: index % 17 === 0,
    };
  }).map((unit) => {
    unit.at = { ...unit.street.line[unit.leg] };
    return unit;
  });
}

/** Moves a unit for `seconds` of op time; true when it reached its goal. */
export function drive(unit, seconds, nowMs) {
  if (unit.frozen) return false;
  unit.fixMs = nowMs;
  if (unit.goal) return stepTowards(unit, unit.goal, 24 * seconds) >= 0;
  if (![2, 7].includes(unit.view.statusCode)) return false;
  let leftM = unit.speedMps * seconds;
  for (let guard = 0; guard < 50 && leftM > 0; guard += 1) {
    const next = unit.leg + (unit.forward ? 1 : -1);
    const target = unit.street.line[next];
    if (!target) unit.forward = !unit.forward;
    else {
      const over = stepTowards(unit, target, leftM);
      if (over < 0) break;
      leftM = over;
      unit.leg = next;
    }
  }
  return false;
}

/** Steps up to `metres`; the metres left when the target was reached, else −1. */
function stepTowards(unit, target, metres) {
  const awayM = distanceM(unit.at, target);
  const cos = Math.cos((target.lat * Math.PI) / 180);
  if (awayM > 0.5)
    unit.courseDeg =
      (Math.atan2((target.lon - unit.at.lon) * cos, target.lat - unit.at.lat) * 180) / Math.PI;
  if (awayM <= metres) {
    unit.at = { ...target };
    return metres - awayM;
  }
  unit.at.lat += ((target.lat - unit.at.lat) * metres) / awayM;
  unit.at.lon += ((target.lon - unit.at.lon) * metres) / awayM;
  return -1;
}
