/** Erlang's loss formula: share of calls that find all `servers` busy, `offered` in erlangs. */
export function erlangB(servers: number, offered: number): number {
  let blocked = 1;
  for (let n = 1; n <= servers; n++) blocked = (offered * blocked) / (n + offered * blocked);
  return blocked;
}

/** Erlang's delay formula: share of calls that wait when all wait for the first free server. */
export function erlangC(servers: number, offered: number): number {
  const blocked = erlangB(servers, offered);
  return blocked / (1 - (offered / servers) * (1 - blocked));
}

/** Mean wait in units of the mean service time, M/M/c, first come first served. */
export function meanWait(servers: number, offered: number): number {
  return erlangC(servers, offered) / (servers - offered);
}

/** Share of calls that wait longer than `t` mean service times. */
export function waitOver(servers: number, offered: number, t: number): number {
  return erlangC(servers, offered) * Math.exp(-(servers - offered) * t);
}

/**
 * Mean wait of each class in mean service times when higher classes (first) go ahead but do not
 * interrupt (Cobham 1954), all classes with the same exponential service.
 */
export function priorityWaits(servers: number, offered: readonly number[]): number[] {
  const total = offered.reduce((a, b) => a + b, 0);
  const waitAll = erlangC(servers, total) / servers;
  let above = 0;
  return offered.map((load) => {
    const before = 1 - above / servers;
    above += load;
    return waitAll / (before * (1 - above / servers));
  });
}
