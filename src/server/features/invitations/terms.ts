/** The version of the terms that joining asks to accept (INV-4): the date from which they hold. */
export const TERMS_VERSION = '2026-01-01';
