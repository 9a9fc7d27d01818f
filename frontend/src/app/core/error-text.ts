import { ERROR_TABLE, type ErrorBody } from '@muster/contracts';

/** One line for a person: the sentence, what it concerns, and the code in brackets. */
export function errorText(error: ErrorBody): string {
  const sentence = error.message || ERROR_TABLE[error.code].message;
  const fields = (error.fields ?? []).slice(0, 3).map((field) => `${field.path}: ${field.message}`);
  const winner = error.details?.['wonByName'];
  const parts = [sentence];
  if (typeof winner === 'string') parts.push(`Taken by ${winner}.`);
  if (fields.length > 0) parts.push(`${fields.join('; ')}.`);
  return `${parts.join(' ')} [${error.code}]`;
}
