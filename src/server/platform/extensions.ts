/** What is licensed or switched on for users (EXT-1, EXT-2). The order is the order of pages and tables. */
export const EXTENSIONS = ['mail', 'outlook'] as const;

export type ExtensionKey = (typeof EXTENSIONS)[number];

/** By `user`: for those whom somebody has activated (EXT-1). By `profile`: for whoever's profile switches it on (EXT-2). */
export const LICENSING_MODES = ['user', 'profile'] as const;

export type LicensingMode = (typeof LICENSING_MODES)[number];
