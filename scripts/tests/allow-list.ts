import { commonFields, fields, language } from '../../src/database/embedded/allow-list.ts';

/** What came of one test of the allow-list. */
interface Verdict {
  title: string;
  /** The words that are wrong; none when it passed. */
  words: string[];
}

/** Compares what the product has sent to the embedded database in a run of the tests with what is on its allow-list. */
export class Sent {
  readonly #letIn = new Set<string>();
  readonly #refused = new Set<string>();

  add(sent: { letIn: readonly string[]; refused: readonly string[] }): void {
    for (const word of sent.letIn) this.#letIn.add(word);
    for (const message of sent.refused) this.#refused.add(message);
  }

  /** @param isComplete whether all tests have run: only then it is known what nobody sends */
  evaluate(isComplete: boolean): Verdict[] {
    const verdicts = [{ title: 'the product sends nothing that is not on it', words: [...this.#refused] }];
    if (!isComplete) return verdicts;
    const unsent = wordsOfFoyer().filter((word) => !this.#letIn.has(word));
    return [...verdicts, { title: 'the product sends everything that is on it as its own', words: unsent }];
  }
}

/** As the door tells them: `command find`, `find sort`, `stage $match`. */
function wordsOfFoyer(): string[] {
  const commands = Object.entries(fields)
    .filter(([owner, senders]) => 'foyer' in senders && !owner.includes('.'))
    .map(([name]) => `command ${name}`);
  const words = Object.entries({ ...fields, 'any command': commonFields, ...language }).flatMap(([kind, senders]) =>
    'foyer' in senders ? senders.foyer.split(' ').map((word) => `${kind} ${word}`) : [],
  );
  return [...commands, ...words.filter((word) => !/ \*?$/.test(word))];
}
