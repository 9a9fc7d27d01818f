/** What is safe to log of an unexpected error: where it happened, and its text unless that may hold stored or sent values. */
export function bugReport(error: unknown): Record<string, string | null> {
  if (!(error instanceof Error)) return { error: typeof error };
  const frames = (error.stack ?? '')
    .split('\n')
    .filter((line) => line.trimStart().startsWith('at '));
  const { code, constraint, table } = error as {
    code?: unknown;
    constraint?: unknown;
    table?: unknown;
  };
  // the database quotes values in its messages
  const fromDatabase = 'severity' in error;
  return {
    error: error.name,
    message: fromDatabase ? null : error.message,
    ...(typeof code === 'string' ? { code } : {}),
    ...(typeof constraint === 'string' ? { constraint } : {}),
    ...(typeof table === 'string' ? { table } : {}),
    stack: frames
      .slice(0, 15)
      .map((line) => line.trim())
      .join(' | '),
  };
}
