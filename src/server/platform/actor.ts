import type { ExtensionKey } from './extensions.ts';
import type { Language, Permission } from './permissions.ts';
import { Problem } from './problem.ts';

/** Who is calling: read fresh from the database at each request, so that changes take effect on the next call. */
export interface Actor {
  /** Null when a token calls. `authenticatedAt`: when the person last proved who they are; null when nobody knows. */
  readonly session: { readonly id: string; readonly authenticatedAt: Date | null } | null;
  /** ACC-9: the personal API token that calls in the person's place; null for the person. */
  readonly apiToken: { readonly id: string; readonly name: string } | null;
  /** ACC-6: the partner's site that acts for the member, with what they have let it do; missing when none does. */
  readonly site?: { readonly id: string; readonly name: string; readonly scopes: readonly string[] };
  readonly account: {
    readonly id: string;
    readonly loginId: string;
    readonly fullName: string;
    readonly language: Language;
    readonly isGuest: boolean;
  };
  /** ACC-5: how the person wants dates written; null is how their language does. */
  readonly dateFormat: string | null;
  /** The Microsoft identity of this sign-in (`tid`, `oid`, lower case); null for a password sign-in. */
  readonly identity: { readonly tenantId: string; readonly objectId: string } | null;
  /** The organization of the actor's tenant, or the one they are a member of; null while there is none. */
  readonly organization: { readonly id: string; readonly name: string } | null;
  readonly member: {
    readonly id: string;
    readonly status: 'active' | 'inactive';
    readonly profileId: string;
    readonly roleId: string;
  } | null;
  /** The profile of an active member. */
  readonly profile: { readonly name: string } | null;
  /** The role of an active member. */
  readonly role: { readonly name: string } | null;
  /** What the profile grants; empty unless an active member. */
  readonly permissions: ReadonlySet<Permission>;
  /** Those that work for an active member (EXT-3). */
  readonly extensions: readonly ExtensionKey[];
  /** IP address of the request. */
  readonly address: string | null;
}

/** An actor who is an active member. */
export interface MemberActor extends Actor {
  readonly organization: NonNullable<Actor['organization']>;
  readonly member: NonNullable<Actor['member']>;
}

export function isActiveMember(actor: Actor): actor is MemberActor {
  return actor.organization !== null && actor.member?.status === 'active';
}

/**
 * The session of somebody who is there in person: what a token may not do asks for it.
 * @throws Problem `session_required`.
 */
export function sessionOf({ session }: Actor): NonNullable<Actor['session']> {
  if (!session) throw new Problem('session_required');
  return session;
}
