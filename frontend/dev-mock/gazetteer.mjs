/** What a place text, grid reference or point means in the mock's town. */
export function resolvePlace(world, input) {
  if (!input || input.kind === 'unknown')
    return { source: 'unknown', label: input?.text ?? 'Not known yet', point: null };
  if (input.kind === 'point')
    return {
      source: 'point',
      label: input.label ?? `${input.lat.toFixed(5)}, ${input.lon.toFixed(5)}`,
      point: { lat: input.lat, lon: input.lon },
    };
  if (input.kind === 'gridRef')
    return {
      source: 'grid_ref',
      label: input.gridRef.toUpperCase(),
      point: world.town.streets[0].line[0],
    };
  const hit = places(
    world,
    input.kind === 'text' ? input.text : input.placeId,
    input.kind === 'gazetteer',
  )[0];
  return hit ? { source: hit.source, label: hit.label, point: hit.point } : null;
}

export function places(world, text, byId = false) {
  const wanted = text.trim().toLowerCase();
  const named = new Map(
    world.town.streets.filter((street) => street.name).map((street) => [street.name, street]),
  );
  return [...named.values()]
    .filter((street) =>
      byId
        ? `street:${street.name}`.toLowerCase() === wanted
        : street.name.toLowerCase().includes(wanted),
    )
    .slice(0, 8)
    .map((street) => ({
      placeId: `street:${street.name}`,
      source: 'street',
      label: street.name,
      point: street.line[street.line.length >> 1],
    }));
}
