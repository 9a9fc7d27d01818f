import { ageText, clockText, distanceText, durationText, targetText } from './time-text.js';

it.each([
  [0, '00:00'],
  [133, '02:13'],
  [3600, '1:00:00'],
  [93_600, '1 d 2 h'],
  [-5, '−00:05'],
])('durationText(%i)', (seconds, text) => {
  expect(durationText(seconds)).toBe(text);
});

it.each([
  [900, '15 min'],
  [3600, '60 min'],
  [28_800, '8 h'],
  [172_800, '2 d'],
])('targetText(%i)', (seconds, text) => {
  expect(targetText(seconds)).toBe(text);
});

it('shows London time, summer and winter', () => {
  expect(clockText('2026-07-01T12:00:00.000Z')).toBe('13:00:00');
  expect(clockText('2026-12-01T12:00:00.000Z')).toBe('12:00:00');
});

it('shortens ages and distances', () => {
  expect([ageText(119), ageText(121), ageText(7300)]).toEqual(['119 s', '2 min', '2 h']);
  expect([distanceText(850), distanceText(4210)]).toEqual(['850 m', '4.2 km']);
});
