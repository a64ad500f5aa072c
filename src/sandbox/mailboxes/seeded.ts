import type { Person } from '../people/person.ts';
import { type Random, seededRandom } from '../people/random.ts';
import { type Correspondent, correspondents } from './correspondents.ts';
import type { MailAddress } from './message.ts';

/** A message to be composed, with what only some have. */
export interface SeededMail {
  readonly uid: string;
  readonly from: MailAddress;
  readonly to: MailAddress;
  readonly subject: string;
  readonly date: Date;
  readonly messageId: string;
  readonly inReplyTo?: string;
  readonly references?: string;
  readonly text: string;
  readonly html?: string;
  readonly attachments?: { filename: string; content: string; contentType: string }[];
}

interface Topic {
  readonly subject: string;
  readonly lines: readonly string[];
}

const topics: Record<'en' | 'fr', readonly Topic[]> = {
  en: [
    {
      subject: 'Offer for the spring delivery',
      lines: [
        'could you send us your offer for the spring delivery? We need it before the board meets.',
        'thank you, the offer arrived. The price is fine, the date is late: could it be two weeks earlier?',
        'two weeks earlier works for us. Please send the contract and we will sign it at once.',
      ],
    },
    {
      subject: 'Question about invoice 20418',
      lines: [
        'invoice 20418 names 12 pallets, and 11 arrived. Could you look into it?',
        'the credit note is here. All is settled, thank you for the quick help.',
      ],
    },
    {
      subject: 'Visit next month',
      lines: [
        'I am in your town next month and would gladly see the new line. Would the 14th suit you?',
        'the 14th at ten, then. Two colleagues will come along.',
      ],
    },
  ],
  fr: [
    {
      subject: 'Devis pour la livraison d’été',
      lines: [
        'pourriez-vous nous envoyer votre devis pour la livraison d’été ? Il nous le faut avant le conseil.',
        'merci, le devis est bien arrivé. Le prix convient, le délai est long : serait-il possible de gagner deux semaines ?',
        'deux semaines plus tôt nous vont très bien. Envoyez-nous le contrat, nous le signerons aussitôt.',
      ],
    },
    {
      subject: 'Question sur la facture nº 20418',
      lines: [
        'la facture nº 20418 compte 12 palettes, nous en avons reçu 11. Pourriez-vous vérifier ?',
        'l’avoir est arrivé. Tout est réglé, merci de votre aide.',
      ],
    },
  ],
};

const DAY = 24 * 60 * 60 * 1000;
const begin = Date.UTC(2026, 0, 6, 9);

/** What people at other companies have written to somebody, oldest first: the same for the same seed. */
export function correspondenceOf(person: Person, seed: number): SeededMail[] {
  const random = seededRandom(seed ^ numberOf(person.userPrincipalName));
  const known = correspondents.filter(() => random.chance(0.6));
  const conversations = known.flatMap((from) => conversation(person, from, random));
  return [...conversations, newsletter(person, random)].toSorted((a, b) => a.date.getTime() - b.date.getTime());
}

function conversation(person: Person, from: Correspondent, random: Random): SeededMail[] {
  const { subject, lines } = random.pick(topics[from.language]);
  const start = begin + random.integer(120) * DAY;
  const ids = lines.map((_line, index) => `<${random.guid()}.${index}@${domainOf(from.address)}>`);
  return lines.map((line, index) => {
    const before = ids[index - 1];
    const text = `${greeting(from, person)}\n\n${line}\n\n${from.firstName} ${from.lastName}\n${from.company}\n`;
    return {
      uid: ids[index]?.slice(1, 32) ?? '',
      from: { name: `${from.firstName} ${from.lastName}`, address: from.address },
      to: { name: person.displayName, address: person.mail ?? person.userPrincipalName },
      subject: index === 0 ? subject : `Re: ${subject}`,
      date: new Date(start + index * 2 * DAY + random.integer(8) * 60 * 60 * 1000),
      messageId: ids[index] ?? '',
      ...(before !== undefined && { inReplyTo: before, references: before }),
      text,
      html: `${text
        .split('\n\n')
        .map((paragraph) => `<p>${paragraph.replaceAll('\n', '<br>')}</p>`)
        .join('')}<img src="https://${domainOf(from.address)}/pixel.gif?m=${index}" width="1" height="1" alt="">`,
      ...(index === 0 && {
        attachments: [{ filename: `${subject}.txt`, content: `${subject}\n${line}\n`, contentType: 'text/plain' }],
      }),
    };
  });
}

/** From nobody who would be in anybody's records. */
function newsletter(person: Person, random: Random): SeededMail {
  const id = random.guid();
  return {
    uid: id,
    from: { name: 'Trade Weekly', address: 'news@tradeweekly.example' },
    to: { name: person.displayName, address: person.mail ?? person.userPrincipalName },
    subject: 'Trade Weekly: the ports in spring',
    date: new Date(begin + random.integer(120) * DAY),
    messageId: `<${id}@tradeweekly.example>`,
    text: 'The ports are busy, and so are we.\n',
  };
}

function greeting(from: Correspondent, person: Person): string {
  const name = person.givenName ?? person.displayName;
  return from.language === 'fr' ? `Bonjour ${name},` : `Dear ${name},`;
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}

/** FNV-1a: the same number for the same text. */
function numberOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const letter of text.toLowerCase()) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  return hash;
}
