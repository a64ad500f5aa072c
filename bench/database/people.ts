import { ObjectId } from 'bson';

/** What is stored: about 200 bytes of BSON. Indexes are on `email`, unique, and on `score`. */
export interface Person {
  _id: ObjectId;
  email: string;
  name: string;
  city: string;
  score: number;
  visits: number;
  joinedAt: Date;
  tags: string[];
}

/** The person of that number; the same one each time but for the ID. */
export function personOf(number: number): Person {
  return {
    _id: new ObjectId(),
    email: emailOf(number),
    name: `Person ${number} of the bench`,
    city: cityOf(number),
    score: scoreOf(number),
    visits: 0,
    joinedAt: new Date(1_600_000_000_000 + number * 1000),
    tags: ['bench', `group-${number % 13}`],
  };
}

/** One of 97. */
export function cityOf(number: number): string {
  return `City ${number % 97}`;
}

export function emailOf(number: number): string {
  return `person-${number}@bench.example`;
}

/** Spread over 0 to a million without an order. */
export function scoreOf(number: number): number {
  return (number * 7_919_993) % 1_000_003;
}

/** A number below `count`, in no order that a cache could follow. */
export function someNumber(attempt: number, count: number): number {
  return (attempt * 48_271 + 11) % count;
}
