import type { Directory } from './directory.ts';

/** A company's Microsoft Entra tenant in the sandbox. */
export interface Tenant {
  /** Tenant ID (`tid`), a GUID. */
  readonly id: string;
  readonly displayName: string;
  /** The domain of its people's addresses, such as `aldervale.example`. */
  readonly domain: string;
  /** The `onmicrosoft.com` domain that every tenant starts with. */
  readonly initialDomain: string;
  /** A BCP 47 tag. */
  readonly preferredLanguage: string;
  /** Its people, searchable, with a record of their changes. */
  readonly directory: Directory;
}
