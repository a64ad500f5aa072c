import type { Place } from '../../core/members/service.ts';
import type { MemberActor } from '../../platform/actor.ts';
import type { Tx } from '../../platform/services.ts';
import { endTokensOf } from '../api-tokens/end-tokens.ts';
import { endGrantsOf } from '../authorized-sites/grants.ts';
import { releaseAllOf } from '../extensions/activations.ts';
import { freezeMailbox } from '../mailboxes/freeze-mailbox.ts';

/** Ends one kind of thing that a member holds, in the transaction that deactivates them; it never comes back by itself. */
type LeavingStep = (tx: Tx, member: Place, actor: MemberActor) => Promise<void>;

/** What deactivation ends beside sessions (MEM-2). A feature whose things have to end adds its function here. */
export const leavingSteps: readonly LeavingStep[] = [endTokensOf, endGrantsOf, releaseAllOf, freezeMailbox];
