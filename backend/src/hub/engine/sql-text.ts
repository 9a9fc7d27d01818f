/** Quotes a column or table name. */
export function ident(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Quotes a text literal; a NUL cannot be written in SQL and is refused. */
export function literal(value: string): string {
  if (value.includes('\0')) throw new Error('a NUL character cannot be part of SQL text');
  return `'${value.replaceAll("'", "''")}'`;
}

/** `a, b, c` of quoted names. */
export function idents(names: readonly string[]): string {
  return names.map(ident).join(', ');
}

/** `('a', 'b')` for an IN list. */
export function literals(values: readonly string[]): string {
  return `(${values.map(literal).join(', ')})`;
}
