/** Nobody waits longer than an hour because a header said so. */
export const MAX_RETRY_AFTER_MS = 3_600_000;

const MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
const HTTP_DATE = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\d{2}) ([A-Z][a-z]{2}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) GMT$/;

/**
 * The wait in milliseconds that a `Retry-After` header asks for, at most an hour; undefined if there is none or it is
 * neither whole seconds nor an HTTP date.
 */
export function retryAfterMs(header: string | undefined, nowMs: number): number | undefined {
  const value = header?.trim() ?? "";
  const ms = /^[0-9]+$/.test(value) ? Number(value) * 1000 : dateMs(value) - nowMs;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), MAX_RETRY_AFTER_MS);
}

/** NaN for what is no HTTP date; `Date.parse` would take nearly anything for one. */
function dateMs(value: string): number {
  const match = HTTP_DATE.exec(value);
  const month = MONTHS.indexOf(match?.[2] ?? "none") / 3;
  if (match === null || !Number.isInteger(month) || month < 0) {
    return Number.NaN;
  }
  const [day, year, hour, minute, second] = [1, 3, 4, 5, 6].map((group) => Number(match[group]));
  const date = new Date(Date.UTC(year!, month, day, hour, minute, second));
  return date.getUTCDate() === day && date.getUTCHours() === hour ? date.getTime() : Number.NaN;
}
