import { ownerOfSeeded } from '../mailboxes/correspondence.ts';
import { plainTextOf } from '../mailboxes/mailboxes.ts';
import type { MailAddress, StoredMessage } from '../mailboxes/message.ts';
import type { Person, Persona } from '../people/person.ts';
import type { Sandbox } from '../sandbox.ts';
import { type InstalledApp, installedApp } from './installed-app.ts';

/** A person as the home page shows them. */
export interface PersonView {
  readonly id: string;
  readonly userPrincipalName: string;
  readonly displayName: string;
  readonly jobTitle: string | null;
  readonly department: string | null;
  readonly persona: Persona | null;
  readonly enabled: boolean;
  readonly tenantId: string;
  readonly company: string;
  /** Whether this is somebody of the tenant that Foyer is installed in. */
  readonly atHome: boolean;
}

/** All that the page needs to know at its start. */
export interface HomeWorld {
  readonly me: PersonView | null;
  /** The people with a part to play, those of the neighbouring tenant last. */
  readonly cast: readonly PersonView[];
  /** How many people there are in all tenants. */
  readonly people: number;
  readonly app: InstalledApp;
}

/** A line of the mailbox. */
export interface MailSummary {
  readonly id: string;
  readonly subject: string;
  readonly from: MailAddress;
  readonly to: readonly MailAddress[];
  readonly cc: readonly MailAddress[];
  readonly receivedDateTime: string;
  readonly isRead: boolean;
  /** How the message begins. */
  readonly preview: string;
}

export function homeWorld(sandbox: Sandbox, me: Person | undefined): HomeWorld {
  const { tenants, config } = sandbox;
  return {
    me: me ? personView(sandbox, me) : null,
    cast: tenants.flatMap(({ directory }) => directory.personas().map((person) => personView(sandbox, person))),
    people: tenants.reduce((sum, { directory }) => sum + directory.size, 0),
    app: installedApp(config.clientId, config.appUrl()),
  };
}

/** At most 20 people whose name has a word, or whose login ID begins, with the text. */
export function searchPeople(sandbox: Sandbox, text: string): PersonView[] {
  if (text.trim() === '') return [];
  return sandbox.tenants
    .flatMap(({ directory }) => directory.search(text, 20))
    .slice(0, 20)
    .map((person) => personView(sandbox, person));
}

export function personView(sandbox: Sandbox, person: Person): PersonView {
  const { id, userPrincipalName, displayName, jobTitle, department, persona, tenantId } = person;
  return {
    id,
    userPrincipalName,
    displayName,
    jobTitle,
    department,
    persona,
    enabled: person.accountEnabled,
    tenantId,
    company: sandbox.tenantOf(person).displayName,
    atHome: tenantId === sandbox.config.tenantId,
  };
}

/** An inbox, newest first: what has come, and for somebody of the tenants what was written before the world began. */
export function inbox(sandbox: Sandbox, mailbox: string): MailSummary[] {
  const person = sandbox.findPersonByLogin(mailbox);
  const before = person ? sandbox.writtenBefore(person) : [];
  return [...sandbox.mailboxes.received(mailbox), ...before].map(summaryOf);
}

export function findMessage(sandbox: Sandbox, id: string): StoredMessage | undefined {
  const owner = sandbox.findPerson(ownerOfSeeded(id) ?? '');
  if (!owner) return sandbox.mailboxes.find(id);
  return sandbox.writtenBefore(owner).find((message) => message.id === id);
}

function summaryOf(message: StoredMessage): MailSummary {
  const { id, subject, from, to, cc, receivedDateTime, isRead } = message;
  const preview = plainTextOf(message).replace(/\s+/g, ' ').slice(0, 140);
  return { id, subject, from, to, cc, receivedDateTime, isRead, preview };
}
