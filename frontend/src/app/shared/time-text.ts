const CLOCK = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});
const DAY = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  weekday: 'short',
  day: '2-digit',
  month: 'short',
});

/** hh:mm:ss in Europe/London of an epoch time in ms or an ISO instant. */
export function clockText(at: number | string): string {
  return CLOCK.format(typeof at === 'number' ? at : Date.parse(at));
}

/** For example "Wed 25 Nov". */
export function dayText(atMs: number): string {
  return DAY.format(atMs);
}

/** mm:ss below an hour, h:mm:ss below a day, else "2 d 3 h"; negative durations carry a minus. */
export function durationText(seconds: number): string {
  const sign = seconds < 0 ? '−' : '';
  const whole = Math.floor(Math.abs(seconds));
  const pad = (value: number): string => String(value).padStart(2, '0');
  if (whole >= 86_400) {
    return `${sign}${Math.floor(whole / 86_400)} d ${Math.floor((whole % 86_400) / 3600)} h`;
  }
  const tail = `${pad(Math.floor(whole / 60) % 60)}:${pad(whole % 60)}`;
  return whole >= 3600 ? `${sign}${Math.floor(whole / 3600)}:${tail}` : `${sign}${tail}`;
}

/** A grade's target, short: "15 min", "8 h", "2 d". */
export function targetText(seconds: number): string {
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return seconds < 86_400 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} d`;
}

/** Short age: "12 s", "4 min", "3 h". */
export function ageText(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 120) return `${whole} s`;
  if (whole < 7200) return `${Math.round(whole / 60)} min`;
  return `${Math.round(whole / 3600)} h`;
}

/** "850 m" or "4.2 km". */
export function distanceText(metres: number): string {
  return metres < 1000 ? `${Math.round(metres)} m` : `${(metres / 1000).toFixed(1)} km`;
}
