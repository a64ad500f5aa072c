import { channel } from 'node:diagnostics_channel';
import { commonFields, fields, language } from './allow-list.ts';
import { CommandError, notSupported, refused } from './errors.ts';

export type CommandName = Exclude<keyof typeof fields, `${string}.${string}`>;
export type Kind = keyof typeof language;

type Split<Text> = Text extends `${infer First} ${infer Rest}` ? First | Split<Rest> : Text;
/** A word of the list of one kind: tables of what is done for each word have exactly these. */
export type Word<K extends Kind> = Split<(typeof language)[K][keyof (typeof language)[K]]>;

const wordsOf = (bySender: { [sender: string]: string }) =>
  new Set(Object.values(bySender).flatMap((words) => words.split(' ').filter(Boolean)));
const words = new Map<string, ReadonlySet<string>>(
  Object.entries(language).map(([kind, bySender]) => [kind, wordsOf(bySender)]),
);
const fieldsOf = new Map<string, ReadonlySet<string>>(
  Object.entries(fields).map(([owner, bySender]) => [owner, wordsOf(bySender)]),
);
const common = wordsOf(commonFields);

/** Tells each word that was let in, as `[kind, word]`: the tests compare them with the list. */
export const letIn = channel('foyer:embedded-database:let-in');

function tell(kind: string, word: string): void {
  if (letIn.hasSubscribers) letIn.publish([kind, word]);
}

/** @throws CommandError NotImplemented for a word that is not on the list, naming it */
export function admit<K extends Kind>(kind: K, word: string): Word<K> {
  if (!words.get(kind)?.has(word)) throw notSupported(`the ${kind} ${word}`);
  tell(kind, word);
  return word as Word<K>;
}

/** @throws CommandError CommandNotFound */
export function admitCommand(name: string): CommandName {
  if (!fieldsOf.has(name) || name.includes('.')) {
    const message = `no such command: '${name}'`;
    refused.publish(message);
    throw new CommandError('CommandNotFound', message);
  }
  tell('command', name);
  return name as CommandName;
}

/**
 * Lets the fields of a command, or of a document inside one, pass.
 * @throws CommandError NotImplemented naming the first one that is not on the list
 */
export function admitFields(owner: string, names: Iterable<string>): void {
  const own = fieldsOf.get(owner);
  const isCommand = !owner.includes('.');
  for (const name of names) {
    if (isCommand && name === owner) continue;
    if (own?.has(name)) tell(owner, name);
    else if (isCommand && common.has(name)) tell('any command', name);
    else if (!own?.has('*')) throw notSupported(`the option '${owner}.${name}'`);
  }
}
