import type { OddShape } from '../faults.ts';

/** Longer than any property that Entra takes. */
const TOO_LONG = 100_000;

/** An entry as no documentation has it. */
export function oddUser(user: Record<string, unknown>, shape: OddShape): unknown {
  switch (shape) {
    case 'id-only':
      return { id: user.id };
    case 'state-only':
      return { id: user.id, accountEnabled: user.accountEnabled };
    case 'no-id':
      return { ...user, id: undefined };
    case 'null-name':
      return { ...user, displayName: null };
    case 'no-login':
      return { ...user, userPrincipalName: undefined };
    case 'wrong-types':
      return { ...user, displayName: { text: user.displayName }, accountEnabled: 'yes', jobTitle: 7 };
    case 'too-long':
      return { ...user, displayName: 'x'.repeat(TOO_LONG) };
    case 'no-object':
      return null;
  }
}
