import type { ConsoleSnapshot, FactFrame, IncidentView, ResyncReply } from '@muster/contracts';
import { FactFeed } from './fact-feed.js';
import { Scope } from './scope.js';

const ids = ['a', 'b', 'c'].map((digit) => `${digit}0000000-0000-4000-8000-000000000000`);
const at = '2026-11-25T08:00:00.000Z';

function incident(index: number, version: number): IncidentView {
  return {
    id: ids[index] ?? '',
    no: 1400 + index,
    version,
    state: 'open',
    typeCode: 'THEFT',
    grade: 'P3',
    place: { source: 'unknown', label: 'Not known yet', point: null },
    requirement: { units: 1, skills: [], kinds: [] },
    openedAt: at,
    gradedAt: at,
    targetAt: at,
    firstAssignedAt: null,
    firstArrivedAt: null,
    closedAt: null,
    resultCode: null,
    callerCount: 1,
    assignedUnitIds: [],
  };
}

function frame(prev: number, seq: number, view: IncidentView, removed = false): FactFrame {
  const { id, version } = view;
  const changes = [{ kind: 'incident' as const, id, version, removed, view }];
  return { epoch: 1, prev, seq, kinds: ['incident.graded'], changes };
}

function snapshot(seq: number, incidents: IncidentView[], epoch = 1): ConsoleSnapshot {
  const anchor = { anchorOp: at, anchorWall: at, speed: 1, training: true };
  return { epoch, seq, anchor, wall: at, incidents, units: [], assignments: [], positions: [] };
}

/** A feed on a real scope, with a server whose answers the test gives. */
function desk(first: ConsoleSnapshot) {
  const scope = new Scope();
  const sink = {
    reset: (whole: ConsoleSnapshot) => scope.load(whole),
    take: (one: FactFrame) => scope.take(one),
    check: (beat: Parameters<Scope['check']>[0]) => scope.check(beat),
  };
  const asked: string[] = [];
  const answers: { snapshot: ConsoleSnapshot; reply: ResyncReply } = {
    snapshot: first,
    reply: { kind: 'frames', frames: [] },
  };
  const feed = new FactFeed(sink, {
    subscribe: async () => {
      asked.push('subscribe');
      return answers.snapshot;
    },
    resync: async () => {
      asked.push(`resync(${scope.seq})`);
      return answers.reply;
    },
  });
  return { scope, feed, asked, answers };
}

const settled = () => new Promise<void>((resolve) => setTimeout(resolve, 0));

describe('FactFeed', () => {
  it('applies frames in order and ignores what it already holds', async () => {
    const { scope, feed } = desk(snapshot(10, [incident(0, 1)]));
    await feed.begin(false);
    feed.frame(frame(10, 12, incident(0, 2)));
    feed.frame(frame(10, 12, incident(0, 1)));
    feed.frame(frame(12, 15, incident(1, 1)));
    expect(scope.seq).toBe(15);
    expect([...scope.incidents.values()].map((row) => row.version)).toEqual([2, 1]);
    expect(feed.counts).toEqual({ gaps: 0, mismatches: 0, resyncs: 0 });
  });

  it('takes a frame whose prev lies before the snapshot: nothing was missed', async () => {
    const { scope, feed, asked } = desk(snapshot(10, []));
    await feed.begin(false);
    feed.frame(frame(8, 11, incident(0, 1)));
    expect(scope.seq).toBe(11);
    expect(asked).toEqual(['subscribe']);
  });

  it('asks for the missed frames on a gap, then takes the frame that showed it', async () => {
    const { scope, feed, asked, answers } = desk(snapshot(10, []));
    await feed.begin(false);
    answers.reply = { kind: 'frames', frames: [frame(10, 12, incident(0, 1))] };
    feed.frame(frame(12, 13, incident(1, 1)));
    feed.frame(frame(13, 14, incident(2, 1)));
    await settled();
    expect(asked).toEqual(['subscribe', 'resync(10)']);
    expect(scope.seq).toBe(14);
    expect(scope.incidents.size).toBe(3);
    expect(feed.counts.gaps).toBe(1);
  });

  it('asks only for what it missed when the link comes back', async () => {
    const { scope, feed, asked, answers } = desk(snapshot(10, []));
    await feed.begin(false);
    answers.reply = { kind: 'frames', frames: [frame(10, 12, incident(0, 1))] };
    await feed.begin(true);
    expect(asked).toEqual(['subscribe', 'resync(10)']);
    expect(scope.seq).toBe(12);
  });

  it('asks for everything when the missed frames do not join up', async () => {
    const { scope, feed, asked, answers } = desk(snapshot(10, []));
    await feed.begin(false);
    answers.reply = { kind: 'frames', frames: [frame(11, 12, incident(0, 1))] };
    answers.snapshot = snapshot(13, [incident(0, 1), incident(1, 1)]);
    feed.frame(frame(12, 13, incident(1, 1)));
    await settled();
    expect(asked).toEqual(['subscribe', 'resync(10)', 'subscribe']);
    expect(scope.seq).toBe(13);
  });

  it('takes a new epoch only by snapshot', async () => {
    const { scope, feed, answers } = desk(snapshot(10, [incident(0, 4)]));
    await feed.begin(false);
    answers.reply = { kind: 'snapshot', snapshot: snapshot(10, [incident(0, 3)], 2) };
    feed.frame({ ...frame(9, 10, incident(0, 5)), epoch: 2 });
    await settled();
    expect(scope.epoch).toBe(2);
    expect(scope.incidents.get(ids[0] ?? '')?.version).toBe(3);
  });

  it('does not ask again and again when the server itself has a hole', async () => {
    const { scope, feed, asked, answers } = desk(snapshot(10, []));
    await feed.begin(false);
    answers.reply = { kind: 'snapshot', snapshot: snapshot(10, []) };
    feed.frame(frame(12, 13, incident(0, 1)));
    await settled();
    expect(asked).toEqual(['subscribe', 'resync(10)']);
    answers.snapshot = snapshot(13, [incident(0, 1)]);
    feed.beat({ epoch: 1, upTo: 13, hash: '00000000000000', wall: at });
    await settled();
    expect(scope.seq).toBe(13);
  });

  it('asks for everything when the heartbeat hash differs, and not when it is equal', async () => {
    const { scope, feed, asked, answers } = desk(snapshot(10, [incident(0, 1)]));
    await feed.begin(false);
    feed.beat({ epoch: 1, upTo: 11, hash: scope.hash(), wall: at });
    expect(asked).toEqual(['subscribe']);
    answers.snapshot = snapshot(11, [incident(0, 1), incident(1, 7)]);
    feed.beat({ epoch: 1, upTo: 11, hash: '00000000000000', wall: at });
    await settled();
    expect(asked).toEqual(['subscribe', 'subscribe']);
    expect(scope.incidents.size).toBe(2);
    expect(feed.counts.mismatches).toBe(1);
  });

  it('does not judge by a heartbeat that is older than the snapshot', async () => {
    const { feed, asked } = desk(snapshot(10, [incident(0, 1)]));
    await feed.begin(false);
    feed.beat({ epoch: 1, upTo: 9, hash: '00000000000000', wall: at });
    expect(asked).toEqual(['subscribe']);
  });
});

describe('Scope', () => {
  it('removes what left the scope and keeps the newer of two versions', () => {
    const scope = new Scope();
    scope.load(snapshot(1, [incident(0, 5), incident(1, 1)]));
    expect(scope.take(frame(1, 2, incident(0, 4)))).toBe('applied');
    expect(scope.incidents.get(ids[0] ?? '')?.version).toBe(5);
    expect(scope.take(frame(2, 3, incident(1, 2), true))).toBe('applied');
    expect(scope.incidents.has(ids[1] ?? '')).toBe(false);
  });
});
