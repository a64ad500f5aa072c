import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { betterAuth } from 'better-auth';
import { mongodbAdapter } from 'better-auth/adapters/mongodb';
import { toNodeHandler } from 'better-auth/node';
import { organization } from 'better-auth/plugins/organization';
import { type Collection, type Db, MongoClient, ObjectId } from 'mongodb';

/** Somebody who is signed in to the peer, and the header that says so. */
export interface PeerPerson {
  email: string;
  cookie: string;
}

export interface PeerServer {
  url: string;
  organizationId: string;
  /** Has founded the organization. */
  owner: PeerPerson;
  signUp(emails: readonly string[]): Promise<PeerPerson[]>;
  close(): Promise<void>;
}

/**
 * Better Auth with its organization plugin and its MongoDB adapter, as its documentation sets them up, in a database of its own on
 * the same server: https://better-auth.com/docs/plugins/organization. Left out is what would cost it time and Foyer does not do in
 * the compared calls: its rate limiter, checks of where a call comes from, and slow hashing of the passwords that only make people
 * here. It has no audit trail, no outbox, no seats, and no transaction around an invitation.
 * @param members how many others the organization has.
 */
export async function startPeer(databaseUri: string, members: number): Promise<PeerServer> {
  const client = await MongoClient.connect(databaseUri);
  const db = client.db('peer');
  const auth = betterAuth({
    secret: 'a secret of the measuring alone, which guards nothing',
    baseURL: 'http://localhost',
    database: mongodbAdapter(withCounting(db)),
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    advanced: { disableCSRFCheck: true },
    emailAndPassword: {
      enabled: true,
      password: { hash: async (password) => password, verify: async ({ hash, password }) => hash === password },
    },
    plugins: [organization({ membershipLimit: 1e6, invitationLimit: 1e6, sendInvitationEmail: async () => undefined })],
  });
  const server = createServer(toNodeHandler(auth));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  const signUp = async (emails: readonly string[]): Promise<PeerPerson[]> => {
    const people: PeerPerson[] = [];
    for (const email of emails) {
      const body = { email, name: email, password: 'correct horse battery' };
      const { headers } = await auth.api.signUpEmail({ body, returnHeaders: true });
      people.push({ email, cookie: cookieOf(headers) });
    }
    return people;
  };
  const [founder] = await signUp(['founder@peer.example']);
  if (!founder) throw new Error('nobody signed up');
  const founded = await auth.api.createOrganization({
    body: { name: 'Alder & Vale', slug: 'alder' },
    headers: new Headers({ cookie: founder.cookie }),
  });
  if (!founded) throw new Error('nothing was founded');
  const { headers } = await auth.api.setActiveOrganization({
    body: { organizationId: founded.id },
    headers: new Headers({ cookie: founder.cookie }),
    returnHeaders: true,
  });
  await addMembers(db, founded.id, members);
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    organizationId: founded.id,
    owner: { ...founder, cookie: cookieOf(headers) || founder.cookie },
    signUp,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await client.close();
    },
  };
}

/** `$count`, which the embedded database does not speak, as the `$group` that MongoDB defines it by. */
function withCounting(db: Db): Db {
  const counting = (collection: Collection) =>
    new Proxy(collection, {
      get(target, name) {
        const value = Reflect.get(target, name);
        if (name !== 'aggregate') return typeof value === 'function' ? value.bind(target) : value;
        return (stages: { $count?: string }[], options: object) =>
          target.aggregate(
            stages.map((stage) => (stage.$count ? { $group: { _id: null, [stage.$count]: { $sum: 1 } } } : stage)),
            options,
          );
      },
    });
  return new Proxy(db, {
    get(target, name) {
      if (name === 'collection') return (collection: string) => counting(target.collection(collection));
      const value = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/** The members that an organization has gained in years, straight in the database. */
async function addMembers(db: Db, organizationId: string, count: number): Promise<void> {
  const now = new Date();
  const users = Array.from({ length: count }, (_, number) => ({
    _id: new ObjectId(),
    name: `Member ${number}`,
    email: `member.${number}@peer.example`,
    emailVerified: false,
    createdAt: now,
    updatedAt: now,
  }));
  const places = users.map(({ _id }) => ({
    _id: new ObjectId(),
    organizationId: new ObjectId(organizationId),
    userId: _id,
    role: 'member',
    createdAt: now,
  }));
  await db.collection('user').insertMany(users);
  await db.collection('member').insertMany(places);
}

function cookieOf(headers: Headers): string {
  return headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');
}
