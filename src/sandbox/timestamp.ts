/** ISO 8601 in UTC without fractions of a second, as Microsoft 365 writes it. */
export function timestamp(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}
