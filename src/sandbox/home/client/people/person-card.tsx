import type { PersonView } from '../api.ts';
import { Avatar } from './avatar.tsx';

interface PersonCardProps {
  readonly person: PersonView;
  /** Why one would choose this person. */
  readonly about?: string;
  readonly large?: boolean;
  choose(person: PersonView): void;
}

/** A card with a button that makes one this person; the button's name is the person's display name. */
export function PersonCard({ person, about, large = false, choose }: PersonCardProps) {
  const { id, displayName, userPrincipalName, jobTitle, company, atHome } = person;
  const role = [jobTitle, atHome ? null : company].filter(Boolean).join(' · ');
  return (
    <li className={large ? 'card person person-large' : 'card person'}>
      <Avatar name={displayName} large={large} />
      <div className="person-text">
        <button
          type="button"
          className="whole-card person-name"
          aria-describedby={`person-${id}-about`}
          onClick={() => choose(person)}
        >
          <bdi>{displayName}</bdi>
        </button>
        <span id={`person-${id}-about`} className="person-about">
          {role && <span className="person-role">{role}</span>}
          <Login login={userPrincipalName} />
          {about && <span className="person-why">{about}</span>}
        </span>
      </div>
    </li>
  );
}

/** A login ID that breaks before its `@` where it does not fit into one line. */
function Login({ login }: { login: string }) {
  const at = login.indexOf('@');
  return (
    <span className="dim person-login">
      {login.slice(0, at)}
      <wbr />
      {login.slice(at)}
    </span>
  );
}
